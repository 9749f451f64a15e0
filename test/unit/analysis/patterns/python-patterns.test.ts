// @module-tag slow
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BreakAdviser } from '../../../../shared/analysis/breaks/break-proposals.ts';
import { computeComponents } from '../../../../shared/analysis/components/components.ts';
import { computeCutEdges, DEFAULT_CUT_SET } from '../../../../shared/analysis/components/cuts.ts';
import { computeFamilies } from '../../../../shared/analysis/families/families.ts';
import { Verdict } from '../../../../shared/analysis/graph/verdict.ts';
import { recognisePattern } from '../../../../shared/analysis/patterns/recognise.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../../shared/formats/load-dump.ts';
import { findPython } from '../../../support/find-python.ts';

/** What each function of python-patterns.py leaves behind, and how its reference is broken. */
const SCENARIOS: readonly (readonly [string, string, string])[] = [
  ['exception', 'exception-traceback', 'kept delete-variable'],
  ['exception_on_self', 'exception-traceback', 'error delete-attribute'],
  ['lru_cache', 'lru-cache-method', 'solve delete-attribute'],
  ['closure', 'closure-cell', 'walk delete-variable'],
  ['closure_over_owner', 'closure-cell', 'on_done delete-attribute'],
  ['generator', 'generator-frame', 'me delete-variable'],
  ['bound_method', 'bound-method', 'callback weak-method'],
  ['parent_child', 'parent-child', 'parent weak-reference'],
  ['cached_property', 'keeps-owner', '_owner weak-reference'],
  ['ring', 'linked-ring', 'next delete-attribute'],
  ['dropped_class', 'dropped-class', ''],
];

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-patterns-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function dumpOf(python: string, name: string) {
  const out = join(folder, `${name}.ouro`);
  const script = join(import.meta.dirname, 'python-patterns.py');
  execFileSync(python, ['-I', '-S', script, 'collector', name, out], { stdio: 'pipe' });
  const source = memorySource(new Uint8Array(readFileSync(out)), out);
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  const { graph } = await loadDump(source, options);
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  const cuts = computeCutEdges(graph, DEFAULT_CUT_SET, UNATTENDED_JOB, verdicts);
  const components = computeComponents(graph, cuts, UNATTENDED_JOB);
  const families = computeFamilies(graph, cuts, components, verdicts, UNATTENDED_JOB);
  const cycles = { cuts, components, families };
  return { graph, verdicts, cycles };
}

for (const version of ['3.11', '3.12']) {
  const python = findPython(version);
  if (python === null) {
    process.stderr.write(`not run: patterns of real programs, for want of Python ${version}\n`);
  }
  describe(`programs run by Python ${version}`, () => {
    for (const [name, pattern, fix] of SCENARIOS) {
      it.skipIf(python === null)(`${name}: ${pattern}`, async () => {
        const { graph, verdicts, cycles } = await dumpOf(python ?? '', name);
        const garbage = cycles.families.families.filter(
          (family) => family.verdict === Verdict.garbage,
        );
        const found = garbage.map((family) => recognisePattern(graph, family)?.id ?? null);
        expect(new Set(found)).toEqual(new Set([pattern]));

        const adviser = new BreakAdviser(graph, cycles, verdicts, UNATTENDED_JOB);
        const [family] = garbage;
        if (family === undefined) throw new Error('no garbage in the dump');
        const breaks = adviser.forFamily(family, UNATTENDED_JOB);
        const [first] = breaks.proposals;
        if (fix === '') {
          // A class cannot but refer to itself.
          expect([first, breaks.leavesCycles]).toEqual([undefined, true]);
          return;
        }
        expect(`${first?.label} ${first?.how}`).toBe(fix);
        // All that is garbage in these programs hangs on this one family.
        expect(first?.bytesFreed).toBe(verdicts.totals.garbage.shallowBytes);
      });
    }
  });
}
