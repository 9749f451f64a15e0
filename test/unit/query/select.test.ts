import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Verdict } from '../../../shared/analysis/graph/verdict.ts';
import { CancelledError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../shared/formats/load-dump.ts';
import { EdgeKind } from '../../../shared/heap/edge-kind.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT } from '../../../shared/heap/heap-graph.ts';
import { NO_STRING, StringTable } from '../../../shared/heap/string-table.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import type { ObjectOrder } from '../../../shared/query/order.ts';
import { orderNodes } from '../../../shared/query/order.ts';
import { parseFilter } from '../../../shared/query/parser.ts';
import { printFilter } from '../../../shared/query/print.ts';
import type { QueryColumns } from '../../../shared/query/query-columns.ts';
import { countReferrers } from '../../../shared/query/query-columns.ts';
import { selectNodes } from '../../../shared/query/select.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { heapArbitrary, heapFrom } from '../analysis/random-heap.ts';
import { expressionArbitrary } from './expressions.ts';
import type { NaiveColumns } from './naive-filter.ts';
import { naiveFilter } from './naive-filter.ts';

const VERDICTS = ['unknown', 'held', 'garbage', 'never'];
const TYPE_NAMES = ['dict', 'pandas.core.frame.DataFrame', 'm.f.<locals>.Node', 'frame'];
const TEXTS = ['a', 'Frame', "'key'", 'naïve Ünïcode', '', 'line\nbreak', '12', 'x"y'];
const DETAILS = [
  '{"shape":[3,2],"columnCount":2,"dataBytes":48}',
  '{"shape":[10]}',
  '{"dataBytes":1000}',
  'not JSON',
];

/** A heap with every column that a filter can look at, and the same columns as plain values. */
const world = fc
  .tuple(heapArbitrary(8), fc.infiniteStream(fc.nat(1_000_000)))
  .map(([plain, numbers]): { readonly graph: HeapGraph; readonly columns: NaiveColumns } => {
    const pick = (below: number): number => (numbers.next().value ?? 0) % below;
    const { nodeCount } = plain;
    const heap = heapFrom(plain);
    const strings = [...TYPE_NAMES, ...TEXTS, ...DETAILS];
    const column = <T>(make: () => T): T[] => Array.from({ length: nodeCount }, make);
    const someNodes = Array.from({ length: nodeCount }, (_, node) => node).filter(
      () => pick(2) === 0,
    );
    const graph: HeapGraph = {
      ...heap,
      strings: StringTable.fromStrings(strings),
      typeNames: Uint32Array.from(TYPE_NAMES, (_, at) => at),
      type: Uint32Array.from(column(() => pick(TYPE_NAMES.length))),
      shallowSize: Float64Array.from(column(() => [0, 1, 16, 1000, 5e9][pick(5)] ?? 0)),
      preview:
        pick(6) === 0
          ? null
          : Uint32Array.from(
              column(() => (pick(4) === 0 ? NO_STRING : TYPE_NAMES.length + pick(TEXTS.length))),
            ),
      length:
        pick(6) === 0 ? null : Uint32Array.from(column(() => [NO_COUNT, 0, 3, 12][pick(4)] ?? 0)),
      flags: Uint16Array.from(column(() => pick(1 << 11))),
      edgeKind: heap.edgeKind.map((kind) => kind | [EdgeKind.attribute, EdgeKind.index][pick(2)]),
      edgeLabels: {
        form: 'perEdge',
        label: heap.edgeTarget.map(() =>
          pick(4) === 0 ? NO_STRING : TYPE_NAMES.length + pick(TEXTS.length),
        ),
      },
      details: {
        node: Uint32Array.from(someNodes),
        value: Uint32Array.from(
          someNodes,
          () => TYPE_NAMES.length + TEXTS.length + pick(DETAILS.length),
        ),
      },
      allocationSite: {
        node: Uint32Array.from(someNodes),
        value: Uint32Array.from(someNodes, () => TYPE_NAMES.length + pick(TEXTS.length)),
      },
    };
    return {
      graph,
      columns: {
        verdict: column(() => VERDICTS[pick(4)] ?? ''),
        retained: column(() => [0, 1, 1000, 1e12][pick(4)] ?? 0),
        path: column(() => ['app.CACHE', "app.CACHE['a']", ''][pick(3)] ?? ''),
        cyclic: column(() => pick(2) === 0),
        families: [someNodes, [0]],
      },
    };
  });

function queryColumns(graph: HeapGraph, columns: NaiveColumns): QueryColumns {
  return {
    graph,
    verdictBytes: Verdict,
    verdicts: () => Uint8Array.from(columns.verdict, (name) => VERDICTS.indexOf(name)),
    retainedSizes: () => Float64Array.from(columns.retained),
    referrerCounts: (job) => countReferrers(graph, job),
    names: () => (node) => columns.path[node] ?? '',
    cyclic: () => Uint8Array.from(columns.cyclic, Number),
    families: () => columns.families.map((members) => ({ instances: Uint32Array.from(members) })),
  };
}

const expression = expressionArbitrary({
  text: fc.constantFrom(
    'a',
    'FRAME',
    'Frame',
    'DataFrame',
    'dict',
    'key',
    "'key'",
    'ü',
    '\n',
    '1',
    '0x1',
    'builtins',
    'pandas.core.frame',
  ),
  number: fc.constantFrom(0, 1, 2, 3, 10, 12, 48, 1000, 1e12),
  address: fc.tuple(fc.constantFrom(16, 24, 32), fc.constantFrom(0, 0, 0, 1)),
  pattern: fc.constantFrom('^Data', 'frame$', '\\bkey\\b', '[aü]', '^$', '\\d+|<.*>'),
});

describe('the objects that a filter selects', () => {
  it('are those that a naive reading selects', () => {
    fc.assert(
      fc.property(world, expression, ({ graph, columns }, made) => {
        const selected = selectNodes(made, queryColumns(graph, columns), UNATTENDED_JOB);
        const expected = Array.from({ length: graph.nodeCount }, (_, node) => node).filter((node) =>
          naiveFilter(graph, columns, made, node),
        );
        expect([...selected], printFilter(made, OBJECT_FIELDS)).toEqual(expected);
      }),
      { numRuns: 1500 },
    );
  });

  it('are told by labels as a real dump stores them, once per layout', async () => {
    const source = memorySource(new Uint8Array(readFileSync('examples/accessor-leak.ouro')), 'x');
    const { graph } = await loadDump(source, {
      job: UNATTENDED_JOB,
      codecs: {},
      memoryLimitBytes: 2e9,
    });
    expect(graph.edgeLabels?.form).toBe('layouts');
    const count = (filter: string) =>
      selectNodes(
        parseFilter(filter, OBJECT_FIELDS),
        queryColumns(graph, { verdict: [], retained: [], path: [], cyclic: [], families: [] }),
        UNATTENDED_JOB,
      ).length;
    expect(count('type = DataFrame')).toBe(101);
    expect(count('attr = _dataframe')).toBe(101);
    expect(count('label = _dataframe and type = DataFrame')).toBe(101);
    expect(count('label = _dataframe and type != DataFrame')).toBe(0);
    expect(count('type = DataFrame and attr ~ /^ww$/')).toBe(101);
  });

  it('need no column that no condition names, nor one that nothing is left for', () => {
    const { graph } = graphFromText('a -> b; a: Frame; b: dict');
    const unwanted = () => {
      throw new Error('computed for nothing');
    };
    const columns: QueryColumns = {
      ...queryColumns(graph, { verdict: [], retained: [], path: [], cyclic: [], families: [] }),
      verdicts: unwanted,
      retainedSizes: unwanted,
      referrerCounts: unwanted,
      cyclic: unwanted,
      families: unwanted,
    };
    const select = (filter: string) =>
      selectNodes(parseFilter(filter, OBJECT_FIELDS), columns, UNATTENDED_JOB);
    expect([...select('type = Frame and size < 1KB')]).toEqual([0]);
    expect([
      ...select('retained > 1GB and referrers > 3 and verdict = garbage and type = Nix'),
    ]).toEqual([]);
    expect(() => select('retained > 1GB and type = Frame')).toThrow('computed for nothing');
  });

  it('can be given up on, also inside of one long text', () => {
    // Each character leads to a state that was not there before: the most work a text can make.
    const long = Array.from({ length: 1 << 16 }, (_, at) =>
      (Math.imul(at, 0x9e3779b1) >>> 16) % 2 === 0 ? 'x' : 'y',
    ).join('');
    const { graph } = graphFromText('a -> b');
    const hostile: HeapGraph = {
      ...graph,
      strings: StringTable.fromStrings(['object', ...Array.from({ length: 8 }, () => long)]),
      preview: Uint32Array.of(1, 2),
      typeNames: Uint32Array.of(0),
    };
    let looks = 0;
    const job = {
      report() {},
      checkpoint() {
        looks++;
        if (looks > 3) throw new CancelledError();
      },
    };
    const filter = parseFilter('text ~ /(x|y)*x(x|y){400}z/', OBJECT_FIELDS);
    const columns = queryColumns(hostile, {
      verdict: [],
      retained: [],
      path: [],
      cyclic: [],
      families: [],
    });
    expect(() => selectNodes(filter, columns, job)).toThrow(CancelledError);
  });
});

describe('objects in order', () => {
  it('are sorted as a stable sort would, the unknown last', () => {
    const orders: readonly ObjectOrder[] = [
      ...(['shallowSize', 'retainedSize', 'refcount', 'length', 'referrers'] as const),
      ...(['referents', 'verdict', 'address', 'type'] as const),
    ];
    fc.assert(
      fc.property(
        world,
        fc.constantFrom(...orders),
        fc.boolean(),
        ({ graph, columns }, order, descending) => {
          const all = Uint32Array.from({ length: graph.nodeCount }, (_, node) => node);
          const sorted = orderNodes(
            all,
            order,
            descending,
            queryColumns(graph, columns),
            UNATTENDED_JOB,
          );
          const key = (node: number) => naiveKey(graph, columns, order, node);
          const sign = descending ? -1 : 1;
          const expected = [...all].sort((a, b) => {
            const [left, right] = [key(a), key(b)];
            if (left === null || right === null) {
              return Number(left === null) - Number(right === null) || a - b;
            }
            return left < right ? -sign : left > right ? sign : a - b;
          });
          expect([...sorted]).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function naiveKey(
  graph: HeapGraph,
  columns: NaiveColumns,
  order: ObjectOrder,
  node: number,
): number | string | null {
  switch (order) {
    case 'shallowSize':
      return graph.shallowSize[node];
    case 'retainedSize':
      return columns.retained[node] ?? 0;
    case 'refcount': {
      const count = graph.refcount?.[node] ?? NO_COUNT;
      return count >= IMMORTAL_COUNT ? null : count;
    }
    case 'length': {
      const length = graph.length?.[node] ?? NO_COUNT;
      return length === NO_COUNT ? null : length;
    }
    case 'referrers':
      return graph.edgeTarget.filter((target) => target === node).length;
    case 'referents':
      return graph.firstEdge[node + 1] - graph.firstEdge[node];
    case 'verdict':
      return VERDICTS.indexOf(columns.verdict[node] ?? '');
    case 'address':
      return graph.addressWords[2 * node];
    case 'type':
      return graph.strings.get(graph.typeNames[graph.type[node]]);
  }
}
