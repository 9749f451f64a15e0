import { memo } from 'react';
import type { MapTile } from './map-tile.ts';
import type { PlacedTile } from './place-tiles.ts';

/** Room that a line of words needs, in CSS pixels. */
const LINE = 17;
const TWO_LINES = 36;
/** About what a character takes, and what there is around a line of them. */
const CHARACTER = 6.4;
const AROUND = 10;
/** So much of a name tells it; less is dots. */
const TELLING = 52;

/** Whether a text, or the beginning of one that may be cut, can be read in so much room. */
function fits(text: string, width: number, longest: number): boolean {
  return width >= Math.min(longest, AROUND + CHARACTER * text.length);
}

/** The names on the pieces: as many lines as fit, cut with an ellipsis by the page itself. */
export const MapLabels = memo(function MapLabels({
  placed,
}: {
  readonly placed: readonly PlacedTile<MapTile>[];
}) {
  return (
    <div className="map-labels" aria-hidden="true">
      {placed.map(({ tile, level, box, hasHeader, outer }) =>
        box.height < LINE || !fits(tile.name, box.width, TELLING) ? null : (
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
            {!hasHeader &&
              box.height >= TWO_LINES &&
              // A number that is cut would be another number.
              fits(tile.size, box.width, Infinity) && <span>{tile.size}</span>}
          </div>
        ),
      )}
    </div>
  );
});
