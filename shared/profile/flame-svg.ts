import { lineText } from '../base/source-origin.ts';
import { clip, showable } from '../base/text.ts';
import { formatBytes } from '../base/units.ts';
import { xmlText } from '../base/xml.ts';
import type { AllocationProfile } from './allocation-profile.ts';
import type { Flame, FlameBox } from './flame.ts';

interface FlameTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly onBox: string;
  readonly box: Readonly<Record<FlameBox['origin'], string>>;
}

const THEMES: Readonly<Record<'light' | 'dark', FlameTheme>> = {
  light: {
    background: '#ffffff',
    text: '#16191f',
    muted: '#5a6271',
    onBox: '#16191f',
    box: { program: '#f6c28a', library: '#c3d7f3', standard: '#e2e5ea' },
  },
  dark: {
    background: '#131519',
    text: '#e9ebef',
    muted: '#9da6b4',
    onBox: '#131519',
    box: { program: '#f7a063', library: '#83b6ff', standard: '#8a93a1' },
  },
};

const WIDTH = 1200;
const MARGIN = 16;
const TOP = 60;
const ROW = 18;
const CHARACTER = 6.3;
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';

/**
 * A flame graph as an SVG document of its own: outermost frames at the top, each box as wide as its
 * share, the program's own frames in the warm colour. No scripts, no references; what a narrow box
 * stands for is in its title.
 */
export function flameSvg(
  profile: AllocationProfile,
  flame: Flame,
  title: string,
  scheme: 'light' | 'dark',
): string {
  const theme = THEMES[scheme];
  const height = TOP + flame.depth * ROW + MARGIN;
  const keys = (['program', 'library', 'standard'] as const).map(
    (origin, at) =>
      `<rect x="${MARGIN + at * 150}" y="36" width="12" height="12" rx="2" fill="${theme.box[origin]}"/><text x="${MARGIN + 18 + at * 150}" y="46" fill="${theme.muted}">${KEY[origin]}</text>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${FONT}" font-size="11" direction="ltr">`,
    `<title>${xmlText(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="${theme.background}"/>`,
    `<text x="${MARGIN}" y="23" font-size="15" font-weight="600" fill="${theme.text}">${xmlText(clip(title, 160))}</text>`,
    ...keys,
    ...flame.boxes.map((box) => boxSvg(profile, box, theme)),
    '</svg>',
    '',
  ].join('\n');
}

const KEY: Readonly<Record<FlameBox['origin'], string>> = {
  program: 'the program',
  library: 'installed packages',
  standard: 'standard library',
};

function boxSvg(profile: AllocationProfile, box: FlameBox, theme: FlameTheme): string {
  const inner = WIDTH - 2 * MARGIN;
  const x = MARGIN + box.from * inner;
  const y = TOP + box.depth * ROW;
  const width = Math.max(0.5, box.share * inner - 1);
  const name = frameName(profile, box);
  const room = Math.floor((width - 8) / CHARACTER);
  const label =
    room < 3
      ? ''
      : `<text x="${(x + 4).toFixed(1)}" y="${y + 12}" fill="${theme.onBox}">${xmlText(clip(name, room))}</text>`;
  const share = `${(box.share * 100).toFixed(1)} %`;
  return `<g><title>${xmlText(`${name}: ${formatBytes(box.bytes)}, ${share}`)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${ROW - 1}" rx="2" fill="${theme.box[box.origin]}"/>${label}</g>`;
}

/** What a frame is called, safe to show; "all" for the whole. */
export function frameName({ frames }: AllocationProfile, { frame }: FlameBox): string {
  const known = frames[frame];
  if (known === undefined) return 'all';
  const name = known.function === '' ? '?' : clip(known.function, MAX_NAME);
  const place = lineText(clip(known.file.split(/[\\/]/).pop() ?? '', MAX_NAME), known.line);
  return showable(place === '' ? name : `${name} (${place})`);
}

const MAX_NAME = 300;
