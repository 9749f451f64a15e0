import type { DumpMarks } from '../../shared/protocol/kept.ts';
import { dumpMarks, MAX_MARKS_BYTES } from '../../shared/protocol/kept.ts';
import { HostError } from './host-api.ts';
import { keptNames, readKept, removeKept, writeKept } from './page-store.ts';

const PREFIX = 'marks.';
/** Dumps whose marks are kept; of more, those marked longest ago are forgotten. */
const MAX_DUMPS = 100;

/** Bookmarks and notes in the browser's storage, one entry per dump, named by its content. */
export function readMarks(fingerprint: string): DumpMarks | null {
  const parsed = dumpMarks.safeParse(readKept(PREFIX + fingerprint));
  return parsed.success ? parsed.data : null;
}

/** Throws when they are not kept: what the user wrote must not be lost in silence. */
export function writeMarks(fingerprint: string, marks: DumpMarks): void {
  const name = PREFIX + fingerprint;
  if (marks.marks.length === 0) {
    removeKept(name);
    return;
  }
  if (JSON.stringify(marks).length > MAX_MARKS_BYTES) {
    throw notKept('There are too many notes on this dump; shorten or remove some.');
  }
  if (!writeKept(name, { ...marks, at: Date.now() })) {
    throw notKept('The browser keeps nothing for this page: notes last until it is closed.');
  }
  forgetOldest();
}

function forgetOldest(): void {
  const names = keptNames(PREFIX);
  if (names.length <= MAX_DUMPS) return;
  const aged = names.map((name) => ({ name, at: ageOf(readKept(name)) }));
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, names.length - MAX_DUMPS)) removeKept(name);
}

function ageOf(value: unknown): number {
  return typeof value === 'object' &&
    value !== null &&
    'at' in value &&
    typeof value.at === 'number'
    ? value.at
    : 0;
}

function notKept(message: string): HostError {
  return new HostError({ code: 'file-unwritable', message });
}
