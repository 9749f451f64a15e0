import { clip } from '../base/text.ts';
import type { PlotBox, PlotFlag, PlotInput, PlotLayout, PlotShape } from './plot.ts';

/** Of the small type that labels have, on the average; wide letters take two. */
const LETTER = 6.4;
const MIN_LETTERS = 3;
const TICK = 3;

/**
 * Calls as brackets in lanes below the lines, each with as much of its name as it has room for: no
 * label ever lies on another one.
 */
export function layoutCalls(
  { calls }: PlotInput,
  area: PlotBox,
  lane: number,
  gap: number,
  x: (time: number) => number,
): PlotLayout['calls'] {
  const top = area.y + area.height + gap;
  const [left, right] = [area.x, area.x + area.width];
  return calls.map((call) => {
    const [from, to] = [x(call.start), x(call.end)];
    const [start, end] = [Math.max(left, from), Math.min(right, to)];
    const box = {
      x: start,
      y: top + call.lane * lane,
      width: Math.max(1.5, end - start),
      height: lane - 3,
    };
    const bracket: PlotShape = { shape: 'rect', role: 'call', ...box };
    const letters = Math.floor((box.width - 2 * TICK - 4) / LETTER);
    const shown = fitted(call.name, letters);
    const label: PlotShape[] =
      shown === ''
        ? []
        : [
            {
              shape: 'text',
              role: 'call-label',
              x: box.x + TICK + 3,
              y: box.y + box.height / 2 + 4,
              text: shown,
              anchor: 'start',
            },
          ];
    return { call, box, shapes: [bracket, ...label] };
  });
}

/** The last part of a name says most: `module.Class.name` loses its module first, `__main__` always. */
function fitted(qualified: string, letters: number): string {
  if (letters < MIN_LETTERS) return '';
  let name = qualified.replace(/^__main__\.(?=.)/, '');
  while (lettersOf(name) > letters) {
    const dot = name.indexOf('.');
    if (dot < 0 || dot === name.length - 1) break;
    name = name.slice(dot + 1);
  }
  if (lettersOf(name) <= letters) return name;
  const wide = lettersOf(name) / Math.max(1, name.length);
  return clip(name, Math.max(2, Math.floor(letters / wide)));
}

function lettersOf(text: string): number {
  let letters = 0;
  for (const character of text) letters += (character.codePointAt(0) ?? 0) >= 0x1100 ? 2 : 1;
  return letters;
}

/** As high as what is pressed must be. */
export const FLAG_HEIGHT = 24;
const FLAG_ROWS = 3;
const FLAG_LETTERS = 24;
const FLAG_GAP = 4;

interface PlacedFlag {
  readonly flag: PlotFlag;
  readonly x: number;
  readonly start: number;
  readonly width: number;
  readonly text: string;
  /** Counted from the lines up; -1 where there is no room for more than its pole. */
  readonly row: number;
}

/** Which row each flag of a dump hangs in, so that none lies on another. O(flags · log flags). */
export function placeFlags(
  { flags, from, to }: PlotInput,
  left: number,
  right: number,
  x: (time: number) => number,
): readonly PlacedFlag[] {
  const taken = new Array<number>(FLAG_ROWS).fill(Number.NEGATIVE_INFINITY);
  return flags
    .filter(({ time }) => time >= from && time <= to)
    .sort((a, b) => a.time - b.time)
    .map((flag) => {
      const at = x(flag.time);
      const text = clip(flag.label, FLAG_LETTERS);
      const width = lettersOf(text) * LETTER + 16;
      const start = at + width > right ? Math.max(left, at - width) : at;
      const row = taken.findIndex((end) => end < start);
      if (row >= 0) taken[row] = start + width + FLAG_GAP;
      return { flag, x: at, start, width, text, row };
    });
}

/** Dumps as flags above the lines, their poles down to the axis. */
export function layoutFlags(
  flags: readonly PlacedFlag[],
  area: PlotBox,
  bottom: number,
): PlotLayout['flags'] {
  return flags.map(({ flag, x, start, width, text, row }) => {
    const y = row < 0 ? area.y : area.y - (row + 1) * (FLAG_HEIGHT + FLAG_GAP);
    const pole: PlotShape = {
      shape: 'path',
      role: 'flag-line',
      d: `M${x.toFixed(1)} ${y}L${x.toFixed(1)} ${bottom}`,
      isClipped: false,
    };
    if (row < 0) return { flag, box: null, shapes: [pole] };
    const box = { x: start, y, width, height: FLAG_HEIGHT };
    const cloth: PlotShape = {
      shape: 'rect',
      role: flag.isCurrent ? 'flag-current' : 'flag',
      ...box,
      height: FLAG_HEIGHT - 4,
    };
    const label: PlotShape = {
      shape: 'text',
      role: 'flag-label',
      x: start + 8,
      y: y + 14,
      text,
      anchor: 'start',
    };
    return { flag, box, shapes: [pole, cloth, label] };
  });
}

/** Room that flags take above the lines. */
export function flagRoom(flags: readonly PlacedFlag[]): number {
  const rows = flags.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return rows * (FLAG_HEIGHT + FLAG_GAP);
}
