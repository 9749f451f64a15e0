// @module-tag slow
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { computeComponents } from '../../../shared/analysis/components/components.ts';
import type { CutSet } from '../../../shared/analysis/components/cuts.ts';
import {
  computeCutEdges,
  DEFAULT_CUT_SET,
  NO_CUTS,
} from '../../../shared/analysis/components/cuts.ts';
import { computeFamilyRetained } from '../../../shared/analysis/dominators/retained.ts';
import { computeFamilies } from '../../../shared/analysis/families/families.ts';
import { Verdict } from '../../../shared/analysis/graph/verdict.ts';
import { computeVerdicts } from '../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { memorySource } from '../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../shared/formats/load-dump.ts';
import type { HeapGraph } from '../../../shared/heap/heap-graph.ts';

const MELIAE = '../shared/data/meliae';
const EXAMPLE = 'examples/accessor-leak';

async function open(path: string): Promise<HeapGraph> {
  const source = memorySource(new Uint8Array(readFileSync(path)), path);
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  return (await loadDump(source, options)).graph;
}

function cyclesOf(graph: HeapGraph, cutSet: CutSet) {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, cutSet, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
  const sizes = Array.from(
    { length: components.count },
    (_, at) => components.firstMember[at + 1] - components.firstMember[at],
  );
  return { verdicts, cuts, components, families, sizes };
}

interface ComponentTruth {
  readonly file: string;
  readonly sccs_gt1: number;
  readonly largest: readonly number[];
}

/** Found by another program; see the README beside the dumps. */
function truthAbout(name: string): ComponentTruth {
  const lines = readFileSync(`${MELIAE}/scc_truth.txt`, 'utf8').trim().split('\n');
  const truths = lines.map((line): ComponentTruth => JSON.parse(line));
  const truth = truths.find((one) => one.file.endsWith(`${name}.json`));
  if (truth === undefined) throw new Error(`no truth about ${name}`);
  return truth;
}

describe('the example, real pandas frames dumped by the collector', () => {
  it('has exactly the garbage that CPython then collected', async () => {
    const graph = await open(`${EXAMPLE}.ouro`);
    const truth: { garbageObjects: number; garbageByType: Record<string, number> } = JSON.parse(
      readFileSync(`${EXAMPLE}.truth.json`, 'utf8'),
    );
    const { collectable, totals } = computeVerdicts(graph, UNATTENDED_JOB);
    const byType: Record<string, number> = {};
    for (let node = 0; node < graph.nodeCount; node++) {
      if (collectable[node] === 0) continue;
      const name = graph.strings.get(graph.typeNames[graph.type[node]]);
      byType[name] = (byType[name] ?? 0) + 1;
    }
    expect(byType).toEqual(truth.garbageByType);
    expect(totals.collectable.objects).toBe(truth.garbageObjects);
    expect(totals.never.objects).toBe(0);
  });

  it('has one family of garbage, and what it retains is all the garbage', async () => {
    const graph = await open(`${EXAMPLE}.ouro`);
    const { verdicts, components, families } = cyclesOf(graph, DEFAULT_CUT_SET);
    const garbage = families.families.filter((family) => family.verdict === Verdict.garbage);
    expect(garbage.length).toBe(1);
    const [family] = garbage;
    expect(family?.signature.map((step) => [step.type.split('.').at(-1), step.label])).toEqual([
      ['DataFrame', 'ww'],
      ['PandasTableAccessor', '_dataframe'],
    ]);
    expect([family?.count, family?.instances.length]).toEqual([100, 100]);
    expect(families.families[0]).toBe(family);
    const retained = computeFamilyRetained(graph, components, families, verdicts, UNATTENDED_JOB);
    expect(retained[0]).toBe(verdicts.totals.garbage.shallowBytes);
    const held = families.families.find(
      (other) => other.verdict === Verdict.held && other.signature[0]?.label === 'ww',
    );
    expect(held?.count).toBe(1);
  });
});

describe('components of real dumps (../shared/data), against another program', () => {
  for (const name of ['dump_py3_pandas', 'dump_all_objects_py27']) {
    it(name, async (context) => {
      const path = `${MELIAE}/${name}.json.gz`;
      if (!existsSync(path)) {
        process.stderr.write(`not run: components of ${path}, which is not there\n`);
        context.skip(`${path} is not there`);
      }
      const graph = await open(path);
      const truth = truthAbout(name);
      const raw = cyclesOf(graph, NO_CUTS);
      const larger = raw.sizes.filter((size) => size > 1);
      expect(larger.length).toBe(truth.sccs_gt1);
      expect(larger.slice(0, truth.largest.length)).toEqual(truth.largest);

      // Infrastructure cut, no tangle is left that holds the heap together.
      const cut = cyclesOf(graph, DEFAULT_CUT_SET);
      expect(cut.sizes[0]).toBeLessThanOrEqual(1000);
      expect(cut.families.partial).toBe(false);
    });
  }

  it('finds the cycles that were made on purpose', async (context) => {
    const path = `${MELIAE}/dump_py3_pandas.json.gz`;
    if (!existsSync(path)) {
      process.stderr.write(`not run: families of ${path}, which is not there\n`);
      context.skip(`${path} is not there`);
    }
    const { families } = cyclesOf(await open(path), DEFAULT_CUT_SET).families;
    const read = families.map(
      (family) => `${family.count} ${family.signature.map((step) => step.type).join(' ')}`,
    );
    expect(read).toContain('50 DataFrame Accessor');
    expect(read).toContain('50 DataFrame GeoAccessor');
    const ring = families.find((family) => family.maxRepeat === 1000);
    expect(ring).toMatchObject({ count: 1, objects: 1000, signature: [{ type: 'Node' }] });
  });
});
