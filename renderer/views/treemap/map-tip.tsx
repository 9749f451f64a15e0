import type { MapTile } from './map-tile.ts';

interface MapTipProps {
  readonly tile: MapTile | undefined;
  /** Where the pointer is, and how large the map is, in CSS pixels. */
  readonly at: { readonly x: number; readonly y: number };
  readonly within: { readonly width: number; readonly height: number };
}

const WIDTH = 260;
const AWAY = 14;

/** What the piece under the pointer is; on the side where there is room. */
export function MapTip({ tile, at, within }: MapTipProps) {
  if (tile === undefined) return null;
  const isRight = at.x + AWAY + WIDTH <= within.width || at.x < within.width / 2;
  const isBelow = at.y < within.height / 2;
  return (
    <div
      className="map-tip"
      aria-hidden="true"
      style={{
        maxWidth: WIDTH,
        ...(isRight ? { left: at.x + AWAY } : { right: within.width - at.x + AWAY }),
        ...(isBelow ? { top: at.y + AWAY } : { bottom: within.height - at.y + AWAY }),
      }}
    >
      <b className="truncate">{tile.name}</b>
      {tile.detail !== '' && <p className="truncate">{tile.detail}</p>}
      <dl>
        {tile.facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
