/** A layer is a folder; the longest that contains a file is the file's. */
interface LayerRule {
  readonly layer: string;
  /** Layers, and folders of layers, it may import anything from. */
  readonly may: readonly string[];
  /** Layers it may import types from. */
  readonly mayTypes?: readonly string[];
  /** Packages and Node modules it may import; `'any'` where it is free. */
  readonly packages: readonly RegExp[] | 'any';
}

const NODE = /^node:/;

/**
 * The rooms of a folder, each a layer: what all of them may import, and for each the rooms beside
 * it. A room comes after those that it imports, so that none lead in a circle.
 */
function rooms(
  folder: string,
  all: Omit<LayerRule, 'layer'>,
  inside: Readonly<Record<string, readonly string[]>>,
): LayerRule[] {
  return Object.entries(inside).map(([room, others]) => ({
    ...all,
    layer: `${folder}/${room}`,
    may: [...all.may, ...others.map((other) => `${folder}/${other}`)],
  }));
}

const ANALYSIS_ROOMS = rooms(
  'shared/analysis',
  { may: ['shared/base', 'shared/heap'], packages: [] },
  {
    graph: [],
    verdicts: ['graph'],
    components: ['graph', 'verdicts'],
    paths: ['graph', 'verdicts', 'components'],
    families: ['graph', 'verdicts', 'components'],
    dominators: ['graph', 'verdicts', 'components', 'paths', 'families'],
    incremental: ['graph', 'verdicts', 'components', 'paths', 'families'],
    source: ['graph'],
    breaks: ['graph', 'verdicts', 'components', 'families', 'source'],
    patterns: ['graph', 'components', 'families'],
    waste: ['graph'],
    diff: ['graph', 'families'],
    names: ['graph', 'verdicts', 'components', 'paths'],
    causes: ['graph', 'verdicts', 'components', 'paths', 'dominators', 'names', 'source'],
    growth: ['graph', 'names'],
    redaction: ['names'],
  },
);

const SCENE_ROOMS = rooms(
  'shared/scene',
  { may: ['shared/base', 'shared/heap', 'shared/analysis'], packages: [] },
  {
    model: [],
    layout: ['model'],
    look: ['model', 'layout'],
    text: ['model', 'look'],
    folding: ['model'],
    content: ['model', 'text', 'folding'],
    plan: ['model', 'text', 'folding', 'content'],
    writers: ['model', 'look', 'text'],
  },
).map((rule) =>
  rule.layer === 'shared/scene/layout' ? { ...rule, packages: [/^@viz-js\/viz$/] } : rule,
);

const SESSION_ROOMS = rooms(
  'shared/session',
  {
    may: [
      'shared/base',
      'shared/heap',
      'shared/analysis',
      'shared/formats',
      'shared/timeline',
      'shared/profile',
      'shared/query',
      'shared/scene',
      'shared/protocol',
      'shared/report',
    ],
    packages: [],
  },
  {
    columns: [],
    rows: ['columns'],
    held: ['columns', 'rows'],
    dominators: ['columns', 'rows'],
    waste: ['columns', 'rows', 'held'],
    threads: ['columns', 'rows'],
    cycles: ['columns', 'rows'],
    'what-if': ['columns', 'rows', 'cycles'],
    answer: ['columns', 'rows', 'cycles'],
    objects: ['columns', 'rows', 'answer'],
    drawing: ['columns', 'rows', 'held', 'answer', 'objects'],
    compare: ['columns', 'rows', 'cycles', 'answer'],
    fleet: ['columns', 'rows', 'answer'],
    timeline: ['rows'],
    profile: [],
    tables: ['columns', 'rows'],
    report: ['columns', 'rows', 'held', 'cycles', 'answer', 'objects'],
  },
);

const STATE_ROOMS = rooms(
  'renderer/state',
  {
    may: ['shared/base', 'shared/query', 'shared/protocol', 'shared/fleet', 'renderer/host'],
    mayTypes: ['shared/scene', 'shared/heap'],
    packages: [/^zustand\/vanilla$/, /^zod$/],
  },
  {
    view: [],
    drawing: [],
    links: ['view', 'drawing'],
    store: ['view', 'links'],
    actions: ['view', 'drawing', 'links', 'store'],
    react: ['view', 'store', 'actions'],
  },
).map((rule) =>
  rule.layer === 'renderer/state/react' ? { ...rule, packages: [/^react$/, /^zustand$/] } : rule,
);

/**
 * ARCHITECTURE.md, "Who may import whom", as data. Types of `shared/heap` are its named index
 * spaces (`NodeIndex`), which go wherever a scene goes.
 */
export const LAYER_RULES: readonly LayerRule[] = [
  { layer: 'shared/base', may: [], packages: [] },
  { layer: 'shared/heap', may: ['shared/base'], packages: [] },
  ...ANALYSIS_ROOMS,
  { layer: 'shared/plot', may: ['shared/base'], packages: [] },
  { layer: 'shared/timeline', may: ['shared/base'], packages: [] },
  { layer: 'shared/profile', may: ['shared/base'], packages: [] },
  { layer: 'shared/formats/bytes', may: ['shared/base'], packages: [/^fflate$/, /^fzstd$/] },
  {
    layer: 'shared/formats',
    may: [
      'shared/base',
      'shared/heap',
      'shared/timeline',
      'shared/profile',
      'shared/formats/bytes',
    ],
    packages: [/^fflate$/, /^fzstd$/],
  },
  {
    layer: 'shared/query',
    may: ['shared/base', 'shared/heap'],
    mayTypes: ['shared/analysis'],
    packages: [],
  },
  ...SCENE_ROOMS,
  {
    layer: 'shared/scene',
    may: ['shared/base', 'shared/heap', 'shared/scene'],
    packages: [],
  },
  {
    layer: 'shared/protocol',
    may: ['shared/base'],
    mayTypes: ['shared/scene', 'shared/heap', 'shared/analysis/graph', 'shared/analysis/families'],
    packages: [/^zod$/],
  },
  {
    layer: 'shared/report',
    may: ['shared/base'],
    mayTypes: ['shared/protocol'],
    packages: [],
  },
  { layer: 'shared/fleet', may: ['shared/base'], mayTypes: ['shared/protocol'], packages: [] },
  ...SESSION_ROOMS,
  {
    layer: 'shared/session',
    may: [
      'shared/session',
      'shared/report',
      'shared/base',
      'shared/heap',
      'shared/analysis',
      'shared/analysis/names',
      'shared/formats',
      'shared/timeline',
      'shared/query',
      'shared/scene',
      'shared/protocol',
    ],
    packages: [],
  },
  {
    layer: 'electron/node',
    may: ['shared/base'],
    mayTypes: ['shared/formats', 'shared/scene'],
    packages: [NODE],
  },
  {
    layer: 'electron/main',
    may: ['shared/base', 'shared/protocol', 'electron/node'],
    packages: [NODE, /^electron$/],
  },
  {
    layer: 'electron/preload',
    may: ['shared/base', 'shared/protocol'],
    packages: [/^electron$/],
  },
  {
    layer: 'electron/worker',
    // Values of `scene` too, here, in the command line and in the page's workers: Graphviz' thread.
    may: ['shared/base', 'shared/scene', 'shared/session', 'electron/node'],
    mayTypes: ['shared/protocol'],
    packages: [NODE],
  },
  {
    layer: 'electron/cli',
    may: [
      'shared/base',
      'shared/fleet',
      'shared/query',
      'shared/scene',
      'shared/session',
      'shared/protocol',
      'electron/node',
      // What is left out before anything is handed on.
      'shared/analysis/redaction',
    ],
    mayTypes: ['shared/heap'],
    packages: [
      NODE,
      /^commander$/,
      /^hyparquet-writer$/,
      /^zod$/,
      /^@modelcontextprotocol\/sdk\/(server|types)/,
    ],
  },
  {
    layer: 'renderer/host',
    may: ['shared/base', 'shared/protocol'],
    mayTypes: ['shared/scene'],
    packages: [],
  },
  ...STATE_ROOMS,
  {
    layer: 'renderer/canvas',
    // Values of `scene` too: the canvas paints with the writers' own theme, outlines and fonts.
    may: ['shared/base', 'shared/protocol', 'shared/scene', 'renderer/state'],
    mayTypes: ['shared/heap'],
    packages: [/^react$/, /^cytoscape$/],
  },
  {
    layer: 'renderer/views',
    may: [
      'shared/base',
      'shared/query',
      'shared/protocol',
      // What to draw of a timeline, and how its trend goes on: a few numbers.
      'shared/plot',
      'shared/timeline',
      // Putting the members of a fleet together: a few kilobytes each.
      'shared/fleet',
      'renderer/state',
      'renderer/canvas',
    ],
    mayTypes: ['shared/scene', 'shared/heap', 'renderer/host'],
    packages: [/^react(-dom)?$/],
  },
  {
    layer: 'renderer/app',
    may: [
      'shared/base',
      'shared/query',
      'shared/protocol',
      'renderer/host',
      'renderer/state',
      'renderer/views',
      'renderer/canvas',
    ],
    mayTypes: ['shared/scene'],
    packages: [/^react(-dom(\/client)?)?$/, /^cmdk$/],
  },
  {
    layer: 'renderer/worker',
    may: ['shared/base', 'shared/scene', 'shared/session'],
    mayTypes: ['shared/protocol', 'shared/formats', 'renderer/host'],
    packages: [],
  },
];

export interface ImportToJudge {
  readonly from: string;
  readonly specifier: string;
  readonly file: string | null;
  readonly isTypeOnly: boolean;
}

/** Why an import is against the rules, or null. */
export function judgeImport(imported: ImportToJudge): string | null {
  const rule = ruleFor(imported.from);
  if (rule === null) return `${imported.from} lies in no layer; add it to import-directions.ts`;
  const { layer, may, mayTypes = [], packages } = rule;
  if (imported.file === null) {
    const isAllowed =
      packages === 'any' || packages.some((allowed) => allowed.test(imported.specifier));
    return isAllowed ? null : `${layer} may not import the package ${imported.specifier}`;
  }
  const target = ruleFor(imported.file)?.layer;
  const isIn = (folder: string): boolean => `${target}/`.startsWith(`${folder}/`);
  if (target === layer || imported.file === 'package.json' || isData(imported.file)) {
    return null;
  }
  if (target === undefined) return `${layer} may not import ${imported.file}`;
  if (may.some(isIn)) return null;
  if (mayTypes.some(isIn)) {
    return imported.isTypeOnly ? null : `${layer} may import only types of ${target}`;
  }
  return `${layer} may not import ${target}`;
}

/** What is not code of ours: style sheets, and the collector as a text to save. */
function isData(file: string): boolean {
  return file.endsWith('.css') || file === 'collector/ouroboros_dump.py?raw';
}

function ruleFor(file: string): LayerRule | null {
  const around = LAYER_RULES.filter(({ layer }) => file.startsWith(`${layer}/`));
  return around.sort((a, b) => b.layer.length - a.layer.length)[0] ?? null;
}
