import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { RootKind } from '../../shared/heap/heap-graph.ts';
import { StringTable } from '../../shared/heap/string-table.ts';
import { graphFromText } from './graph-from-text.ts';
import { withFacts } from './with-facts.ts';

/** What a program held, in each place where a dump has text for it. */
export const SECRETS = [
  'S1-preview',
  'S2-key',
  'S3-keyobject',
  'S4-attribute',
  'S5-thread',
  'S6-command',
  'S7-column',
  'S8-field',
  'S9-table',
  'S10-warning',
  'S11-root',
  'S12-error',
];
/** What its code is called. */
export const NAMES = ['billing', 'Invoice', 'settle', 'ledger', 'acme.py'];

/** A leak with a text in every place where a dump has one. */
export function plantedDump(): HeapGraph {
  const drawing = graphFromText`
    main -@__dict__> names
    names -global ledger> cache
    names -global settle> function
    function -@__code__> code
    cache -['S2-key']> invoice
    cache -key 'S2-key'> key
    invoice -.S4-attribute!> payer
    invoice -.settle> note
    invoice -.self> wrapper
    wrapper -.owner> invoice
    lost -.settle> twin
    twin -.settle> lost
    note -[0]> error
    frame -local ledger> cache
    main!
    frame!thread
    main: module module
    names: dict namespace
    cache: dict
    invoice: billing.Invoice user
    wrapper: billing.Wrapper user
    lost: billing.Invoice user size=5000
    twin: billing.Invoice user size=5000
    payer: str; key: str; note: list; error: ValueError; table: pandas.DataFrame
    function: function; code: code; frame: frame frame
    names -global table> table
    table -._mgr> note
  `;
  const graph = withFacts(drawing, {
    main: { preview: 'billing' },
    payer: { preview: "'S1-preview'", length: 10 },
    key: { preview: "'S3-keyobject'", length: 12 },
    error: { preview: "'S12-error'" },
    function: { preview: 'settle' },
    code: { preview: '/home/acme/acme.py:7 in settle' },
    frame: { preview: '/home/acme/acme.py:9 in settle' },
    table: {
      details: {
        shape: [3, 1],
        dtype: "[('S8-field', '<i8')]",
        dataBytes: 24,
        columns: [{ name: 'S7-column', dtype: 'int64', bytes: 24 }],
      },
    },
  });
  const texts = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
  const text = (made: string): number => texts.push(made) - 1;
  const { roots } = graph;
  if (roots === null) throw new Error('the drawing has roots');
  const label = roots.label.slice();
  const kind = roots.kind.slice();
  roots.kind.forEach((of, at) => {
    label[at] = of === RootKind.threadFrame ? text('S5-thread: settle()') : text('billing');
    if (of !== RootKind.threadFrame) kind[at] = RootKind.module;
  });
  const at = drawing.node('payer');
  const rootsMade = {
    node: Uint32Array.of(...roots.node, at),
    kind: Uint8Array.of(...kind, RootKind.other),
    label: Uint32Array.of(...label, text('S11-root: a text')),
  };
  const foreign = new Map([
    ['row', { form: 'text' as const, values: Uint32Array.of(text('S9-table')) }],
  ]);
  const code = new Map([
    ['code', { form: 'object' as const, values: Uint32Array.of(drawing.node('code')) }],
    ['name', { form: 'text' as const, values: Uint32Array.of(text('settle')) }],
    ['file', { form: 'text' as const, values: Uint32Array.of(text('/home/acme/acme.py')) }],
    ['line', { form: 'number' as const, values: Uint32Array.of(7) }],
  ]);
  return {
    ...graph,
    roots: rootsMade,
    tables: new Map([
      ['foreign', { rowCount: 1, columns: foreign }],
      ['code', { rowCount: 1, columns: code }],
    ]),
    strings: StringTable.fromStrings(texts),
    process: {
      commandLine: 'python /home/acme/acme.py --token S6-command',
      runtime: 'CPython 3.12.1',
      threads: [{ name: 'S5-thread', stack: ['/home/acme/acme.py:9 in settle'] }],
    },
  };
}
