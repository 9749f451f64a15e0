/** Where `wanted` stands in an ascending column, or would be inserted. O(log n). */
export function lowerBound(ascending: Uint32Array, wanted: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an ascending column holds `wanted`. O(log n). */
export function isAmong(ascending: Uint32Array, wanted: number): boolean {
  return ascending[lowerBound(ascending, wanted)] === wanted;
}
