import { useId } from 'react';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';
import { VERDICT_NAMES, VERDICTS } from '../strings.ts';
import { MAP_LEGEND } from '../strings-dominators.ts';
import { MapTextures } from './map-textures.tsx';
import type { MapTile } from './map-tile.ts';

const SWATCH = 14;
/** Packages that share a colour are named as far as this. */
const NAMES = 2;

/** What the colours and textures of a map stand for: those that are in it. */
export function MapLegend({ tiles }: { readonly tiles: readonly MapTile[] }) {
  const id = useId().replace(/\W/g, '');
  const { colours, verdicts } = legendOf(tiles);
  return (
    <ul className="map-legend" aria-label={MAP_LEGEND}>
      {colours.map(({ slot, name }) => (
        <li key={slot}>
          <Swatch className={`map-fill map-${slot}`} />
          <span className="truncate">{name}</span>
        </li>
      ))}
      {verdicts.map((verdict) => (
        <li key={verdict}>
          <svg width={SWATCH} height={SWATCH} aria-hidden="true">
            <MapTextures prefix={`legend${id}`} />
            <rect className="map-fill" width={SWATCH} height={SWATCH} />
            <rect fill={`url(#legend${id}-${verdict})`} width={SWATCH} height={SWATCH} />
          </svg>
          {VERDICT_NAMES[verdict]}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ className }: { readonly className: string }) {
  return (
    <svg width={SWATCH} height={SWATCH} aria-hidden="true">
      <rect className={className} width={SWATCH} height={SWATCH} />
    </svg>
  );
}

export interface MapKey {
  /** By bytes, the most first. */
  readonly colours: readonly { readonly slot: number; readonly name: string }[];
  readonly verdicts: readonly SceneVerdict[];
}

export function legendOf(tiles: readonly MapTile[]): MapKey {
  const bytesOf = new Map<number, Map<string, number>>();
  const seen = new Set<SceneVerdict>();
  const count = (tile: MapTile) => {
    if (tile.verdict !== null && tile.verdict !== 'held') seen.add(tile.verdict);
    if (tile.colour !== null) {
      const { slot, name } = tile.colour;
      const names = bytesOf.get(slot) ?? new Map<string, number>();
      bytesOf.set(slot, names.set(name, (names.get(name) ?? 0) + tile.bytes));
    }
    for (const child of tile.children) count(child);
  };
  for (const tile of tiles) count(tile);
  const sum = (names: Map<string, number>) =>
    [...names.values()].reduce((total, bytes) => total + bytes, 0);
  const colours = [...bytesOf]
    .sort(([, a], [, b]) => sum(b) - sum(a))
    .map(([slot, names]) => ({ slot, name: namesOf(names) }));
  return { colours, verdicts: VERDICTS.filter((verdict) => seen.has(verdict)) };
}

function namesOf(names: ReadonlyMap<string, number>): string {
  const ordered = [...names].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const shown = ordered.slice(0, NAMES).join(', ');
  return ordered.length > NAMES ? `${shown} …` : shown;
}
