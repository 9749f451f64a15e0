// biome-ignore-all lint/a11y/useSemanticElements: shapes of a drawing are no form controls.
import './treemap.css';
import type { KeyboardEvent, PointerEvent } from 'react';
import { memo, useId, useMemo, useRef, useState } from 'react';
import { useSize } from '../widgets/use-size.ts';
import { MapLabels } from './map-labels.tsx';
import { MapTextures } from './map-textures.tsx';
import type { MapTile } from './map-tile.ts';
import { tileWords } from './map-tile.ts';
import { MapTip } from './map-tip.tsx';
import type { ArrowDirection, PlacedTile } from './place-tiles.ts';
import { neighbourTile, placeTiles } from './place-tiles.ts';

interface TreemapProps<Source> {
  /** What is divided, for screen readers. */
  readonly label: string;
  /** Names what is divided: the keyboard starts at the first piece of another. */
  readonly subject: string;
  /** Largest first. */
  readonly tiles: readonly MapTile<Source>[];
  readonly onOpen: (source: Source) => void;
  /** One level up, where there is one. */
  readonly onUp?: (() => void) | undefined;
}

type Placed = PlacedTile<MapTile>;

/**
 * Pieces in proportion to their bytes, two levels deep. One stop in the tab order: arrows go from
 * piece to piece of the outer level, Enter opens one, Backspace goes back up. A table with the same
 * content stands beside every map, so the inner level is for the eye alone.
 */
export function Treemap<Source>({ label, subject, tiles, onOpen, onUp }: TreemapProps<Source>) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const [kept, setKept] = useState({ subject, at: 0 });
  const [hovered, setHovered] = useState<{ at: number; x: number; y: number } | null>(null);
  const id = useId();
  const width = size?.width ?? 0;
  const height = size?.height ?? 0;
  const placed = useMemo(() => placeTiles(tiles, width, height), [tiles, width, height]);
  const current = kept.subject === subject && placed[kept.at]?.level === 0 ? kept.at : 0;
  const setActive = (at: number) => setKept({ subject, at });

  const onKeyDown = (event: KeyboardEvent) => {
    const direction = DIRECTIONS[event.key];
    const tile = placed[current]?.tile;
    if (direction !== undefined) setActive(neighbourTile(placed, current, direction));
    else if (event.key === 'Home') setActive(0);
    else if (event.key === 'End') setActive(placed.findLastIndex(({ level }) => level === 0));
    else if (event.key === 'Enter' || event.key === ' ') tile?.opens && onOpen(tile.source);
    else if (event.key === 'Backspace' && onUp !== undefined) onUp();
    else return;
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent) => {
    const at = tileAt(event.target);
    const edge = frame.current?.getBoundingClientRect();
    setHovered(
      at === null || edge === undefined
        ? null
        : { at, x: event.clientX - edge.left, y: event.clientY - edge.top },
    );
  };

  return (
    <div
      ref={frame}
      className="treemap"
      dir="ltr"
      role="listbox"
      aria-label={label}
      aria-activedescendant={placed[current] === undefined ? undefined : `${id}-${current}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setHovered(null)}
      onClick={(event) => {
        const at = tileAt(event.target);
        const hit = at === null ? undefined : placed[at];
        if (at === null || hit === undefined) return;
        setActive(hit.level === 0 ? at : placed.findIndex(({ outer }) => outer === hit.outer));
        if (hit.tile.opens) onOpen(hit.tile.source);
      }}
    >
      <Shapes id={id} placed={placed} width={width} height={height} active={current} />
      <MapLabels placed={placed} />
      <Mark placed={placed[current]} kind="active" />
      {hovered !== null && (
        <>
          <Mark placed={placed[hovered.at]} kind="hovered" />
          <MapTip
            tile={placed[hovered.at]?.tile}
            at={{ x: hovered.x, y: hovered.y }}
            within={{ width, height }}
          />
        </>
      )}
    </div>
  );
}

interface ShapesProps {
  readonly id: string;
  readonly placed: readonly Placed[];
  readonly width: number;
  readonly height: number;
  readonly active: number;
}

/** Drawn again only when the tiles or the frame change, not at every move of the pointer. */
const Shapes = memo(function Shapes({ id, placed, width, height, active }: ShapesProps) {
  const texture = `map${id.replace(/\W/g, '')}`;
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="presentation">
      <MapTextures prefix={texture} />
      {placed.map(({ tile, level, box, outer }, at) => (
        <g
          key={`${level} ${outer} ${tile.key}`}
          id={`${id}-${at}`}
          data-tile={at}
          className={`map-tile ${tile.opens ? 'opens' : ''}`}
          {...(level === 0
            ? { role: 'option', 'aria-label': tileWords(tile), 'aria-selected': at === active }
            : { 'aria-hidden': true })}
        >
          <rect className={`map-fill map-${tile.colour?.slot ?? 'none'}`} {...box} />
          {tile.verdict !== null && tile.verdict !== 'held' && (
            <rect className="map-texture" fill={`url(#${texture}-${tile.verdict})`} {...box} />
          )}
        </g>
      ))}
    </svg>
  );
});

/** A frame on top of everything, where the keyboard or the pointer is. */
function Mark({ placed, kind }: { placed: Placed | undefined; kind: 'active' | 'hovered' }) {
  if (placed === undefined) return null;
  const { x, y, width, height } = placed.box;
  return (
    <div
      className={`map-mark ${kind}`}
      style={{ insetInlineStart: x, insetBlockStart: y, width, height }}
    />
  );
}

const DIRECTIONS: Readonly<Record<string, ArrowDirection>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function tileAt(target: EventTarget): number | null {
  const shape = target instanceof Element ? target.closest('[data-tile]') : null;
  const at = shape?.getAttribute('data-tile');
  return at === null || at === undefined ? null : Number(at);
}
