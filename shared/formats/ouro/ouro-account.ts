import { clip } from '../../base/text.ts';
import type { AcceleratorAccount, ProcessAccount } from '../../heap/process-account.ts';

type Counts = Readonly<Record<string, number>>;

/** The parts of an account that are plain counts, and the keys of each. */
const PARTS = {
  resident: ['heap', 'anonymous', 'file', 'shared', 'stack', 'other'],
  malloc: ['systemBytes', 'inUseBytes', 'freeBytes', 'mappedBytes'],
  pymalloc: ['arenas', 'arenaBytes', 'inUseBytes', 'freeBytes'],
  native: ['bytes', 'residentBytes', 'mappedBytes', 'deviceBytes'],
  controlGroup: [
    ...['limitBytes', 'currentBytes', 'anonymousBytes', 'fileBytes', 'sharedBytes', 'kernelBytes'],
  ],
} as const;
const AMOUNTS = ['sharedBytes', 'swappedBytes', 'untouchedBytes'] as const;

const MAX_ACCELERATORS = 64;
const MAX_NAME = 100;

/**
 * The `account` of a `META` section, each amount taken only when it is one; `before` is what an
 * earlier section said, of which parts that are not told again stay.
 */
export function parseAccount(
  value: unknown,
  before: ProcessAccount = {},
): ProcessAccount | undefined {
  if (!isRecord(value)) return undefined;
  const account: Record<string, unknown> = { ...before };
  for (const [part, keys] of Object.entries(PARTS)) {
    const counts = countsOf(value[part], keys);
    if (Object.keys(counts).length > 0) account[part] = counts;
  }
  Object.assign(account, countsOf(value, AMOUNTS));
  if (Array.isArray(value.accelerators)) {
    account.accelerators = value.accelerators.slice(0, MAX_ACCELERATORS).flatMap(acceleratorOf);
  }
  return Object.keys(account).length === 0 ? undefined : account;
}

function countsOf(value: unknown, keys: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  if (!isRecord(value)) return counts;
  for (const key of keys) {
    const count = value[key];
    if (isCount(count)) counts[key] = count;
  }
  return counts;
}

function acceleratorOf(value: unknown): AcceleratorAccount[] {
  if (!isRecord(value) || typeof value.name !== 'string') return [];
  const counts = countsOf(value, ['allocatedBytes', 'reservedBytes']);
  return [{ name: clip(value.name, MAX_NAME), ...counts }];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
