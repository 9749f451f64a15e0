import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { nodeAddress } from '../../shared/heap/address.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../shared/heap/edge-label.ts';
import type { HeapGraph } from '../../shared/heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../shared/heap/heap-graph.ts';
import { checkSample } from './check-sample.ts';
import { errorOf, loadBytes, warningCodes } from './load-from-bytes.ts';
import { textsOf, typesOf } from './same-graph.ts';
import { expectSoundGraph } from './sound-graph.ts';

const FOLDER = '../shared/data/objgraph';

/** Nodes and edges of a drawing, counted by line, without the parser's help. */
function countLines(path: string): { objects: number; references: number; stubs: number } {
  const lines = readFileSync(path, 'utf8').split('\n');
  const names = new Set<string>();
  let references = 0;
  for (const line of lines) {
    const edge = /^ {2}(o_?\d+) -> (o_?\d+)/.exec(line);
    if (edge !== null) references++;
    const node = /^ {2}(o_?\d+)\[/.exec(line);
    for (const name of [edge?.[1], edge?.[2], node?.[1]]) if (name !== undefined) names.add(name);
  }
  const stubs = lines.filter((line) => /^ {2}too_many_\w+\[label=/.test(line)).length;
  return { objects: names.size, references, stubs };
}

function labelled(graph: HeapGraph, from: bigint): ReadonlyMap<string, bigint> {
  const targets = new Map<string, bigint>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (nodeAddress(graph, node) !== from) continue;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const label = decorateEdgeLabel(graph.edgeKind[edge], edgeLabelText(graph, node, edge));
      targets.set(label, nodeAddress(graph, graph.edgeTarget[edge]));
    }
  }
  return targets;
}

/** The cycle of a DataFrame and its accessor, step by step, with the addresses known beforehand. */
function checkCycle({ graph }: LoadedDump): void {
  const truth = z
    .object({ ids: z.record(z.string(), z.number()) })
    .parse(JSON.parse(readFileSync(`${FOLDER}/ground_truth.json`, 'utf8')));
  const id = (name: string) => BigInt(truth.ids[name] ?? 0);
  const step = (from: string, label: string) => labelled(graph, id(from)).get(label);
  expect(step('DataFrame', '.__dict__')).toBe(id('df.__dict__'));
  expect(step('df.__dict__', "['_my_accessor']")).toBe(id('Accessor'));
  expect(step('Accessor', '.__dict__')).toBe(id('Accessor.__dict__'));
  expect(step('Accessor.__dict__', "['_dataframe']")).toBe(id('DataFrame'));
}

const ALSO: Readonly<Record<string, (dump: LoadedDump) => void>> = {
  'df_cycle_backrefs.dot': checkCycle,
  'df_cycle_backrefs_refcounts_long.dot': (dump) => {
    checkCycle(dump);
    const types = typesOf(dump.graph);
    expect(dump.graph.refcount?.[types.indexOf('pandas.core.frame.DataFrame')]).toBe(3);
  },
  'too_many_backrefs.dot': ({ warnings }) => {
    expect(warnings[0]?.message).toContain('15 references');
  },
  'odd_labels.dot': ({ graph }) => {
    const previews = textsOf(graph, graph.preview ?? new Uint32Array(0));
    expect(previews).toContain('a "q" \\ back\nline two ☃ 🐍 {<|>} -> x;');
    expect(graph.flags.some((flags) => (flags & NodeFlag.hasFinalizer) !== 0)).toBe(true);
  },
};

describe('objgraph samples', () => {
  const files = existsSync(FOLDER)
    ? readdirSync(FOLDER).filter((name) => name.endsWith('.dot'))
    : Object.keys(ALSO);
  for (const file of files) {
    const path = `${FOLDER}/${file}`;
    const counted = existsSync(path) ? countLines(path) : { objects: 0, references: 0, stubs: 0 };
    checkSample({
      path,
      formatId: 'objgraph',
      truth: { ...counted, danglingReferences: 0 },
      warnings: counted.stubs > 0 ? ['incomplete-walk'] : [],
      also: ALSO[file] ?? (() => {}),
    });
  }
});

const DRAWING = `digraph ObjectGraph {
  node[shape=box, style=filled, fillcolor=white];
  o_16[fontcolor=red];
  o_16[label="module\\nmain"];
  o_16 -> o32 [label="__dict__",weight=10];
  o32[label="dict [4]\\n2 items"];
  o32 -> o48 [label="str\\n'not \\"an\\" id'"];
  o32 -> o48 [label="name",weight=2];
  o48[label="Thing\\n] -> x; {", tooltip="o1 -> o2;"];
  o48->o48_has_a_del[color=red,style=dotted];
  o48_has_a_del[label="__del__"];
  too_many_o48->o48[color=red];
  too_many_o48[label="7 more backreferences",fontsize=6];
  o48 -> o64;
}
`;

describe('the objgraph importer', () => {
  test('reads statements, escapes, stubs and negative addresses', async () => {
    const { graph, warnings } = await loadBytes(DRAWING);
    expect(warnings.map((warning) => warning.code)).toEqual(['incomplete-walk']);
    expect(typesOf(graph)).toEqual(['module', 'dict', 'Thing', '?']);
    expect(nodeAddress(graph, 0)).toBe(2n ** 64n - 16n);
    expect([...graph.flags]).toEqual([
      NodeFlag.isModule,
      NodeFlag.isModuleNamespace,
      NodeFlag.hasFinalizer,
      NodeFlag.isStub,
    ]);
    expect([...labelled(graph, 32n).keys()]).toEqual([`['not "an" id']`, "['name']"]);
    expect([...(graph.refcount ?? [])]).toEqual([NO_COUNT, 4, NO_COUNT, NO_COUNT]);
    expect([...(graph.length ?? [])].slice(0, 2)).toEqual([NO_COUNT, 2]);
    expect(graph.strings.get(graph.preview?.[2] ?? 0)).toBe('] -> x; {');
  });

  test('cut off anywhere says so or refuses', async () => {
    const head = DRAWING.indexOf('{') + 1;
    for (let end = head; end < DRAWING.lastIndexOf('}'); end++) {
      try {
        const dump = await loadBytes(DRAWING.slice(0, end));
        expectSoundGraph(dump.graph);
        if (!/\}\s*$/.test(DRAWING.slice(0, end)))
          expect(warningCodes(dump)).toContain('truncated');
      } catch (thrown) {
        if (!(thrown instanceof OuroborosError)) throw thrown;
        expect(thrown.code).toBe('dump-empty');
      }
    }
  });

  test('counts lines that it cannot read, and is not slowed by any of them', async () => {
    const odd = DRAWING.replace('  o48 -> o64;', '  o48 => o64;\n  "unclosed [\n');
    const dump = await loadBytes(odd);
    expect(warningCodes(dump)).toEqual(['skipped-lines', 'incomplete-walk']);
    for (const filler of ['"', '[', '\\', 'o1 ', 'o1->', 'o1[label="', ' ']) {
      const hostile = DRAWING.replace('}\n', filler.repeat(200_000));
      expectSoundGraph((await loadBytes(hostile)).graph);
    }
  });

  test('with bytes changed says nothing unsound', async () => {
    const text = new TextEncoder().encode(DRAWING);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.nat({ max: 255 }),
        async (at, value) => {
          const damaged = text.slice();
          damaged[at] = value;
          try {
            expectSoundGraph((await loadBytes(damaged)).graph);
          } catch (thrown) {
            if (!(thrown instanceof OuroborosError)) throw thrown;
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('refuses a drawing without objects', async () => {
    expect((await errorOf(loadBytes('digraph ObjectGraph {\n}\n'))).code).toBe('dump-empty');
  });
});
