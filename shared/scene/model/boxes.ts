export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boxAround(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2 };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

const CELL = 96;

/** Boxes by where they are: what lies under another is found without looking at all of them. */
export class BoxGrid {
  readonly #cells = new Map<string, Set<number>>();
  readonly #boxes = new Map<number, Box>();

  /** Puts a box there, or moves the one of that number. */
  put(id: number, box: Box): void {
    const before = this.#boxes.get(id);
    if (before !== undefined) for (const key of cellsOf(before)) this.#cells.get(key)?.delete(id);
    this.#boxes.set(id, box);
    for (const key of cellsOf(box)) {
      const cell = this.#cells.get(key);
      if (cell === undefined) this.#cells.set(key, new Set([id]));
      else cell.add(id);
    }
  }

  /** Whether something else than `except` lies under a box. */
  isTaken(box: Box, except = -1): boolean {
    for (const key of cellsOf(box)) {
      for (const id of this.#cells.get(key) ?? []) {
        const other = this.#boxes.get(id);
        if (id !== except && other !== undefined && overlap(box, other)) return true;
      }
    }
    return false;
  }
}

function* cellsOf({ left, top, right, bottom }: Box): Iterable<string> {
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield `${x} ${y}`;
  }
}
