import { DumpFormatError } from '../base/errors.ts';
import type { AllocationProfile } from '../profile/allocation-profile.ts';
import type { ByteSource } from './bytes/byte-source.ts';
import type { LoadOptions } from './load-dump.ts';
import { openStream } from './open-stream.ts';
import { detectProfile, PROFILE_FORMATS } from './profiles/registry.ts';

export interface LoadedProfile {
  readonly profile: AllocationProfile;
  readonly formatId: string;
  /** For people: "Fil profile (peak-memory.prof)". */
  readonly formatLabel: string;
  readonly warnings: readonly string[];
}

/**
 * Reads an allocation profile, wrapped in gzip or zstd or not. Throws `dump-unrecognised` for anything
 * else, `dump-empty`, `dump-malformed`, `dump-too-large`, `CancelledError`, and what the source
 * rejects with.
 */
export async function loadProfile(
  source: ByteSource,
  options: LoadOptions,
): Promise<LoadedProfile> {
  const { stream, head } = await openStream(source, options.codecs);
  const format = detectProfile(head);
  if (format === null) {
    const known = PROFILE_FORMATS.map(({ label }) => label).join(', ');
    throw new DumpFormatError(
      'dump-unrecognised',
      `${source.name} is no allocation profile that Ouroboros can read. It reads: ${known}.`,
    );
  }
  const warnings: string[] = [];
  const profile = await format.read(stream, {
    ...options,
    sourceBytes: source.size,
    warn: (message) => warnings.push(message),
  });
  const { truncation } = stream;
  if (truncation !== null) warnings.unshift(truncation);
  return { profile, formatId: format.id, formatLabel: format.label, warnings };
}
