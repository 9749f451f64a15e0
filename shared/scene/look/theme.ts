import type { SceneNode, SceneNodeRole, SceneVerdict } from '../model/scene.ts';
import type { LineMarks } from './legend.ts';

/** Paint of a kind of node. */
export interface NodePaint {
  readonly fill: string;
  readonly stroke: string;
  readonly text: string;
}

/**
 * Every colour of a drawing, by what it means. The canvas and the writers use exactly these.
 *
 * Chosen from the Okabe–Ito set and its tints, so that they differ for colour-blind people too;
 * and none stands alone: roles differ in outline, verdicts in the shape of their mark, the cycle
 * and the path in thickness, weak, hidden and cut references in their dashes.
 */
export interface SceneTheme {
  readonly background: string;
  readonly roles: Readonly<Record<SceneNodeRole, NodePaint>>;
  readonly focus: NodePaint;
  /** Second line and below; the same on the focus. */
  readonly mutedText: string;
  readonly focusMutedText: string;
  readonly edge: string;
  readonly stubEdge: string;
  readonly label: string;
  readonly cycle: string;
  readonly cycleLabel: string;
  readonly path: string;
  readonly pathLabel: string;
  /** What the user has cut. */
  readonly cut: string;
  /** The bar on top of what a root holds, and its words. */
  readonly root: string;
  readonly rootText: string;
  readonly focusRootText: string;
  readonly verdicts: VerdictColours;
  readonly focusVerdicts: VerdictColours;
  /** Keyboard focus, selection: the canvas alone uses it. */
  readonly selection: string;
}

export type VerdictColours = Readonly<Record<SceneVerdict, string>>;

export type SceneThemeName = 'light' | 'dark' | 'light-contrast' | 'dark-contrast';

const DEEP: VerdictColours = {
  garbage: '#a8430a',
  never: '#9c1c6b',
  held: '#1f5fbf',
  unknown: '#5a6270',
};
const PALE: VerdictColours = {
  garbage: '#f7a063',
  never: '#f08cc6',
  held: '#83b6ff',
  unknown: '#a8b0bd',
};
const DEEPER: VerdictColours = {
  garbage: '#6e2a00',
  never: '#71004a',
  held: '#0a3a8a',
  unknown: '#2f353f',
};
const PALER: VerdictColours = {
  garbage: '#ffbe8f',
  never: '#ffb0de',
  held: '#b5d3ff',
  unknown: '#d6dbe3',
};

const LIGHT: SceneTheme = {
  background: '#ffffff',
  roles: {
    instance: { fill: '#e9f2fb', stroke: '#6c9ac9', text: '#17222e' },
    container: { fill: '#f1f3f5', stroke: '#949da7', text: '#1f252b' },
    value: { fill: '#fbfbfc', stroke: '#b4bbc3', text: '#1f252b' },
    function: { fill: '#f4effc', stroke: '#9b86c8', text: '#241b3a' },
    type: { fill: '#fcf3e4', stroke: '#bf9a55', text: '#33260c' },
    module: { fill: '#e5f5ee', stroke: '#57a083', text: '#0f2a20' },
    frame: { fill: '#fff6d8', stroke: '#b99a2e', text: '#2e2606' },
    stub: { fill: '#ffffff', stroke: '#a3abb4', text: '#4a535d' },
  },
  focus: { fill: '#22303f', stroke: '#22303f', text: '#ffffff' },
  mutedText: '#56606b',
  focusMutedText: '#c3ccd6',
  edge: '#7d8691',
  stubEdge: '#b4bbc3',
  label: '#3d464f',
  cycle: '#d55e00',
  cycleLabel: '#a34600',
  path: '#0072b2',
  pathLabel: '#005f95',
  cut: '#b3261e',
  root: '#009e73',
  rootText: '#00694d',
  focusRootText: '#6fdcb8',
  verdicts: DEEP,
  focusVerdicts: PALE,
  selection: '#0b7a75',
};

const DARK: SceneTheme = {
  background: '#131519',
  roles: {
    instance: { fill: '#1d2c3c', stroke: '#5c8dbf', text: '#e8f0f8' },
    container: { fill: '#262b31', stroke: '#78828d', text: '#e4e8ec' },
    value: { fill: '#1c2024', stroke: '#59626c', text: '#d9dee3' },
    function: { fill: '#2b2540', stroke: '#8f79c2', text: '#ece6fa' },
    type: { fill: '#332a18', stroke: '#b08d4c', text: '#f5ecd9' },
    module: { fill: '#17312a', stroke: '#4c9a7c', text: '#e0f3ec' },
    frame: { fill: '#332e14', stroke: '#b3993a', text: '#f7f0d2' },
    stub: { fill: '#131519', stroke: '#69727c', text: '#b4bdc6' },
  },
  focus: { fill: '#e6edf4', stroke: '#e6edf4', text: '#10161c' },
  mutedText: '#a3adb8',
  focusMutedText: '#46525f',
  edge: '#7f8995',
  stubEdge: '#565f69',
  label: '#c3cbd3',
  cycle: '#ff8534',
  cycleLabel: '#ffa569',
  path: '#56b4e9',
  pathLabel: '#86caf0',
  cut: '#ff8d85',
  root: '#1fc093',
  rootText: '#4fd3ad',
  focusRootText: '#00694d',
  verdicts: PALE,
  focusVerdicts: DEEP,
  selection: '#5dd3c9',
};

/** Black on white, or white on black: tints still tell the roles apart, and every line is drawn. */
function withMoreContrast(
  theme: SceneTheme,
  strong: Pick<
    SceneTheme,
    | 'background'
    | 'cycle'
    | 'path'
    | 'cut'
    | 'root'
    | 'focusRootText'
    | 'verdicts'
    | 'focusVerdicts'
    | 'selection'
  >,
  ink: string,
): SceneTheme {
  const paints = Object.entries(theme.roles).map(([role, paint]) => [
    role,
    { fill: role === 'stub' ? strong.background : paint.fill, stroke: ink, text: ink },
  ]);
  const { background, cycle, path, root } = strong;
  return {
    ...theme,
    ...strong,
    roles: Object.fromEntries(paints) as SceneTheme['roles'],
    focus: { fill: ink, stroke: ink, text: background },
    mutedText: ink,
    focusMutedText: background,
    edge: ink,
    stubEdge: ink,
    label: ink,
    cycleLabel: cycle,
    pathLabel: path,
    rootText: root,
  };
}

/** Colours of the window's own sets of the same names (`renderer/app/tokens.css`); a test compares. */
export const SCENE_THEMES: Readonly<Record<SceneThemeName, SceneTheme>> = {
  light: LIGHT,
  dark: DARK,
  'light-contrast': withMoreContrast(
    LIGHT,
    {
      background: '#ffffff',
      cycle: '#7a3000',
      path: '#003d66',
      cut: '#7d0a05',
      root: '#004732',
      focusRootText: '#6fdcb8',
      verdicts: DEEPER,
      focusVerdicts: PALER,
      selection: '#004642',
    },
    '#000000',
  ),
  'dark-contrast': withMoreContrast(
    DARK,
    {
      background: '#000000',
      cycle: '#ffb27a',
      path: '#9fd8fb',
      cut: '#ffc2bd',
      root: '#7ff0cf',
      focusRootText: '#004732',
      verdicts: PALER,
      focusVerdicts: DEEPER,
      selection: '#86f0e6',
    },
    '#ffffff',
  ),
};

/** Fill, outline and text of one node. */
export interface NodeStyle {
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly dash: string;
  readonly text: string;
  readonly mutedText: string;
  readonly rootText: string;
  /** Of its verdict's mark. */
  readonly mark: string;
}

/** How a node is painted: its role, unless it is the focus; outlined if on the cycle or path. */
export function nodeStyle(theme: SceneTheme, node: SceneNode): NodeStyle {
  const paint = node.isFocus ? theme.focus : theme.roles[node.role];
  const isStub = node.role === 'stub';
  return {
    fill: paint.fill,
    stroke:
      node.inCycle || (node.inFamily && !node.onPath)
        ? theme.cycle
        : node.onPath
          ? theme.path
          : paint.stroke,
    strokeWidth: node.inCycle ? 2.6 : node.onPath ? 2.2 : node.inFamily ? 1.6 : isStub ? 1 : 1.2,
    dash: node.role === 'stub' ? '4 3' : '',
    text: paint.text,
    mutedText: node.isFocus ? theme.focusMutedText : theme.mutedText,
    rootText: node.isFocus ? theme.focusRootText : theme.rootText,
    mark: (node.isFocus ? theme.focusVerdicts : theme.verdicts)[node.verdict],
  };
}

/** Stroke of one edge; `dash` is a stroke-dasharray or ''. */
export interface EdgeStyle {
  readonly stroke: string;
  readonly width: number;
  readonly dash: string;
  readonly label: string;
  readonly isBold: boolean;
  /** Length of the arrow's head. */
  readonly head: number;
}

export function edgeStyle(
  theme: SceneTheme,
  edge: LineMarks & { readonly bears?: number | undefined },
): EdgeStyle {
  if (edge.isCutByHand) {
    const { cut } = theme;
    return { stroke: cut, width: 1.6, dash: '6 5', label: cut, isBold: false, head: 9 };
  }
  const dash = edge.isWeak
    ? '5 4'
    : edge.isHidden
      ? '9 3 2 3'
      : edge.isCut
        ? '1.5 3.5'
        : edge.isStub
          ? '2 3'
          : '';
  if (edge.inCycle) {
    const { cycle, cycleLabel } = theme;
    return { stroke: cycle, width: 2.8, dash, label: cycleLabel, isBold: true, head: 11 };
  }
  if (edge.onPath) {
    const { path, pathLabel } = theme;
    const width = 2.1 + thickness(edge.bears);
    return { stroke: path, width, dash, label: pathLabel, isBold: true, head: 10 };
  }
  if (edge.inFamily) {
    const { cycle, cycleLabel } = theme;
    return { stroke: cycle, width: 1.5, dash, label: cycleLabel, isBold: false, head: 9 };
  }
  const stroke = edge.isStub ? theme.stubEdge : theme.edge;
  const width = 1.2 + thickness(edge.bears);
  return { stroke, width, dash, label: theme.label, isBold: false, head: 8 };
}

/** A line on which a megabyte hangs is a little thicker, one with a hundred a good deal. */
function thickness(bears = 0): number {
  return bears <= 1e5 ? 0 : Math.min(3, 0.7 * Math.log10(bears / 1e5));
}
