import { memo } from 'react';
import type { MapTile } from './map-tile.ts';
import type { PlacedTile } from './place-tiles.ts';

/** Room that a line of words needs, in CSS pixels. */
const LEAST = { width: 34, height: 17 };
const TWO_LINES = 36;

/** The names on the pieces: as many lines as fit, cut with an ellipsis by the page itself. */
export const MapLabels = memo(function MapLabels({
  placed,
}: {
  readonly placed: readonly PlacedTile<MapTile>[];
}) {
  return (
    <div className="map-labels" aria-hidden="true">
      {placed.map(({ tile, level, box, hasHeader, outer }) =>
        box.width < LEAST.width || box.height < LEAST.height ? null : (
          <div
            key={`${level} ${outer} ${tile.key}`}
            className="map-label"
            style={{
              insetInlineStart: box.x,
              insetBlockStart: box.y,
              width: box.width,
              height: box.height,
            }}
          >
            <span>
              <b>{tile.name}</b> {tile.detail}
              {hasHeader && ` · ${tile.size}`}
            </span>
            {!hasHeader && box.height >= TWO_LINES && <span>{tile.size}</span>}
          </div>
        ),
      )}
    </div>
  );
});
