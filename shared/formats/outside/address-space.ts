import type { MemoryRegion } from './memory-image.ts';

/** Addresses of user space on x86-64 and AArch64 end here: doubles hold them exactly. */
export const ADDRESS_END = 2 ** 47;

/** The region that holds an address; O(log regions). */
export function regionAt<R extends MemoryRegion>(regions: readonly R[], address: number): R | null {
  const index = lastAtOrBefore(regions, address);
  return index >= 0 && address < regions[index].end ? regions[index] : null;
}

/** The last one that starts at an address or before it, in an ascending list; −1 when none does. */
export function lastAtOrBefore(
  ascending: readonly { readonly start: number }[],
  address: number,
): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle].start <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
