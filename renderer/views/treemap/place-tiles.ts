import type { TileBox } from './squarify.ts';
import { squarify } from './squarify.ts';

/** What a treemap needs to know of a piece to place it. */
export interface Sized<T> {
  readonly bytes: number;
  readonly children: readonly T[];
}

export interface PlacedTile<T> {
  readonly tile: T;
  /** 0 for the outer level, 1 inside. */
  readonly level: 0 | 1;
  /** Position of the outer tile it is, or lies in. */
  readonly outer: number;
  readonly box: TileBox;
  /** Its words go in a line along its top, since there are tiles below. */
  readonly hasHeader: boolean;
}

/** Between neighbours, and between an outer tile and what lies in it. */
const GAP = 1;
const HEADER = 18;
/** An outer tile smaller than this is not divided: the pieces could not be told apart. */
const DIVIDED = { width: 54, height: 46 };
/** Narrower or lower than this, a piece is not drawn at all. */
const MIN_SIDE = 1.5;

/** Where the tiles of a treemap of two levels go. Outer tiles come before what lies in them. */
export function placeTiles<T extends Sized<T>>(
  tiles: readonly T[],
  width: number,
  height: number,
): PlacedTile<T>[] {
  const placed: PlacedTile<T>[] = [];
  const area = { x: 0, y: 0, width, height };
  const boxes = squarify(
    tiles.map(({ bytes }) => bytes),
    area,
  );
  tiles.forEach((tile, outer) => {
    const box = inset(boxes[outer], GAP / 2);
    if (box === null) return;
    const isDivided =
      tile.children.length > 0 && box.width >= DIVIDED.width && box.height >= DIVIDED.height;
    placed.push({ tile, level: 0, outer, box, hasHeader: isDivided });
    if (!isDivided) return;
    const inside = {
      x: box.x + 2 * GAP,
      y: box.y + HEADER,
      width: box.width - 4 * GAP,
      height: box.height - HEADER - 2 * GAP,
    };
    const inner = squarify(
      tile.children.map(({ bytes }) => bytes),
      inside,
    );
    tile.children.forEach((child, at) => {
      const own = inset(inner[at], GAP / 2);
      if (own !== null) placed.push({ tile: child, level: 1, outer, box: own, hasHeader: false });
    });
  });
  return placed;
}

function inset(box: TileBox | undefined, by: number): TileBox | null {
  if (box === undefined) return null;
  const width = box.width - 2 * by;
  const height = box.height - 2 * by;
  return width < MIN_SIDE || height < MIN_SIDE
    ? null
    : { x: box.x + by, y: box.y + by, width, height };
}

export type ArrowDirection = 'left' | 'right' | 'up' | 'down';

/**
 * The outer tile an arrow key goes to: the nearest in that direction, one that lies beside before
 * one that is merely near. The position in `placed`; `from` itself where there is none.
 */
export function neighbourTile<T>(
  placed: readonly PlacedTile<T>[],
  from: number,
  direction: ArrowDirection,
): number {
  const start = placed[from];
  if (start === undefined) return from;
  let best = from;
  let least = Number.POSITIVE_INFINITY;
  placed.forEach(({ box, level }, at) => {
    if (level !== 0 || at === from) return;
    const distance = distanceTo(start.box, box, direction);
    if (distance >= least) return;
    least = distance;
    best = at;
  });
  return best;
}

/** Infinite for what does not lie that way; what is not beside counts as much further away. */
function distanceTo(from: TileBox, to: TileBox, direction: ArrowDirection): number {
  const isAcross = direction === 'left' || direction === 'right';
  const gap = {
    left: from.x - (to.x + to.width),
    right: to.x - (from.x + from.width),
    up: from.y - (to.y + to.height),
    down: to.y - (from.y + from.height),
  }[direction];
  if (gap < -0.01) return Number.POSITIVE_INFINITY;
  const centre = (box: TileBox) => (isAcross ? box.y + box.height / 2 : box.x + box.width / 2);
  const [start, end] = isAcross ? [from.y, from.y + from.height] : [from.x, from.x + from.width];
  const [first, last] = isAcross ? [to.y, to.y + to.height] : [to.x, to.x + to.width];
  const aside = Math.max(0, start - last, first - end);
  return gap + 8 * aside + 0.001 * Math.abs(centre(from) - centre(to));
}
