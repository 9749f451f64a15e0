import { parseAddress } from '../heap/address.ts';
import type { HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import type { Condition, NodeTest } from './condition.ts';
import { Cost, conditionOn } from './condition.ts';
import type { Literal } from './expression.ts';
import type { Operator } from './fields.ts';

type AddressLiteral = Literal & { readonly form: 'address' };

/** `address = 0x…` and its like; addresses are ordered as numbers of 64 bits. */
export function addressCondition(
  graph: HeapGraph,
  operator: Operator,
  wanted: readonly AddressLiteral[],
): Condition {
  const { addressWords } = graph;
  const [bound = { low: 0, high: 0 }] = wanted;
  const compare = (node: NodeIndex): number =>
    addressWords[2 * node + 1] - bound.high || addressWords[2 * node] - bound.low;
  return conditionOn(Cost.column, () => {
    switch (operator) {
      case '<':
        return (node) => compare(node) < 0;
      case '<=':
        return (node) => compare(node) <= 0;
      case '>':
        return (node) => compare(node) > 0;
      case '>=':
        return (node) => compare(node) >= 0;
      default:
        return (node) =>
          wanted.some(
            ({ low, high }) =>
              addressWords[2 * node] === low && addressWords[2 * node + 1] === high,
          );
    }
  });
}

/** `address ~ digits`: with `0x` in front it begins with them, else it has them anywhere. */
export function addressSearch(graph: HeapGraph, text: string): Condition {
  const [, prefix, digits = ''] = /^(0x)?([0-9a-f]+)$/i.exec(text) ?? [];
  if (digits === '' || digits.length > MAX_DIGITS) {
    return conditionOn(Cost.column, () => () => false);
  }
  const wanted = Uint8Array.from(digits, (digit) => Number.parseInt(digit, 16));
  return conditionOn(Cost.column, () => digitTest(graph, wanted, prefix !== undefined));
}

/**
 * Whether a bare word is meant as an address, among others: `0x…`, digits copied from one, or the
 * decimal number that `id()` prints. `decade` is a word: six digits or more, not all of them letters.
 */
export function addressInWord(graph: HeapGraph, word: string): Condition | null {
  const isPart = /^[0-9a-f]{6,16}$/i.test(word) && /\d/.test(word);
  if (/^0x[0-9a-f]+$/i.test(word) || (isPart && !/^\d+$/.test(word))) {
    return addressSearch(graph, word);
  }
  const words = isPart || /^\d{6,20}$/.test(word) ? parseAddress(word) : null;
  if (words === null) return null;
  const exact = addressCondition(graph, '=', [{ form: 'address', ...words }]);
  if (!isPart) return exact;
  const part = addressSearch(graph, word);
  return conditionOn(Cost.column, (job) => {
    const isExact = exact.prepare(job);
    const isIn = part.prepare(job);
    return (node) => isExact(node) || isIn(node);
  });
}

const MAX_DIGITS = 16;

/** Compares digit by digit: writing ten million addresses out would take seconds. */
function digitTest(graph: HeapGraph, wanted: Uint8Array, isPrefix: boolean): NodeTest {
  const { addressWords } = graph;
  return (node) => {
    const low = addressWords[2 * node];
    const high = addressWords[2 * node + 1];
    const length = high === 0 ? digitsOf(low) : 8 + digitsOf(high);
    const last = length - wanted.length;
    for (let start = 0; start <= (isPrefix ? Math.min(0, last) : last); start++) {
      let same = 0;
      while (
        same < wanted.length &&
        digitAt(low, high, length - 1 - start - same) === wanted[same]
      ) {
        same++;
      }
      if (same === wanted.length) return true;
    }
    return false;
  };
}

/** Hexadecimal digits of a 32-bit number as it is written; 1 for 0. */
function digitsOf(word: number): number {
  return word === 0 ? 1 : 8 - (Math.clz32(word) >>> 2);
}

/** The digit worth 16^place. */
function digitAt(low: number, high: number, place: number): number {
  return place < 8 ? (low >>> (4 * place)) & 15 : (high >>> (4 * (place - 8))) & 15;
}
