/** Branches looked at before a search is given up. */
const MAX_BRANCHES = 50_000;

/**
 * The cheapest choice of elements that has one of every set; `sets` are lists of elements, `cost`
 * is per element. Branch and bound over the elements of a smallest open set, with sets that share
 * no element as the bound; when the branches run out, the best found so far, and not exact.
 */
export function cheapestHittingSet(
  sets: readonly (readonly number[])[],
  cost: (element: number) => number,
): { readonly elements: readonly number[]; readonly isExact: boolean } {
  // A set that contains another one is hit with it.
  const needed = sets.filter(
    (set, at) =>
      !sets.some(
        (other, index) =>
          index !== at &&
          (other.length < set.length || (other.length === set.length && index < at)) &&
          other.every((element) => set.includes(element)),
      ),
  );
  let best: readonly number[] = greedy(needed, cost);
  let bestCost = best.reduce((sum, element) => sum + cost(element), 0);
  let branches = 0;
  const search = (chosen: readonly number[], paid: number, banned: ReadonlySet<number>): void => {
    if (++branches > MAX_BRANCHES) return;
    const open = needed
      .filter((set) => !set.some((element) => chosen.includes(element)))
      .map((set) => set.filter((element) => !banned.has(element)))
      .sort((a, b) => a.length - b.length);
    const [smallest] = open;
    if (smallest === undefined) {
      if (paid < bestCost) {
        best = chosen;
        bestCost = paid;
      }
      return;
    }
    if (paid + packed(open, cost) >= bestCost) return;
    const tried = new Set(banned);
    for (const element of [...smallest].sort((a, b) => cost(a) - cost(b))) {
      search([...chosen, element], paid + cost(element), tried);
      tried.add(element);
    }
  };
  search([], 0, new Set());
  return { elements: best, isExact: branches <= MAX_BRANCHES };
}

/** What sets that share no element cost at least. */
function packed(sets: readonly (readonly number[])[], cost: (element: number) => number): number {
  const used = new Set<number>();
  let bound = 0;
  for (const set of sets) {
    if (set.some((element) => used.has(element))) continue;
    for (const element of set) used.add(element);
    bound += Math.min(...set.map(cost));
  }
  return bound;
}

/** Time and again the element that hits most open sets for its cost. */
function greedy(
  sets: readonly (readonly number[])[],
  cost: (element: number) => number,
): readonly number[] {
  const chosen: number[] = [];
  let open = sets;
  while (open.length > 0) {
    const hits = new Map<number, number>();
    for (const set of open) {
      for (const element of set) hits.set(element, (hits.get(element) ?? 0) + 1);
    }
    let best = -1;
    let bestWorth = 0;
    for (const [element, count] of hits) {
      const worth = count / cost(element);
      if (worth <= bestWorth) continue;
      best = element;
      bestWorth = worth;
    }
    if (best < 0) return chosen;
    chosen.push(best);
    open = open.filter((set) => !set.includes(best));
  }
  return chosen;
}
