// @module-tag slow
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { findPython } from '../../../support/find-python.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-waste-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const version of ['3.11', '3.12']) {
  const python = findPython(version);
  if (python === null) {
    process.stderr.write(`not run: waste of a real program, for want of Python ${version}\n`);
  }
  describe(`a wasteful program run by Python ${version}`, () => {
    it.skipIf(python === null)('wastes as many bytes as Python itself says', async () => {
      const out = join(folder, `waste-${version}.ouro`);
      const script = join(import.meta.dirname, 'wasteful-program.py');
      const told = execFileSync(python ?? '', ['-I', '-S', script, 'collector', out], {
        stdio: 'pipe',
      });
      const truth = JSON.parse(told.toString());
      const session = await HeapSession.open(memorySource(new Uint8Array(readFileSync(out)), out), {
        job: UNATTENDED_JOB,
        codecs: {},
        memoryLimitBytes: 2e9,
      });
      const { groups } = session.wasteReport(1000, UNATTENDED_JOB);
      const bytesAt = (id: string, place: string) =>
        groups
          .find((group) => group.id === id)
          ?.findings.filter((finding) => finding.place === place)
          .reduce((sum, { bytes }) => sum + bytes, 0);
      expect(bytesAt('equal-text', 'Row.name')).toBe(truth.names);
      expect(bytesAt('equal-numbers', 'global prices[…]')).toBe(truth.prices);
      expect(bytesAt('empty-containers', 'Row.tags')).toBe(truth.tags);
      expect(bytesAt('empty-containers', 'Row.meta')).toBe(truth.meta);
      expect(bytesAt('sparse-containers', 'global caches[…]')).toBe(truth.caches);
      expect(bytesAt('sparse-containers', 'global seen[…]')).toBe(truth.seen);
      // What fits its items is not called sparse.
      expect(bytesAt('sparse-containers', 'global exact[…]')).toBe(0);
      expect(bytesAt('sparse-containers', 'global lists[…]')).toBe(0);
    });
  });
}
