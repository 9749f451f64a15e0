import { clip } from '../../base/text.ts';
import type { ProcessFacts, ThreadFacts } from '../../heap/heap-graph.ts';
import { parseAccount } from './ouro-account.ts';

/** What a `META` section says, each key taken only when it is of the right type. */
export interface Meta {
  readonly process: ProcessFacts;
  /** The writer's own warnings, clipped. */
  readonly warnings: readonly string[];
  /** References that were already missing when the file was converted. */
  readonly danglingReferences: number;
}

const MAX_TEXT = 4096;
const MAX_THREADS = 10_000;
const MAX_FRAMES = 1000;
const MAX_WARNINGS = 100;

/**
 * Null when the payload is not a JSON object. Never throws. `before` is what earlier sections said:
 * their account is added to.
 */
export function parseMeta(payload: Uint8Array, before: ProcessFacts = {}): Meta | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
  if (!isRecord(parsed)) return null;
  const process: { -readonly [K in keyof ProcessFacts]: ProcessFacts[K] } = {};
  for (const key of ['commandLine', 'runtime', 'platform', 'takenAt', 'processKey'] as const) {
    const value = parsed[key];
    if (typeof value === 'string') process[key] = clip(value, MAX_TEXT);
  }
  for (const key of ['pid', 'rssBytes', 'pssBytes', 'ussBytes', 'gcFrozen'] as const) {
    const value = parsed[key];
    if (isCount(value)) process[key] = value;
  }
  for (const key of ['gcEnabled', 'atomic'] as const) {
    const value = parsed[key];
    if (typeof value === 'boolean') process[key] = value;
  }
  for (const key of ['gcThresholds', 'gcCounts'] as const) {
    const value = parsed[key];
    if (Array.isArray(value)) process[key] = value.filter(isCount).slice(0, 8);
  }
  if (Array.isArray(parsed.threads)) {
    process.threads = parsed.threads.slice(0, MAX_THREADS).filter(isRecord).map(threadOf);
  }
  const account = parseAccount(parsed.account, before.account);
  if (account !== undefined) process.account = account;
  const warnings = Array.isArray(parsed.warnings) ? parsed.warnings : [];
  return {
    process,
    warnings: warnings
      .filter((text) => typeof text === 'string')
      .slice(0, MAX_WARNINGS)
      .map((text) => clip(text, MAX_TEXT)),
    danglingReferences: isCount(parsed.danglingReferences) ? parsed.danglingReferences : 0,
  };
}

/** Facts as the JSON of a `META` section. */
export function encodeMeta(
  process: ProcessFacts,
  writer: string,
  danglingReferences: number,
): Uint8Array {
  const lost = danglingReferences > 0 ? { danglingReferences } : {};
  return new TextEncoder().encode(JSON.stringify({ writer, ...process, ...lost }));
}

function threadOf(record: Record<string, unknown>): ThreadFacts {
  const stack = Array.isArray(record.stack) ? record.stack : [];
  return {
    name: typeof record.name === 'string' ? clip(record.name, MAX_TEXT) : '?',
    ...(typeof record.daemon === 'boolean' ? { daemon: record.daemon } : {}),
    stack: stack
      .filter((frame) => typeof frame === 'string')
      .slice(0, MAX_FRAMES)
      .map((frame) => clip(frame, MAX_TEXT)),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
