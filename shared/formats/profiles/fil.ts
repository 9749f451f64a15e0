import type { AllocationProfile, ProfileFrame } from '../../profile/allocation-profile.ts';
import { ProfileBuilder } from '../../profile/allocation-profile.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ProfileContext, ProfileFormat } from './profile-format.ts';
import { eachLine, warnOfSkipped } from './text-lines.ts';

/**
 * `peak-memory.prof` of Fil: what was alive when the process had the most. A stack a line, outermost
 * frame first, at most 10,000 of them:
 *
 *   prog.py:3 (<module>);/…/pandas/__init__.py:49 (<module>) 1234
 */
export const filFormat: ProfileFormat = {
  id: 'fil',
  label: 'Fil profile (peak-memory.prof)',
  sniff(head) {
    const text = new TextDecoder().decode(head.subarray(0, SNIFFED));
    const [first = ''] = text.split('\n', 1);
    const [frame = ''] = first.split(';', 1);
    const isWhole = text.length > first.length || head.length < SNIFFED;
    return FRAME.test(frame.replace(BYTES, '')) && (!isWhole || BYTES.test(first));
  },
  read,
};

const SNIFFED = 4096;
const FRAME = /^(.{1,4000}):(\d{1,9}) \((.{0,1000})\)$/;
const BYTES = / (\d{1,18})$/;

async function read(stream: ByteStream, context: ProfileContext): Promise<AllocationProfile> {
  const builder = new ProfileBuilder();
  let skipped = 0;
  await eachLine(stream, context, (line) => {
    if (line === '') return;
    const bytes = BYTES.exec(line);
    const frames = bytes === null ? [] : line.slice(0, bytes.index).split(';').map(frameOf);
    if (frames.length === 0 || frames.includes(null)) skipped++;
    else builder.add(frames as ProfileFrame[], Number(bytes?.[1]), 0);
  });
  warnOfSkipped(skipped + builder.skipped, context);
  return builder.finish('peak');
}

/** "[No Python stack]": what was allocated outside of any. */
const NO_STACK = /^\[.{1,200}\]$/;

function frameOf(text: string): ProfileFrame | null {
  if (NO_STACK.test(text)) return { file: '', line: 0, function: text };
  const [, file, line, name] = FRAME.exec(text) ?? [];
  return file === undefined ? null : { file, line: Number(line), function: name ?? '' };
}
