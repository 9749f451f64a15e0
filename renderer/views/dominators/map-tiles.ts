import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type {
  DominatorMap,
  DominatorTile,
  InnerTile,
} from '../../../shared/protocol/dominator-schemas.ts';
import { shortAddress } from '../../state/view/object-name.ts';
import { VERDICT_NAMES } from '../strings.ts';
import { TILE } from '../strings-dominators.ts';
import type { MapTile } from '../treemap/map-tile.ts';
import { typeColour } from '../treemap/type-colour.ts';
import { formatShare } from '../widgets/format.ts';

/** The engine's pieces as they are shown: named, coloured, explained. */
export function dominatorTiles(map: DominatorMap): MapTile<InnerTile>[] {
  const whole = { bytes: map.retainedBytes, name: wholeName(map) };
  // Where nothing can be told of any object, a texture on all of them tells nothing either.
  const isToldApart = map.tiles.some(({ verdict }) => verdict !== null && verdict !== 'unknown');
  const shown = (tile: InnerTile, at: number, children: readonly MapTile<InnerTile>[]) =>
    mapTile(tile, `${at}`, whole, isToldApart, children);
  return map.tiles.map((tile: DominatorTile, at) =>
    shown(
      tile,
      at,
      tile.children.map((child, inner) => shown(child, inner, [])),
    ),
  );
}

function mapTile(
  source: InnerTile,
  key: string,
  whole: { readonly bytes: number; readonly name: string },
  isToldApart: boolean,
  children: readonly MapTile<InnerTile>[],
): MapTile<InnerTile> {
  const { kind, verdict, retainedBytes, shallowBytes, count } = source;
  return {
    source,
    key,
    name: tileName(source),
    detail: tileDetail(source),
    bytes: retainedBytes,
    size: formatBytes(retainedBytes),
    colour: source.type === '' ? null : typeColour(source.type),
    verdict: isToldApart ? verdict : null,
    facts: [
      [TILE.retained, formatBytes(retainedBytes)],
      ...(kind === 'rest' || kind === 'self'
        ? []
        : ([[TILE.shallow, formatBytes(shallowBytes)]] as const)),
      [whole.name, formatShare(retainedBytes, whole.bytes)],
      ...(source.path === '' ? [] : ([[TILE.path, source.path]] as const)),
      ...(kind === 'object' ? ([[TILE.address, source.address]] as const) : []),
      ...(kind === 'rest' ? ([[TILE.objects, formatCount(count)]] as const) : []),
      ...(verdict === null ? [] : ([[TILE.verdict, VERDICT_NAMES[verdict]]] as const)),
    ],
    opens: source.node !== null || source.typeIndex !== null,
    children,
  };
}

function wholeName({ chain, type }: DominatorMap): string {
  const parent = chain.at(-1);
  if (type !== '') return TILE.ofThese(shortTypeName(type));
  return parent === undefined ? TILE.ofDump : TILE.ofThis(shortTypeName(parent.type));
}

function tileName({ kind, type, count }: InnerTile): string {
  if (kind === 'rest') return TILE.rest(count);
  return kind === 'self' ? TILE.itself : shortTypeName(type);
}

function tileDetail({ kind, preview, address, count }: InnerTile): string {
  if (kind === 'type') return TILE.count(count);
  if (kind === 'object') return preview === '' ? shortAddress(address) : preview;
  return '';
}
