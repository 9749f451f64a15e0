import type { DumpWarning } from '../../formats/importer.ts';

/** What a session knows of the file its graph came from. */
export interface DumpIdentity {
  readonly name: string;
  readonly formatId: string;
  readonly formatLabel: string;
  readonly fileBytes: number;
  /** What the file is recognised by when it is opened again; absent for a graph from no file. */
  readonly fingerprint?: string;
  readonly warnings: readonly DumpWarning[];
}

const LOST_OBJECTS: ReadonlySet<DumpWarning['code']> = new Set([
  'truncated',
  'skipped-lines',
  'incomplete-walk',
]);

/** Whether objects of the dump are missing from its graph. */
export function isPartial({ warnings }: Pick<DumpIdentity, 'warnings'>): boolean {
  return warnings.some((warning) => LOST_OBJECTS.has(warning.code));
}
