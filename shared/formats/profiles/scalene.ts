import { DumpFormatError } from '../../base/errors.ts';
import type {
  AllocationProfile,
  LeakSuspicion,
  ProfileFrame,
} from '../../profile/allocation-profile.ts';
import { ProfileBuilder } from '../../profile/allocation-profile.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import { asRecord, parseJson, readText } from '../timelines/process-samples.ts';
import type { ProfileContext, ProfileFormat } from './profile-format.ts';
import { warnOfSkipped } from './text-lines.ts';

/**
 * The JSON of Scalene: what each line allocated in all, freed or not, and which lines it suspects.
 *
 * Stacks are taken where the file has them (`memory_stacks`, since 2.x); else each line stands alone.
 * Sizes are MiB in the file.
 */
export const scaleneFormat: ProfileFormat = {
  id: 'scalene',
  label: 'Scalene profile (JSON)',
  sniff(head) {
    const text = new TextDecoder().decode(head);
    return /^\s*\{/.test(text) && /"alloc_samples"\s*:/.test(text);
  },
  read,
};

const MIB = 2 ** 20;

function tooLarge(limit: string): string {
  return `This profile is larger than ${limit}, which is more than is read as one text.`;
}

async function read(stream: ByteStream, context: ProfileContext): Promise<AllocationProfile> {
  const profile = asRecord(parseJson(await readText(stream, context, tooLarge)));
  if (profile === null) {
    throw new DumpFormatError(
      'dump-malformed',
      'This profile of Scalene is no whole JSON: it was cut off, or damaged.',
    );
  }
  const builder = new ProfileBuilder();
  let skipped = 0;
  const stacks = asList(profile.memory_stacks);
  for (const entry of stacks) {
    const [stack, mebibytes] = asList(entry);
    const frames = asList(stack).map(stackFrame);
    if (frames.includes(null) || typeof mebibytes !== 'number') skipped++;
    else builder.add(frames as ProfileFrame[], mebibytes * MIB, 0);
  }
  const files = Object.entries(asRecord(profile.files) ?? {});
  const suspicions = files.flatMap(([file, facts]) => suspicionsOf(file, asRecord(facts)));
  if (stacks.length === 0) {
    for (const [file, facts] of files) skipped += addLines(builder, file, asRecord(facts));
  }
  warnOfSkipped(skipped + builder.skipped, context);
  return builder.finish('allocated', suspicions);
}

function addLines(
  builder: ProfileBuilder,
  file: string,
  facts: Readonly<Record<string, unknown>> | null,
): number {
  let skipped = 0;
  for (const entry of asList(facts?.lines)) {
    const { lineno, n_malloc_mb: mebibytes, n_mallocs: count } = asRecord(entry) ?? {};
    if (typeof lineno !== 'number' || typeof mebibytes !== 'number') skipped++;
    else if (mebibytes > 0) {
      const frame = { function: '', file, line: wholeOrZero(lineno) };
      builder.add([frame], mebibytes * MIB, typeof count === 'number' ? count : 0);
    }
  }
  return skipped;
}

function suspicionsOf(
  file: string,
  facts: Readonly<Record<string, unknown>> | null,
): LeakSuspicion[] {
  return Object.entries(asRecord(facts?.leaks) ?? {}).flatMap(([line, told]) => {
    const { likelihood, velocity_mb_s: velocity } = asRecord(told) ?? {};
    if (typeof likelihood !== 'number' || typeof velocity !== 'number') return [];
    const bytesPerSecond = velocity * MIB;
    return [{ file, line: wholeOrZero(Number(line)), likelihood, bytesPerSecond }];
  });
}

function stackFrame(value: unknown): ProfileFrame | null {
  const frame = asRecord(value);
  if (frame === null) return null;
  const { display_name: name, filename_or_module: file, line } = frame;
  return {
    function: typeof name === 'string' ? name : '',
    file: typeof file === 'string' ? file : '',
    line: wholeOrZero(typeof line === 'number' ? line : 0),
  };
}

function wholeOrZero(line: number): number {
  return Number.isSafeInteger(line) && line > 0 ? line : 0;
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
