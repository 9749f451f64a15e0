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

/**
 * How many times longer one column must be for the other's values to be looked up in it one by one,
 * and what lies between them to be copied in blocks.
 */
const MUCH_LONGER = 64;

/** An ascending column without what another one holds. O(both), or what a copy costs. */
export function withoutSorted(ascending: Uint32Array, removed: Uint32Array): Uint32Array {
  if (removed.length === 0) return ascending;
  const left = new Uint32Array(ascending.length);
  let length = 0;
  if (ascending.length > removed.length * MUCH_LONGER) {
    let from = 0;
    for (const value of removed) {
      const at = lowerBound(ascending, value);
      if (at < from || ascending[at] !== value) continue;
      left.set(ascending.subarray(from, at), length);
      length += at - from;
      for (from = at + 1; ascending[from] === value; ) from++;
    }
    left.set(ascending.subarray(from), length);
    return left.slice(0, length + ascending.length - from);
  }
  let at = 0;
  for (const value of ascending) {
    while (at < removed.length && removed[at] < value) at++;
    if (at === removed.length || removed[at] !== value) left[length++] = value;
  }
  return left.slice(0, length);
}

/** Two ascending columns as one; what is in both stands twice. O(both), or what a copy costs. */
export function mergeSorted(a: Uint32Array, b: Uint32Array): Uint32Array {
  if (b.length === 0) return a;
  if (a.length === 0) return b;
  const all = new Uint32Array(a.length + b.length);
  if (a.length > b.length * MUCH_LONGER) {
    let from = 0;
    b.forEach((value, before) => {
      const at = lowerBound(a, value);
      all.set(a.subarray(from, at), from + before);
      all[at + before] = value;
      from = at;
    });
    all.set(a.subarray(from), from + b.length);
    return all;
  }
  let left = 0;
  let right = 0;
  for (let at = 0; at < all.length; at++) {
    const isLeft = right === b.length || (left < a.length && a[left] <= b[right]);
    all[at] = isLeft ? a[left++] : b[right++];
  }
  return all;
}

/**
 * Positions in order of their value, which is below `limit`, equal ones as they come; null when
 * already in order. By counting where there are many.
 */
export function positionsByValue(
  values: Uint32Array,
  length: number,
  limit: number,
): Uint32Array | null {
  let isSorted = true;
  for (let at = 1; at < length && isSorted; at++) isSorted = values[at - 1] <= values[at];
  if (isSorted) return null;
  if (length * 4 < limit) {
    return Uint32Array.from({ length }, (_, at) => at).sort(
      (a, b) => values[a] - values[b] || a - b,
    );
  }
  const place = new Uint32Array(limit + 1);
  for (let at = 0; at < length; at++) place[values[at] + 1]++;
  for (let value = 1; value <= limit; value++) place[value] += place[value - 1];
  const order = new Uint32Array(length);
  for (let at = 0; at < length; at++) order[place[values[at]]++] = at;
  return order;
}
