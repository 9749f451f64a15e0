/**
 * Moves the focus in a tree as its keys do everywhere: up, down, first, last; left to the row
 * around, right to the first row within. Opening and closing is the rows' own business. Returns
 * whether the key was one of these.
 */
export function walkTree(key: string, tree: HTMLElement): boolean {
  const items = [...tree.querySelectorAll<HTMLElement>('[role="treeitem"]')];
  const at = items.indexOf(document.activeElement as HTMLElement);
  if (at < 0) return false;
  const next = neighbour(key, items, at);
  if (next === null) return false;
  next?.focus();
  return true;
}

/** Null: no key of a tree; undefined: there is no row in that direction. */
function neighbour(
  key: string,
  items: readonly HTMLElement[],
  at: number,
): HTMLElement | undefined | null {
  const level = Number(items[at]?.ariaLevel ?? 0);
  switch (key) {
    case 'ArrowDown':
      return items[at + 1];
    case 'ArrowUp':
      return items[at - 1];
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
    case 'ArrowLeft':
      return items.slice(0, at).findLast((item) => Number(item.ariaLevel ?? 0) < level);
    case 'ArrowRight': {
      const below = items[at + 1];
      return Number(below?.ariaLevel ?? 0) > level ? below : undefined;
    }
    default:
      return null;
  }
}
