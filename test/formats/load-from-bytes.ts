import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import { toErrorData } from '../../shared/base/errors.ts';
import type { Job } from '../../shared/base/job.ts';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { memorySource } from '../../shared/formats/bytes/byte-source.ts';
import type { LoadedDump } from '../../shared/formats/importer.ts';
import { loadDump } from '../../shared/formats/load-dump.ts';

export const PLENTY_OF_MEMORY = 4e9;

export interface LoadSettings {
  readonly job?: Job;
  readonly memoryLimitBytes?: number;
}

/** Loads a dump from bytes with the portable codecs. */
export function loadBytes(
  bytes: Uint8Array | string,
  settings: LoadSettings = {},
): Promise<LoadedDump> {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return loadDump(memorySource(raw, 'sample'), {
    job: settings.job ?? UNATTENDED_JOB,
    codecs: {},
    memoryLimitBytes: settings.memoryLimitBytes ?? PLENTY_OF_MEMORY,
  });
}

/** The error a load ends with; fails when it does not. */
export async function errorOf(loading: Promise<LoadedDump>): Promise<OuroborosErrorData> {
  try {
    await loading;
  } catch (thrown) {
    return toErrorData(thrown);
  }
  throw new Error('the load was expected to fail');
}

export function warningCodes(dump: LoadedDump): readonly string[] {
  return dump.warnings.map((warning) => warning.code);
}
