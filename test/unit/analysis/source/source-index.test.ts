import { expect, test } from 'vitest';
import { SourceIndex } from '../../../../shared/analysis/source/source-index.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { withFacts } from '../../../support/with-facts.ts';

const DRAWN = graphFromText`
  init: function; init -@__code__> initCode; init -@__module__> app
  initCode: code; initCode -@co_names> initNames; initNames: tuple; initNames -[0]> rows
  rows: str; app: str
  initCode -@co_consts> consts; consts: tuple
  consts -[0]> lambda; lambda: code; lambda -@co_names> lambdaNames; lambdaNames -[0]> sort
  consts -[1]> inner; inner: code; inner -@co_names> innerNames; innerNames -[0]> secret
  sort: str; secret: str
  library: function; library -@__code__> libraryCode; libraryCode: code
  libraryCode -@co_names> initNames
  made: function; made -@__code__> madeCode; madeCode: code; madeCode -@co_names> initNames
  frame: frame frame; frame -@f_code> mainCode; mainCode: code; mainCode -@co_names> mainNames
  mainNames -[0]> rowsAgain; rowsAgain: str
`;
const GRAPH = withFacts(DRAWN, {
  init: { preview: 'Session.__init__' },
  initCode: { preview: '/srv/app.py:12 in __init__' },
  app: { preview: 'app' },
  rows: { preview: 'rows' },
  rowsAgain: { preview: 'rows' },
  sort: { preview: 'sort' },
  secret: { preview: 'secret' },
  lambda: { preview: '/srv/app.py:13 in <lambda>' },
  inner: { preview: '/srv/app.py:14 in inner' },
  library: { preview: 'dumps' },
  libraryCode: { preview: '/usr/lib/python3.11/json/__init__.py:183 in dumps' },
  made: { preview: '__init__' },
  madeCode: { preview: '<string>:1 in __init__' },
  mainCode: { preview: 'C:\\app\\main.py:1 in <module>' },
});
const index = new SourceIndex(GRAPH, UNATTENDED_JOB);
const using = (name: string) =>
  index.using(name).map(({ name: found, line }) => `${found} ${line}`);

test('a name is found in functions and frames, whichever string it is', () => {
  expect(using('rows')).toEqual(['Session.__init__ 12', '<module> 1']);
});

test('a lambda is its function’s code, a function within is not', () => {
  expect(using('sort')).toEqual(['Session.__init__ 12']);
  expect(using('secret')).toEqual([]);
});

test('the standard library and what is in no file are left out', () => {
  expect(index.using('rows').map(({ file }) => file)).toEqual(['/srv/app.py', 'C:\\app\\main.py']);
});

test('methods are told by the qualified name of their class', () => {
  expect(index.methodsOf('app.Session')).toMatchObject([{ file: '/srv/app.py', line: 12 }]);
  expect(index.methodsOf('other.Session')).toEqual([]);
});

test('a dump without code objects knows nothing', () => {
  const { graph } = graphFromText`a: function; a -@__code__> b; b: code`;
  const none = new SourceIndex(graph, UNATTENDED_JOB);
  expect(none.using('rows')).toEqual([]);
});
