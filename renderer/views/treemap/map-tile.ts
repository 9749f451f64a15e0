import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import type { TypeColour } from './type-colour.ts';

/** A piece of a treemap as it is shown. */
export interface MapTile<Source = unknown> {
  /** What it was made from. */
  readonly source: Source;
  /** Unique among its neighbours. */
  readonly key: string;
  readonly name: string;
  /** What else there is to say on it, in small letters: a value, a number of objects. */
  readonly detail: string;
  readonly bytes: number;
  readonly size: string;
  /** Null for what is of no type: the rest, the divided object itself. */
  readonly colour: TypeColour | null;
  /** Shown as a texture; null for none. */
  readonly verdict: SceneVerdict | null;
  /** What the tooltip says, line by line. */
  readonly facts: readonly (readonly [string, string])[];
  /** Whether choosing it does anything. */
  readonly opens: boolean;
  readonly children: readonly MapTile<Source>[];
}

/** A tile in words, for those who hear it. */
export function tileWords(tile: MapTile): string {
  return [tile.name, tile.detail, tile.size].filter((part) => part !== '').join(', ');
}
