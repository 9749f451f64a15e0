import { parseAddress } from '../heap/address.ts';
import type { Literal } from './expression.ts';
import type { Field } from './fields.ts';
import { nearestWord } from './nearest.ts';
import type { QuerySpan } from './query-error.ts';
import { failAt } from './query-error.ts';

const THOUSANDS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1e3],
  ['m', 1e6],
  ['g', 1e9],
  ['t', 1e12],
]);

/** What each unit of bytes stands for: KB is 1,000 as everywhere in Ouroboros, KiB 1,024. */
const BYTE_UNITS: ReadonlyMap<string, number> = new Map([
  ...THOUSANDS,
  ['b', 1],
  ['byte', 1],
  ['bytes', 1],
  ['kb', 1e3],
  ['mb', 1e6],
  ['gb', 1e9],
  ['tb', 1e12],
  ['kib', 2 ** 10],
  ['mib', 2 ** 20],
  ['gib', 2 ** 30],
  ['tib', 2 ** 40],
]);

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['true', true],
  ['1', true],
  ['no', false],
  ['false', false],
  ['0', false],
]);

/** People say "waiting" for what JSON and filters call garbage. */
const CHOICE_ALIASES: ReadonlyMap<string, string> = new Map([['waiting', 'garbage']]);

/** Whether a word of its own after a number is its unit: "100 MB". One letter may be a word. */
export function isDetachedUnit(word: string): boolean {
  return word.length > 1 && BYTE_UNITS.has(word.toLowerCase());
}

/** A number without a unit. */
export function isPlainNumber(word: string): boolean {
  return /^\d[\d_]*(\.\d+)?$/.test(word);
}

/**
 * What a word means as the value of a field; `=` and its like, since `~` takes any text.
 * Throws `QueryError` where it is none of the field's values.
 */
export function readLiteral(field: Field, word: string, span: QuerySpan): Literal {
  switch (field.kind) {
    case 'text':
      return { form: 'text', text: word };
    case 'bytes':
      return { form: 'number', value: readQuantity(field, word, BYTE_UNITS, span) };
    case 'count':
      return { form: 'number', value: readQuantity(field, word, THOUSANDS, span) };
    case 'flag':
      return readFlag(field, word, span);
    case 'choice':
      return readChoice(field, word, span);
    case 'address':
      return readAddress(word, span);
  }
}

const QUANTITY = /^(\d[\d_]*|(?=\.\d))(\.\d+)?(?:e(\d{1,3}))? *([a-z]*)$/i;

function readQuantity(
  field: Field,
  word: string,
  units: ReadonlyMap<string, number>,
  span: QuerySpan,
): number {
  const found = QUANTITY.exec(word);
  if (found === null) {
    failAt(span, `“${word}” is not a number; ${field.name} is compared with ${exampleOf(field)}.`);
  }
  const [, whole = '', fraction = '', power = '0', unit = ''] = found;
  const factor = units.get(unit.toLowerCase());
  if (factor === undefined) {
    failAt(
      span,
      field.kind === 'count' && BYTE_UNITS.has(unit.toLowerCase())
        ? `${field.name} is a number of things, not of bytes: write it without ${unit}.`
        : `“${unit}” is no unit; there are ${unitNames(field)}.`,
    );
  }
  const value = Number(`${whole.replaceAll('_', '') || '0'}${fraction}e${power}`) * factor;
  if (!Number.isFinite(value)) failAt(span, `“${word}” is too large a number.`);
  return value;
}

function exampleOf(field: Field): string {
  return field.kind === 'bytes' ? 'a size such as 100MB' : 'a number such as 1000 or 10k';
}

function unitNames(field: Field): string {
  return field.kind === 'bytes' ? 'B, KB, MB, GB, TB and KiB, MiB, GiB, TiB' : 'k, M, G and T';
}

function readFlag(field: Field, word: string, span: QuerySpan): Literal {
  const value = FLAGS.get(word.toLowerCase());
  if (value !== undefined) return { form: 'flag', value };
  failAt(span, `${field.name} is either yes or no.`, { suggestion: 'yes' });
}

function readChoice(field: Field, word: string, span: QuerySpan): Literal {
  const choices = field.choices ?? [];
  const lower = word.toLowerCase();
  const meant = CHOICE_ALIASES.get(lower) ?? lower;
  if (choices.includes(meant)) return { form: 'text', text: meant };
  const near = nearestWord(word, choices);
  const known = `${field.name} is one of ${choices.join(', ')}`;
  failAt(span, near === null ? `${known}.` : `${known}; did you mean ${near}?`, {
    suggestion: near,
  });
}

function readAddress(word: string, span: QuerySpan): Literal {
  const words = parseAddress(word);
  if (words !== null) return { form: 'address', ...words };
  failAt(span, `“${word}” is not an address. Write it as 0x7f… or as id() prints it.`);
}
