/** The known word that somebody probably meant, or null where none is near. O(words × letters²). */
export function nearestWord(typed: string, known: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  if (wanted.length < 2 || wanted.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const word of known) {
    const distance = word.toLowerCase().startsWith(wanted) ? 1 : editDistance(wanted, word);
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** Nobody misspells a field in more letters; bounds the work on a pasted text. */
const MAX_LENGTH = 24;

/**
 * How many letters must be inserted, left out, changed or swapped with their neighbour (optimal
 * string alignment; Damerau 1964).
 */
function editDistance(a: string, word: string): number {
  const b = word.toLowerCase();
  const width = b.length + 1;
  const table = new Uint8Array((a.length + 1) * width);
  for (let row = 0; row <= a.length; row++) table[row * width] = row;
  for (let column = 0; column <= b.length; column++) table[column] = column;
  for (let row = 1; row <= a.length; row++) {
    for (let column = 1; column <= b.length; column++) {
      const at = row * width + column;
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min(table[at - width] + 1, table[at - 1] + 1, table[at - width - 1] + same);
      const isSwap =
        row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwap) least = Math.min(least, table[at - 2 * width - 2] + 1);
      table[at] = least;
    }
  }
  return table[a.length * width + b.length];
}
