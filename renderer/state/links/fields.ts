import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';

/** A link that says nothing sensible: made by hand, cut off, or by something else. */
export class BadLinkError extends Error {
  constructor(what: string) {
    super(what);
    this.name = 'BadLinkError';
  }
}

/** An object as a link finds it. */
export interface FoundObject {
  readonly node: NodeIndex;
  /** As breadcrumbs call it. */
  readonly name: string;
}

/** From this session's numbers to what outlives it. */
export interface Naming {
  readonly addressOf: (node: NodeIndex) => string;
}

/** The way back; null for what the dump does not have. */
export interface NameLookup {
  readonly objectAt: (address: string) => FoundObject | null;
  readonly typeNamed: (name: string, index: number) => number | null;
  readonly familyName: (id: number) => string | null;
}

/** Parameters of a link; each occurs once. */
export type Params = Map<string, string>;

/**
 * How one value of a view is written into a link and read from it. What equals `start` is left
 * out, and what is left out is `start`. `read` throws `BadLinkError`.
 */
export interface LinkField<T> {
  write(value: T, start: T, key: string, into: Params, naming: Naming): void;
  read(start: T, key: string, from: Params, finding: NameLookup): T;
}

/** A value that is one parameter. */
export interface Scalar<T> extends LinkField<T> {
  toText(value: T, naming: Naming): string;
  fromText(text: string, finding: NameLookup, key: string): T;
}

export function scalar<T>(toText: Scalar<T>['toText'], fromText: Scalar<T>['fromText']): Scalar<T> {
  return {
    toText,
    fromText,
    write(value, start, key, into, naming) {
      const text = toText(value, naming);
      if (text !== toText(start, naming)) into.set(key, text);
    },
    read(start, key, from, finding) {
      const text = from.get(key);
      return text === undefined ? start : fromText(text, finding, key);
    },
  };
}

/** Several values, each under its own name. A property without a field does not compile. */
export function group<T extends object>(
  fields: {
    readonly [K in keyof T]-?: LinkField<T[K]>;
  },
): LinkField<T> {
  const keys = Object.keys(fields) as (keyof T & string)[];
  return {
    write(value, start, _key, into, naming) {
      for (const key of keys) fields[key].write(value[key], start[key], key, into, naming);
    },
    read(start, _key, from, finding) {
      const read = { ...start };
      for (const key of keys) read[key] = fields[key].read(start[key], key, from, finding);
      return read;
    },
  };
}

/** Always the same: what tells one kind of view from another. */
export function fixed<T>(): LinkField<T> {
  return { write() {}, read: (start) => start };
}

export const flag: Scalar<boolean> = scalar(
  (value) => (value ? '1' : '0'),
  (text, _finding, key) => {
    if (text !== '0' && text !== '1') throw new BadLinkError(`${key} is neither 0 nor 1`);
    return text === '1';
  },
);

export function text(limit: number): Scalar<string> {
  return scalar(
    (value) => value,
    (value, _finding, key) => {
      if (value.length > limit) throw new BadLinkError(`${key} is too long`);
      return value;
    },
  );
}

export function choice<T extends string>(known: readonly T[]): Scalar<T> {
  return scalar(
    (value) => value,
    (value, _finding, key) => {
      const found = known.find((candidate) => candidate === value);
      if (found === undefined) throw new BadLinkError(`${key} cannot be ${value.slice(0, 40)}`);
      return found;
    },
  );
}

/** A whole number within limits. */
export function count(min: number, max: number): Scalar<number> {
  return scalar(String, (value, _finding, key) => readCount(value, min, max, key));
}

/** Null is written as nothing at all. */
export function nullable<T>(inner: Scalar<T>): Scalar<T | null> {
  return scalar<T | null>(
    (value, naming) => (value === null ? '' : inner.toText(value, naming)),
    (value, finding, key) => (value === '' ? null : inner.fromText(value, finding, key)),
  );
}

/** Several of a kind, a comma between; what `fromPart` makes null of is left out. */
export function list<T>(
  limit: number,
  toPart: (item: T, naming: Naming) => string,
  fromPart: (part: string, finding: NameLookup, key: string) => T | null,
): Scalar<readonly T[]> {
  return scalar<readonly T[]>(
    (items, naming) => items.map((item) => toPart(item, naming)).join(','),
    (value, finding, key) => {
      const parts = value === '' ? [] : value.split(',');
      if (parts.length > limit) throw new BadLinkError(`${key} names too many`);
      return parts.flatMap((part) => {
        const item = fromPart(part, finding, key);
        return item === null ? [] : [item];
      });
    },
  );
}

/** Objects, by their addresses; those that the dump does not have are left out. */
export function objects(limit: number): Scalar<readonly NodeIndex[]> {
  return list(
    limit,
    (node, { addressOf }) => addressOf(node),
    (address, finding) => findObject(address, finding)?.node ?? null,
  );
}

export function findObject(address: string, { objectAt }: NameLookup): FoundObject | null {
  if (!ADDRESS.test(address)) throw new BadLinkError(`${address.slice(0, 40)} is no address`);
  return objectAt(address);
}

export function readCount(value: string, min: number, max: number, key: string): number {
  const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  throw new BadLinkError(`${key} is no number from ${min} to ${max}`);
}

const ADDRESS = /^0x[0-9a-f]{1,16}$/;
