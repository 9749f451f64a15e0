import type { Scene, SceneEdge, SceneNodeRole, SceneVerdict } from '../model/scene.ts';

/** What tells one kind of line from another. */
export type LineMarks = Pick<
  SceneEdge,
  'inCycle' | 'onPath' | 'inFamily' | 'isWeak' | 'isHidden' | 'isCut' | 'isCutByHand' | 'isStub'
>;

/** One line of a legend; the sample is drawn by whoever shows it, in the theme's own way. */
export type LegendEntry =
  | { readonly kind: 'focus'; readonly text: string }
  | { readonly kind: 'line'; readonly text: string; readonly marks: LineMarks }
  | { readonly kind: 'verdict'; readonly text: string; readonly verdict: SceneVerdict }
  | { readonly kind: 'root'; readonly text: string }
  | { readonly kind: 'role'; readonly text: string; readonly role: SceneNodeRole }
  /** Several equal objects, drawn as one. */
  | { readonly kind: 'group'; readonly text: string; readonly role: SceneNodeRole };

/** The legend of a drawing: only what occurs in it, strong things first. */
export function legendEntries(scene: Scene): readonly LegendEntry[] {
  const { nodes, edges } = scene;
  const entries: LegendEntry[] = [];
  if (nodes.some((node) => node.isFocus)) {
    entries.push({ kind: 'focus', text: 'what was asked for' });
  }
  for (const { text, marks, is } of LINES) {
    if (edges.some(is)) entries.push({ kind: 'line', text, marks: { ...NO_MARKS, ...marks } });
  }
  for (const [verdict, text] of VERDICTS) {
    if (nodes.some((node) => node.verdict === verdict)) {
      entries.push({ kind: 'verdict', text, verdict });
    }
  }
  if (nodes.some((node) => node.rootLabel !== '')) {
    entries.push({ kind: 'root', text: 'held from outside' });
  }
  for (const [role, text] of ROLES) {
    if (nodes.some((node) => node.role === role && !node.isFocus)) {
      entries.push({ kind: 'role', text, role });
    }
  }
  const group = nodes.find((node) => node.group !== null);
  if (group !== undefined) {
    entries.push({ kind: 'group', text: 'several equal objects', role: group.role });
  }
  return entries;
}

const NO_MARKS: LineMarks = {
  inCycle: false,
  onPath: false,
  inFamily: false,
  isWeak: false,
  isHidden: false,
  isCut: false,
  isCutByHand: false,
  isStub: false,
};

const LINES: readonly {
  readonly text: string;
  readonly marks: Partial<LineMarks>;
  readonly is: (edge: SceneEdge) => boolean;
}[] = [
  { text: 'cycle', marks: { inCycle: true }, is: (edge) => edge.inCycle },
  {
    text: 'path from a root',
    marks: { onPath: true },
    is: (edge) => edge.onPath && !edge.inCycle,
  },
  {
    text: 'another cycle of its family',
    marks: { inFamily: true },
    is: (edge) => edge.inFamily && !edge.inCycle,
  },
  { text: 'cut by you', marks: { isCutByHand: true }, is: (edge) => edge.isCutByHand },
  { text: 'weak reference', marks: { isWeak: true }, is: (edge) => edge.isWeak },
  { text: 'hidden from the collector', marks: { isHidden: true }, is: (edge) => edge.isHidden },
  { text: 'not counted in cycles', marks: { isCut: true }, is: (edge) => edge.isCut },
  { text: 'more, not drawn', marks: { isStub: true }, is: (edge) => edge.isStub },
];

const VERDICTS: readonly (readonly [SceneVerdict, string])[] = [
  ['garbage', 'waits for the garbage collector'],
  ['never', 'lost: never collected'],
  ['held', 'held'],
];

const ROLES: readonly (readonly [SceneNodeRole, string])[] = [
  ['instance', 'instance'],
  ['container', 'container'],
  ['value', 'value'],
  ['function', 'function'],
  ['type', 'class'],
  ['module', 'module'],
  ['frame', 'frame'],
];
