import { filFormat } from './fil.ts';
import { memrayFormat } from './memray.ts';
import type { ProfileFormat } from './profile-format.ts';
import { scaleneFormat } from './scalene.ts';

/** Every kind of allocation profile that can be read. */
export const PROFILE_FORMATS: readonly ProfileFormat[] = [scaleneFormat, memrayFormat, filFormat];

/** The profile that `head` begins, or null. Decided by content alone. */
export function detectProfile(head: Uint8Array): ProfileFormat | null {
  return PROFILE_FORMATS.find((format) => format.sniff(head)) ?? null;
}
