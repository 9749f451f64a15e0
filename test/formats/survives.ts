import fc from 'fast-check';
import { expect } from 'vitest';
import { OuroborosError } from '../../shared/base/errors.ts';
import { loadBytes, warningCodes } from './load-from-bytes.ts';
import { expectSoundGraph } from './sound-graph.ts';

/** Codes of refusal; anything else thrown is a fault of ours. */
const REFUSALS: ReadonlySet<string> = new Set([
  'dump-unrecognised',
  'dump-unsupported',
  'dump-malformed',
  'dump-empty',
  'dump-too-large',
]);

/**
 * Fails unless the dump, cut off anywhere from `from` on, opens with a sound graph and says that it
 * was cut off, or is refused by one of our own errors.
 */
export async function expectSurvivesCuts(bytes: Uint8Array, from: number): Promise<void> {
  for (let end = from; end < bytes.length; end++) {
    const dump = await loadBytes(bytes.slice(0, end)).catch(refused);
    if (dump === null) continue;
    expectSoundGraph(dump.graph);
    expect([end, ...warningCodes(dump)]).toContain('truncated');
  }
}

/** Fails unless the dump with any one of its bytes changed still opens soundly, or is refused. */
export async function expectSurvivesChanges(bytes: Uint8Array, runs = 300): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
      const damaged = bytes.slice();
      damaged[at] = value;
      const dump = await loadBytes(damaged).catch(refused);
      if (dump !== null) expectSoundGraph(dump.graph);
    }),
    { numRuns: runs },
  );
}

/** What `read` comes to, or null where it is refused by one of our own errors. */
export async function expectRefused<T>(read: () => T): Promise<T | null> {
  try {
    return read();
  } catch (thrown) {
    return refused(thrown);
  }
}

function refused(thrown: unknown): null {
  if (!(thrown instanceof OuroborosError)) throw thrown;
  expect(REFUSALS).toContain(thrown.code);
  return null;
}
