import type { CycleFamily } from '../families/cycle-family.ts';

/**
 * Families that keep their cycles in components that were expensive, and the numbers of these now.
 *
 * A component of 50,000 objects may have as many families, nearly all of which stay in the one
 * piece that is left: for these a number is kept and no set.
 */
export class MovedFamilies {
  private readonly pieces = new Map<CycleFamily, number | Set<number>>();

  add(family: CycleFamily, piece: number): void {
    const known = this.pieces.get(family);
    if (known === piece) return;
    if (known === undefined) this.pieces.set(family, piece);
    else if (typeof known === 'number') this.pieces.set(family, new Set([known, piece]));
    else known.add(piece);
  }

  has(family: CycleFamily): boolean {
    return this.pieces.has(family);
  }

  /** Ascending. */
  piecesOf(family: CycleFamily): Uint32Array {
    const known = this.pieces.get(family);
    if (known === undefined) return NOTHING;
    return typeof known === 'number' ? Uint32Array.of(known) : Uint32Array.from(known).sort();
  }

  /** Whether all that is left of the family is in this one component. */
  isIn(family: CycleFamily, piece: number): boolean {
    return this.pieces.get(family) === piece;
  }
}

const NOTHING = new Uint32Array(0);
