// @module-tag slow
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import { computeCutEdges, NO_CUTS } from '../../../../shared/analysis/components/cuts.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../../shared/formats/load-dump.ts';
import { nodeAddress } from '../../../../shared/heap/address.ts';
import { findPython } from '../../../support/find-python.ts';

interface Truth {
  readonly components: readonly (readonly number[])[];
  readonly garbage: readonly number[];
  readonly collected: number;
}

const SEED = '1';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-random-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function dumpOf(python: string) {
  const out = join(folder, 'random.ouro');
  const script = join(import.meta.dirname, 'random-objects.py');
  const text = execFileSync(python, ['-I', '-S', script, 'collector', SEED, out], {
    encoding: 'utf8',
  });
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  const { graph } = await loadDump(memorySource(new Uint8Array(readFileSync(out)), out), options);
  const truth: Truth = JSON.parse(text);
  return { graph, truth };
}

const ascending = (a: number, b: number): number => a - b;

for (const version of ['3.9', '3.11', '3.13']) {
  const python = findPython(version);
  if (python === null) {
    process.stderr.write(`not run: random objects, for want of Python ${version}\n`);
  }
  describe.skipIf(python === null)(`random objects of Python ${version}`, () => {
    it('are on the cycles that the program made, and garbage where the collector says so', async () => {
      const { graph, truth } = await dumpOf(python ?? '');
      const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
      const cuts = computeCutEdges(graph, NO_CUTS, UNATTENDED_JOB, verdicts);
      const { component, count } = computeComponents(graph, cuts, UNATTENDED_JOB);
      const onCycles = new Set(truth.components.flat());
      const members = Array.from({ length: count }, (): number[] => []);
      const garbage: number[] = [];
      for (let node = 0; node < graph.nodeCount; node++) {
        const address = Number(nodeAddress(graph, node));
        if (onCycles.has(address)) members[component[node]]?.push(address);
        if (verdicts.collectable[node] !== 0) garbage.push(address);
      }
      const sorted = (groups: readonly (readonly number[])[]) =>
        groups
          .filter((group) => group.length > 0)
          .map((group) => [...group].sort(ascending))
          .sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
      expect(truth.components.length).toBeGreaterThan(20);
      expect(sorted(members)).toEqual(sorted(truth.components));
      expect(truth.garbage.length).toBeGreaterThan(100);
      expect(garbage.length).toBe(truth.collected);
      expect(garbage).toEqual(expect.arrayContaining([...truth.garbage]));
    });
  });
}
