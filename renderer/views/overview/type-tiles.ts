import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { Overview, TypeRow } from '../../../shared/protocol/schemas.ts';
import { TILE } from '../strings-dominators.ts';
import { MEMORY } from '../strings-overview.ts';
import type { MapTile } from '../treemap/map-tile.ts';
import { typeColour } from '../treemap/type-colour.ts';
import { formatShare } from '../widgets/format.ts';

/** Smaller than this part of the whole, a type is too small to be read, and goes with the rest. */
const MIN_SHARE = 1 / 400;

/** Types by the bytes of their objects, and null for all that are not among the largest. */
export function typeTiles(
  types: readonly TypeRow[],
  overview: Pick<Overview, 'objects' | 'shallowBytes' | 'verdicts'>,
): MapTile<TypeRow | null>[] {
  const rows = types.filter((row) => row.shallowBytes >= overview.shallowBytes * MIN_SHARE);
  const never = overview.verdicts.find(({ verdict }) => verdict === 'never')?.objects ?? 0;
  const tiles = rows.map((row): MapTile<TypeRow | null> => {
    // A row tells garbage from the rest, but not what waits from what is lost.
    const isAllGarbage = never === 0 && row.garbageCount === row.count;
    return {
      ...plain(`${row.typeIndex}`, shortTypeName(row.type), row.shallowBytes, overview),
      source: row,
      detail: TILE.count(row.count),
      colour: typeColour(row.type),
      verdict: isAllGarbage ? 'garbage' : null,
    };
  });
  const bytes = overview.shallowBytes - rows.reduce((sum, row) => sum + row.shallowBytes, 0);
  if (bytes <= 0) return tiles;
  const objects = overview.objects - rows.reduce((sum, row) => sum + row.count, 0);
  const rest = plain('rest', MEMORY.moreObjects(objects), bytes, overview);
  return [...tiles, rest];
}

function plain(
  key: string,
  name: string,
  bytes: number,
  overview: Pick<Overview, 'shallowBytes'>,
): MapTile<TypeRow | null> {
  return {
    source: null,
    key,
    name,
    detail: '',
    bytes,
    size: formatBytes(bytes),
    colour: null,
    verdict: null,
    facts: [
      [TILE.shallow, formatBytes(bytes)],
      [TILE.ofDump, formatShare(bytes, overview.shallowBytes)],
    ],
    opens: true,
    children: [],
  };
}
