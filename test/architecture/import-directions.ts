/** A layer is a folder; the longest folder that contains a file is its layer. */
interface LayerRule {
  readonly layer: string;
  /** Layers it may import anything from. */
  readonly may: readonly string[];
  /** Layers it may import types from. */
  readonly mayTypes?: readonly string[];
  /** Packages and Node modules it may import; `'any'` where it is free. */
  readonly packages: readonly RegExp[] | 'any';
}

const NODE = /^node:/;

/**
 * ARCHITECTURE.md, "Who may import whom", as data. Types of `shared/heap` are its named index
 * spaces (`NodeIndex`), which go wherever a scene goes.
 */
export const LAYER_RULES: readonly LayerRule[] = [
  { layer: 'shared/base', may: [], packages: [] },
  { layer: 'shared/heap', may: ['shared/base'], packages: [] },
  { layer: 'shared/analysis', may: ['shared/base', 'shared/heap'], packages: [] },
  {
    layer: 'shared/analysis/names',
    may: ['shared/base', 'shared/heap', 'shared/analysis'],
    packages: [],
  },
  { layer: 'shared/plot', may: ['shared/base'], packages: [] },
  { layer: 'shared/timeline', may: ['shared/base'], packages: [] },
  {
    layer: 'shared/formats',
    may: ['shared/base', 'shared/heap', 'shared/timeline'],
    packages: [/^fflate$/, /^fzstd$/],
  },
  {
    layer: 'shared/query',
    may: ['shared/base', 'shared/heap'],
    mayTypes: ['shared/analysis'],
    packages: [],
  },
  {
    layer: 'shared/scene',
    may: ['shared/base', 'shared/heap', 'shared/analysis'],
    packages: [/^@viz-js\/viz$/],
  },
  {
    layer: 'shared/protocol',
    may: ['shared/base'],
    mayTypes: ['shared/session', 'shared/scene'],
    packages: [/^zod$/],
  },
  {
    layer: 'shared/report',
    may: ['shared/base'],
    mayTypes: ['shared/protocol'],
    packages: [],
  },
  {
    layer: 'shared/session',
    may: [
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
      'shared/query',
      'shared/scene',
      'shared/session',
      'shared/protocol',
      'electron/node',
    ],
    mayTypes: ['shared/heap'],
    packages: [NODE, /^commander$/],
  },
  {
    layer: 'renderer/host',
    may: ['shared/base', 'shared/protocol'],
    mayTypes: ['shared/scene'],
    packages: [],
  },
  {
    layer: 'renderer/state',
    may: ['shared/base', 'shared/query', 'shared/protocol', 'renderer/host'],
    mayTypes: ['shared/scene', 'shared/heap'],
    packages: [/^react$/, /^zustand(\/.*)?$/, /^zod$/],
  },
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
      'renderer/state',
      'renderer/canvas',
    ],
    mayTypes: ['shared/scene', 'shared/heap', 'renderer/host'],
    packages: [/^react(-dom)?$/, /^@tanstack\/react-(table|virtual)$/],
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
  if (target === layer || imported.file === 'package.json' || isData(imported.file)) {
    return null;
  }
  if (target === undefined) return `${layer} may not import ${imported.file}`;
  if (may.includes(target)) return null;
  if (mayTypes.includes(target)) {
    return imported.isTypeOnly ? null : `${layer} may import only types of ${target}`;
  }
  return `${layer} may not import ${target}`;
}

/** What is not code of ours: style sheets, and the collector as a text to save. */
function isData(file: string): boolean {
  return file.endsWith('.css') || file === 'collector/ouroboros_dump.py?raw';
}

function ruleFor(file: string): LayerRule | null {
  return LAYER_RULES.find((rule) => file.startsWith(`${rule.layer}/`)) ?? null;
}
