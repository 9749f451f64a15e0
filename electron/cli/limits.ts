import { InvalidArgumentError } from 'commander';
import { BYTES_PER_UNIT, parseBytes as parseSize } from '../../shared/base/units.ts';
import type { Limit } from '../../shared/session/compare/check-report.ts';

const LIMIT = /^(\d{1,15}(?:\.\d{1,6})?)\s?(%|[a-z]{1,3})?$/i;

/** A limit as people write it: `10MB` or `64KiB` are bytes, `5%` a share, a bare number objects. */
export function parseLimit(text: string, units: readonly Limit['unit'][]): Limit {
  const [, number = '', suffix = ''] = LIMIT.exec(text.trim()) ?? [];
  const factor = BYTES_PER_UNIT[suffix.toLowerCase()];
  const limit: Limit | null =
    number === ''
      ? null
      : suffix === '%'
        ? { unit: 'percent', value: Number(number) }
        : suffix !== ''
          ? factor === undefined
            ? null
            : { unit: 'bytes', value: Number(number) * factor }
          : { unit: 'objects', value: Number(number) };
  if (limit !== null && units.includes(limit.unit)) return limit;
  const share = units.includes('percent') ? ', a share as 5%' : '';
  throw new InvalidArgumentError(
    `Write bytes as 10MB or 10MiB, a number of objects as 1000${share}.`,
  );
}

/** `8GB`, `512MiB`. */
export function parseByteLimit(text: string): number {
  const bytes = parseSize(text);
  if (bytes !== null) return bytes;
  throw new InvalidArgumentError('Write bytes as 8GB or 512MiB.');
}

/** `T=N`: at most N objects of type T. */
export function parseTypeLimit(text: string): { readonly type: string; readonly count: number } {
  const [, type = '', count = ''] = /^(.+)=(\d{1,15})$/s.exec(text) ?? [];
  if (type !== '') return { type, count: Number(count) };
  throw new InvalidArgumentError('Write it as type=number: DataFrame=10.');
}

/** `NAME=LIMIT`, the limit after the last equals sign: `app.CACHE['a=b']=10MB`. */
export function parseNamedLimit(text: string): { readonly name: string; readonly limit: Limit } {
  const [, name = '', limit = ''] = /^(.+)=([^=]+)$/s.exec(text) ?? [];
  if (name === '') throw new InvalidArgumentError('Write it as name=limit: app.CACHE=10MB.');
  return { name: name.trim(), limit: parseLimit(limit, ['bytes', 'objects', 'percent']) };
}

/** For options that may be given more than once. */
export function collect<T>(parse: (text: string) => T): (text: string, earlier: T[]) => T[] {
  return (text, earlier) => [...earlier, parse(text)];
}
