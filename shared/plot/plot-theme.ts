/** Colours of an exported plot, by what they mean: the window's own (`renderer/app/tokens.css`). */
export interface PlotTheme {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly axis: string;
  readonly main: string;
  readonly explained: string;
  readonly garbage: string;
  readonly limit: string;
  readonly call: string;
  readonly callLine: string;
  readonly flag: string;
  readonly onFlag: string;
  /** Of children, in turn. */
  readonly children: readonly string[];
}

export const PLOT_THEMES: Readonly<Record<'light' | 'dark', PlotTheme>> = {
  light: {
    background: '#ffffff',
    text: '#16191f',
    muted: '#5a6271',
    grid: '#eceef2',
    axis: '#bcc2cc',
    main: '#0b7a75',
    explained: '#1f5fbf',
    garbage: '#a8430a',
    limit: '#b3261e',
    call: '#e7effb',
    callLine: '#1f5fbf',
    flag: '#16191f',
    onFlag: '#ffffff',
    children: ['#1f5fbf', '#9c1c6b', '#a8430a', '#5a6270'],
  },
  dark: {
    background: '#131519',
    text: '#e9ebef',
    muted: '#9da6b4',
    grid: '#262a32',
    axis: '#4a515e',
    main: '#45c4b9',
    explained: '#83b6ff',
    garbage: '#f7a063',
    limit: '#ff8d85',
    call: '#1b2940',
    callLine: '#83b6ff',
    flag: '#e9ebef',
    onFlag: '#131519',
    children: ['#83b6ff', '#f08cc6', '#f7a063', '#a8b0bd'],
  },
};

/** Dashes of a child's line: every colour comes round with each. */
export function childDashes(tone: number, colours: number): string | null {
  return [null, '5 3', '1.5 3'][Math.floor(tone / colours) % 3] ?? null;
}
