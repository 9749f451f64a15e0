import { nodeShape, verdictMark } from '../../shared/scene/geometry.ts';
import type { Scene, SceneNode, SceneNodeRole, Verdict } from '../../shared/scene/scene.ts';
import type { SceneTheme } from '../../shared/scene/theme.ts';
import { SCENE_THEMES } from '../../shared/scene/theme.ts';
import type { Theme } from '../state/theme.ts';

const ROLES: readonly (readonly [SceneNodeRole, string])[] = [
  ['instance', 'instance'],
  ['container', 'container'],
  ['value', 'value'],
  ['function', 'function'],
  ['type', 'class'],
  ['module', 'module'],
  ['frame', 'frame'],
  ['stub', 'more, not drawn'],
  ['group', 'more of one type'],
];

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['garbage', 'waits for the collector'],
  ['never', 'lost: never collected'],
  ['held', 'held by a root'],
];

/** What the drawing's shapes and lines mean; only what occurs in it. */
export function Legend({ scene, theme }: { readonly scene: Scene; readonly theme: Theme }) {
  const paint = SCENE_THEMES[theme];
  const has = (is: (node: SceneNode) => boolean) => scene.nodes.some(is);
  const roles = ROLES.filter(([role]) => has((node) => node.role === role && !node.isFocus));
  const verdicts = VERDICTS.filter(([verdict]) => has((node) => node.verdict === verdict));
  const lines = LINES.filter(({ is }) => scene.edges.some(is));
  return (
    <section className="legend" aria-label="Legend">
      <ul>
        <li>
          <Swatch of="instance" paint={paint} isFocus />
          what was asked for
        </li>
        {roles.map(([role, name]) => (
          <li key={role}>
            <Swatch of={role} paint={paint} />
            {name}
          </li>
        ))}
      </ul>
      <ul>
        {lines.map(({ name, colour, width, dash }) => (
          <li key={name}>
            <svg width="26" height="12" aria-hidden="true">
              <path d="M1 6H25" stroke={colour(paint)} strokeWidth={width} strokeDasharray={dash} />
            </svg>
            {name}
          </li>
        ))}
        {has((node) => node.rootLabel !== '') && (
          <li>
            <svg width="26" height="12" aria-hidden="true">
              <path d="M3 6H23" stroke={paint.root} strokeWidth="3" strokeLinecap="round" />
            </svg>
            held from outside
          </li>
        )}
        {verdicts.map(([verdict, name]) => (
          <li key={verdict}>
            <VerdictMark verdict={verdict} paint={paint} />
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}

const LINES: readonly {
  readonly name: string;
  readonly is: (edge: Scene['edges'][number]) => boolean;
  readonly colour: (paint: SceneTheme) => string;
  readonly width: number;
  readonly dash?: string;
}[] = [
  { name: 'cycle', is: (edge) => edge.inCycle, colour: ({ cycle }) => cycle, width: 2.8 },
  {
    name: 'path from a root',
    is: (edge) => edge.onPath && !edge.inCycle,
    colour: ({ path }) => path,
    width: 2.1,
  },
  {
    name: 'reference',
    is: (edge) => !edge.inCycle && !edge.onPath && !edge.isStub,
    colour: ({ edge }) => edge,
    width: 1.2,
  },
  {
    name: 'weak reference',
    is: (edge) => edge.isWeak,
    colour: ({ edge }) => edge,
    width: 1.2,
    dash: '5 4',
  },
  {
    name: 'hidden from the collector',
    is: (edge) => edge.isHidden,
    colour: ({ edge }) => edge,
    width: 1.2,
    dash: '9 3 2 3',
  },
  {
    name: 'cut',
    is: (edge) => edge.isCut,
    colour: ({ edge }) => edge,
    width: 1.2,
    dash: '1.5 3.5',
  },
];

const SWATCH: SceneNode = {
  id: 'swatch',
  role: 'instance',
  node: null,
  address: '',
  title: '',
  lines: [],
  redactedLines: [],
  x: 26,
  y: 16,
  width: 48,
  height: 28,
  verdict: 'unknown',
  isFocus: false,
  inCycle: false,
  onPath: false,
  rootLabel: '',
  canUnfold: false,
  undrawn: { referrers: 0, referents: 0 },
  omitted: null,
};

function Swatch({
  of,
  paint,
  isFocus = false,
}: {
  readonly of: SceneNodeRole;
  readonly paint: SceneTheme;
  readonly isFocus?: boolean;
}) {
  const { fill, stroke } = isFocus ? paint.focus : paint.roles[of];
  const { outline, details } = nodeShape({ ...SWATCH, role: of });
  return (
    <svg width="26" height="16" viewBox="0 0 52 32" strokeWidth="2" aria-hidden="true">
      <path
        d={outline}
        fill={fill}
        stroke={stroke}
        strokeDasharray={of === 'stub' ? '6 4' : undefined}
      />
      {details !== '' && <path d={details} fill="none" stroke={stroke} />}
    </svg>
  );
}

function VerdictMark({
  verdict,
  paint,
}: {
  readonly verdict: Verdict;
  readonly paint: SceneTheme;
}) {
  const { path, isFilled } = verdictMark(verdict, 13, 7, 9);
  const colour = paint.verdicts[verdict];
  return (
    <svg width="26" height="14" aria-hidden="true">
      <path
        d={path}
        fill={isFilled ? colour : 'none'}
        stroke={isFilled ? 'none' : colour}
        strokeWidth="2.4"
      />
    </svg>
  );
}
