import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { writeOuro } from '../../../shared/formats/ouro/ouro-writer.ts';
import type { LeakOptions } from '../../support/leak-dump.ts';
import { leakDump } from '../../support/leak-dump.ts';

const PROCESS = { pid: 4711, processKey: 'a boot, process 4711', runtime: 'CPython 3.12.1' };

export interface DumpFiles {
  /** One process, three times: it leaks more sessions each time, and fills a list. */
  readonly before: string;
  readonly after: string;
  readonly later: string;
  /** Another process, in which the leak is fixed. */
  readonly fixed: string;
}

/** Writes dumps that can be compared into a folder. */
export function writeDumpFiles(folder: string): DumpFiles {
  const write = (name: string, minute: number, options: LeakOptions): string => {
    const file = path.join(folder, `${name}.ouro`);
    const process = { ...PROCESS, takenAt: `2026-05-04T09:${minute}:00Z`, ...options.process };
    const chunks = [
      ...writeOuro(leakDump({ ...options, process }), {
        job: UNATTENDED_JOB,
        codecs: {},
        compress: false,
      }),
    ];
    writeFileSync(file, Buffer.concat(chunks));
    return file;
  };
  const other = { pid: 4802, processKey: 'a boot, process 4802' };
  return {
    before: write('before', 10, { leaked: 100, cached: 20, workers: 3 }),
    after: write('after', 25, { leaked: 250, cached: 300 }),
    later: write('later', 40, { leaked: 420, cached: 700 }),
    fixed: write('fixed', 55, { leaked: 0, cached: 20, process: other }),
  };
}
