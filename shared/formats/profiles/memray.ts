import type { AllocationProfile, ProfileFrame } from '../../profile/allocation-profile.ts';
import { ProfileBuilder } from '../../profile/allocation-profile.ts';
import type { ByteStream } from '../bytes/byte-source.ts';
import type { ProfileContext, ProfileFormat } from './profile-format.ts';
import { eachLine, warnOfSkipped } from './text-lines.ts';

const HEADER = 'allocator,num_allocations,size,tid,thread_name,stack_trace';

/**
 * `memray transform csv`: of the peak, or with `--leaks` what was never freed; the file does not say
 * which. A stack a row, innermost frame first:
 *
 *   MALLOC,1,1340,1,0x1,load;/…/app.py;12|main;/…/app.py;30
 */
export const memrayFormat: ProfileFormat = {
  id: 'memray',
  label: 'memray table (transform csv)',
  sniff: (head) => new TextDecoder().decode(head.subarray(0, HEADER.length)) === HEADER,
  read,
};

async function read(stream: ByteStream, context: ProfileContext): Promise<AllocationProfile> {
  const builder = new ProfileBuilder();
  let skipped = 0;
  let open = '';
  let isHeader = true;
  await eachLine(stream, context, (part) => {
    if (isHeader) {
      isHeader = false;
      return;
    }
    // A quoted field may run over several lines.
    const line = open === '' ? part : `${open}\n${part}`;
    const isOpen = (line.split('"').length - 1) % 2 === 1;
    if (isOpen && line.length < MAX_ROW) {
      open = line;
      return;
    }
    open = '';
    if (line === '') return;
    const fields = isOpen ? [] : fieldsOf(line);
    const frames = framesOf(fields[5] ?? '');
    const isRow = fields.length === 6 && WHOLE.test(fields[2] ?? '') && frames.length > 0;
    if (isRow) builder.add(frames, Number(fields[2]), Number(fields[1]));
    else skipped++;
  });
  if (open !== '') skipped++;
  warnOfSkipped(skipped + builder.skipped, context);
  return builder.finish('kept');
}

const MAX_ROW = 1 << 20;
const WHOLE = /^\d{1,18}$/;
/** What memray has of an allocation outside of any Python function. */
const NO_FRAME: ProfileFrame = { function: '', file: '', line: 0 };

/** The fields of one row of CSV; quotes are doubled within quoted ones. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  }
  return fields;
}

function framesOf(stack: string): ProfileFrame[] {
  if (stack === '') return [NO_FRAME];
  return stack
    .split('|')
    .map((frame): ProfileFrame => {
      const [name = '', ...more] = frame.split(';');
      const line = Number(more.pop());
      return { function: name, file: more.join(';'), line: Number.isSafeInteger(line) ? line : 0 };
    })
    .reverse();
}
