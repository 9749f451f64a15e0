/**
 * Where the least rotation of a cyclic word begins.
 *
 * K. S. Booth, "Lexicographically least circular substrings", IPL 10 (1980), in the form with two
 * candidates: each comparison that fails rules out as many starts as it took steps. O(length), no
 * memory.
 */
export function leastRotation(word: Uint32Array, length: number): number {
  let best = 0;
  let other = 1;
  let same = 0;
  while (best < length && other < length && same < length) {
    const left = best + same;
    const right = other + same;
    const a = word[left < length ? left : left - length];
    const b = word[right < length ? right : right - length];
    if (a === b) {
      same++;
      continue;
    }
    if (a > b) best += same + 1;
    else other += same + 1;
    if (best === other) other++;
    same = 0;
  }
  return Math.min(best, other);
}

/**
 * Length of the shortest word of which this one is a power: 1 for `aaaa`, 2 for `abab`, its own
 * length for `aba`.
 *
 * The length less that of the longest border, where that divides it (Knuth, Morris and Pratt, SIAM
 * J. Comput. 6, 1977). O(length); `border` is scratch of at least `length`.
 */
export function smallestPeriod(word: Uint32Array, length: number, border: Uint32Array): number {
  let matched = 0;
  border[0] = 0;
  for (let at = 1; at < length; at++) {
    while (matched > 0 && word[at] !== word[matched]) matched = border[matched - 1];
    if (word[at] === word[matched]) matched++;
    border[at] = matched;
  }
  const period = length - (length > 0 ? border[length - 1] : 0);
  return period > 0 && length % period === 0 ? period : length;
}
