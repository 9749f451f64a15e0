import type { HeapGraph, NodeIndex, ObjectAddress } from './heap-graph.ts';

/** An address as its 32-bit halves, the form in which columns and look-ups use it. */
export interface AddressWords {
  readonly low: number;
  readonly high: number;
}

/** The address of an object as people write it: `0x7f9a1c2b3d40`. No BigInt on the way. */
export function nodeAddressText(graph: HeapGraph, node: NodeIndex): string {
  return formatAddress(graph.addressWords[2 * node] ?? 0, graph.addressWords[2 * node + 1] ?? 0);
}

/** The address of an object as a number that no double can hold exactly. */
export function nodeAddress(graph: HeapGraph, node: NodeIndex): ObjectAddress {
  const low = BigInt(graph.addressWords[2 * node] ?? 0);
  return (BigInt(graph.addressWords[2 * node + 1] ?? 0) << 32n) | low;
}

/** `0x` and lower-case digits, without leading zeros. */
export function formatAddress(low: number, high: number): string {
  return high === 0
    ? `0x${low.toString(16)}`
    : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

/**
 * What a person typed or pasted as an address, or null: `0x7f9a…` or the decimal number that
 * `id()` prints. Spaces around, `_` and an `o` in front (objgraph's node names) are forgiven.
 */
export function parseAddress(text: string): AddressWords | null {
  const trimmed = text
    .trim()
    .toLowerCase()
    .replaceAll('_', '')
    .replace(/^o(?=\d+$)/, '');
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/.test(trimmed)) return null;
  const value = BigInt(trimmed);
  if (value > 0xffff_ffff_ffff_ffffn) return null;
  return { low: Number(value & 0xffff_ffffn), high: Number(value >> 32n) };
}
