import { z } from 'zod';
import type { ShownStep } from '../analysis/families/cycle-family.ts';
import type { VerdictName } from '../analysis/graph/verdict.ts';
import type { NodeIndex } from '../heap/heap-graph.ts';
import type { SourcePlace } from './source-schemas.ts';

/**
 * The shapes that cross from the window to the engine and back.
 *
 * Requests are validated by whoever receives them from another process; limits here are what
 * bounds the work a request can cause. Responses are described by the same schemas, so that types
 * on both sides are inferred from one place.
 */

/** Rows of a page, in every list. */
export const MAX_PAGE = 1000;

export const nodeIndex = z.number().int().min(0).max(0xfffffffe);
export const direction = z.enum(['referrers', 'referents']);
export const page = z.object({
  offset: z.number().int().min(0).max(0xffffffff),
  limit: z.number().int().min(1).max(MAX_PAGE),
});

/** One reference, by its place among the references of its source, from 0. */
export const reference = z.object({
  source: nodeIndex,
  position: z.number().int().min(0).max(0xfffffffe),
});
export type Reference = z.infer<typeof reference>;

/** References that can be cut by hand at one time; a list that goes with every question. */
export const MAX_CUT_REFERENCES = 2000;

/** Which references are cut: infrastructure, before cycles are looked for, and what the user cuts. */
export const cutChoice = z.object({
  instanceClass: z.boolean(),
  classReference: z.boolean(),
  moduleNamespace: z.boolean(),
  /** Everything is answered as if these were gone. Nothing in the dump changes. */
  edges: z.array(reference).max(MAX_CUT_REFERENCES).default([]),
});
export type CutChoice = z.infer<typeof cutChoice>;
export const DEFAULT_CUTS: CutChoice = {
  instanceClass: true,
  classReference: true,
  moduleNamespace: true,
  edges: [],
};

/** An object as a row: enough to show it in a list and to ask for more. */
export interface ObjectRow {
  readonly node: NodeIndex;
  readonly address: string;
  /** Qualified type name. */
  readonly type: string;
  /** Short text: value, name, "1,200,000 × 34"; '' if nothing is known. */
  readonly preview: string;
  /** Where it is, as code: `app.CACHE['/quotes'][3]`, `<garbage Session ⇄ Handler>.payload`. */
  readonly path: string;
  readonly shallowSize: number;
  /** Null until dominators have been computed. */
  readonly retainedSize: number | null;
  readonly refcount: number | null;
  readonly verdict: VerdictName;
}

export interface ShownWarning {
  readonly code: string;
  readonly message: string;
}

export interface TypeRow {
  readonly typeIndex: number;
  readonly type: string;
  readonly count: number;
  readonly shallowBytes: number;
  /** How many of them wait for the collector, or never will be freed. */
  readonly garbageCount: number;
}

export interface VerdictTotal {
  readonly verdict: VerdictName;
  readonly objects: number;
  readonly shallowBytes: number;
}

/** What is left out of a long path or cycle: after which of the steps listed, how many. */
export interface Gap {
  readonly after: number;
  readonly objects: number;
}

/** One step of a cycle signature: the object's type, and the reference by which it goes on. */
export interface SignatureStep {
  readonly type: string;
  readonly label: string;
}

/** A known way in which programs make cycles; the catalogue has the full text. */
export interface PatternName {
  readonly id: string;
  readonly title: string;
}

export interface Family {
  /** Stable within one dump and one choice of cuts. */
  readonly id: number;
  /** The id counted from 1: what `break --family` takes. */
  readonly number: number;
  /** Of a long one only the ends; `signatureGap` says what is left out. */
  readonly signature: readonly SignatureStep[];
  readonly signatureGap: Gap | null;
  /** How often the signature is repeated around one cycle (a ring of 1,000: 1,000). */
  readonly repeat: number;
  /** Sentence form: "DataFrame .ww → PandasTableAccessor ._dataframe → DataFrame". */
  readonly text: string;
  /** What the sentence is made of. */
  readonly steps: readonly ShownStep[];
  readonly count: number;
  readonly objects: number;
  readonly shallowBytes: number;
  readonly retainedBytes: number | null;
  readonly verdict: VerdictName;
  /** The type a person would name it by ("DataFrame"), and how many of them it holds. */
  readonly culprit: {
    readonly type: string;
    readonly count: number;
  };
  readonly exemplars: readonly ObjectRow[];
  /** Id and title of the pattern it shows; null when it shows none. */
  readonly pattern: string | null;
  readonly patternTitle: string | null;
}

export interface Overview {
  readonly name: string;
  readonly formatId: string;
  readonly formatLabel: string;
  readonly fileBytes: number;
  /** What the file is recognised by when it is opened again; '' if it came from no file. */
  readonly fingerprint: string;
  readonly facts: readonly {
    readonly label: string;
    readonly value: string;
  }[];
  /** When and of which process it was taken: its place on a timeline. */
  readonly moment: {
    /** ISO 8601; null if the dump does not say. */
    readonly takenAt: string | null;
    readonly pid: number | null;
    readonly command: string;
  };
  readonly objects: number;
  readonly references: number;
  readonly danglingReferences: number;
  readonly shallowBytes: number;
  readonly rssBytes: number | null;
  /** Of these, bytes that no other process shares; null if unknown. */
  readonly ussBytes: number | null;
  /** Null when the dump does not know its roots. */
  readonly roots: number | null;
  readonly verdictsKnown: boolean;
  /** Why verdicts are unknown, when they are: one sentence and what to do. */
  readonly verdictsReason: string;
  readonly verdicts: readonly VerdictTotal[];
  readonly topTypes: readonly TypeRow[];
  readonly typeCount: number;
  readonly topFamilies: readonly Family[];
  readonly familyCount: number;
  /**
   * DataFrames, Series and arrays by the bytes of their buffers; one for all of the same type,
   * shape, size and verdict.
   */
  readonly largest: readonly (ObjectRow & {
    readonly dataBytes: number;
    readonly alike: number;
  })[];
  readonly warnings: readonly ShownWarning[];
}

export interface CyclesResult {
  readonly components: {
    readonly count: number;
    readonly largest: number;
    readonly objects: number;
  };
  readonly cuts: readonly {
    readonly kind: string;
    readonly references: number;
  }[];
  readonly families: readonly Family[];
  readonly total: number;
  /** True when a very large component was only searched in part; `note` says how far. */
  readonly partial: boolean;
  readonly note: string;
}

/** References of one type by one label, and what breaking them does. */
export interface BreakProposalRow {
  /** Step of the family's signature; null where only other cycles of its components need it. */
  readonly step: number | null;
  /** Qualified type that the references start from, and that of what they lead to. */
  readonly type: string;
  readonly label: string;
  readonly target: string;
  /** As a person says it: "PandasTableAccessor._dataframe". */
  readonly text: string;
  readonly references: number;
  /** What goes by reference counting alone without these references; null if unknown. */
  readonly bytesFreed: number | null;
  /** It is among the chosen ones, and no cheaper choice exists. */
  readonly exact: boolean;
  /** One of those that together leave no cycle; the others are alternatives to one of them. */
  readonly chosen: boolean;
  readonly how:
    | 'weak-reference'
    | 'weak-method'
    | 'delete-attribute'
    | 'delete-variable'
    | 'remove-item'
    | 'clear-cache'
    | 'drop-traceback'
    | 'none';
  /** What to do, as the end of a sentence: "hold it by weakref.ref". */
  readonly howText: string;
  /** What it does and why it was preferred, in a sentence or two. */
  readonly reason: string;
  /** One of the references, to show it: folded internals may lie between. */
  readonly example: {
    readonly source: NodeIndex;
    readonly target: NodeIndex;
  };
  /** Where in the source it is set or read; empty where the dump does not tell. */
  readonly sources: readonly SourcePlace[];
  /** The fix as a diff in the program's own names, line by line; empty where none can be written. */
  readonly sketch: readonly {
    readonly mark: ' ' | '-' | '+';
    readonly text: string;
  }[];
}

export interface BreakResult {
  /** The chosen ones first, the best at the front; the first hundred of many. */
  readonly proposals: readonly BreakProposalRow[];
  /** How many proposals there are in all. */
  readonly total: number;
  /** What the chosen ones free together; null if unknown. */
  readonly bytesFreed: number | null;
  readonly exact: boolean;
  readonly pattern:
    | (PatternName & {
        readonly explanation: string;
        readonly fix: string;
        /** Python, before and after. */
        readonly before: string;
        readonly after: string;
        /** Documentation of the language or library: a page on the web, opened outside of the app. */
        readonly link: {
          readonly title: string;
          readonly url: string;
        };
      })
    | null;
  /** True when the work was bounded before every cycle was looked at. */
  readonly partial: boolean;
  /** What else is to be known; '' if nothing. */
  readonly note: string;
}

export interface ReferenceRow {
  /** As a person reads it: `.ww`, `[3]`, `local df`; '' if unlabelled. */
  readonly label: string;
  readonly isWeak: boolean;
  readonly isHidden: boolean;
  /** Whether anything refers on, in the same direction. */
  readonly opens: boolean;
  readonly object: ObjectRow;
  /** The reference itself, to cut it. */
  readonly reference: Reference;
}

export interface ObjectFacts {
  readonly row: ObjectRow;
  /** The verdict's reason in one sentence. */
  readonly verdictReason: string;
  readonly rootLabels: readonly string[];
  readonly referrerCount: number;
  readonly referentCount: number;
  readonly length: number | null;
  /** References to it from outside the dump; null if unknown. */
  readonly externalReferences: number | null;
  /** Objects in its cycle component; 0 if it is in none. */
  readonly componentSize: number;
  readonly familyId: number | null;
  readonly allocationSite: string;
  /** Where its class is written; empty where the dump does not tell. */
  readonly classSources: readonly SourcePlace[];
  readonly details: readonly {
    readonly label: string;
    readonly value: string;
  }[];
  readonly columns: readonly {
    readonly name: string;
    readonly dtype: string;
    /** Buffer, and every object in it once; null if the dump does not tell. */
    readonly trueBytes: number | null;
    /** Buffer, and every object as often as it is in it, as pandas counts deep. */
    readonly deepBytes: number | null;
  }[];
  /** What of its data the dump does not hold, sentence by sentence. */
  readonly dataNotes: readonly string[];
  /** References between the nearest root and it; null if unknown or unreachable. */
  readonly distance: number | null;
  /** The one object through which everything holds it; null if none, or not computed. */
  readonly dominator: ObjectRow | null;
  /** How many objects it immediately dominates; null if not computed. */
  readonly dominates: number | null;
}

/** An object on a path. */
export interface PathStep extends ObjectRow {
  /** The reference by which it holds the next object; '' for the last. */
  readonly label: string;
}

export interface PathResult {
  readonly verdict: VerdictName;
  /** What holds the first object from outside; '' if nothing does. */
  readonly root: string;
  /**
   * From the root to the object; only the object itself when no root reaches it. Of a long path
   * the ends. `label` is the bare name, `shownLabel` as a person reads it.
   */
  readonly path: readonly (PathStep & { readonly shownLabel: string })[];
  readonly gap: Gap | null;
}

const nodes = z.array(nodeIndex).max(2000).readonly();
const page500 = z.number().int().min(0).max(500);
const place = z.number().min(-1e6).max(1e6);
/** The id of a node of a drawing. */
export const sceneId = z.string().min(1).max(80);
export const sceneFact = z.enum(['refcount', 'size', 'retained', 'address']);
/** Transforms of one drawing. */
export const MAX_TRANSFORMS = 20;
const ofType = { type: z.string().min(1).max(4000) };

export const sceneTransform = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drop'), ...ofType }),
  z.object({ kind: z.literal('fold'), ...ofType }),
  z.object({ kind: z.literal('merge'), ...ofType }),
  z.object({ kind: z.literal('chain'), ...ofType }),
  z.object({ kind: z.literal('own') }),
  z.object({ kind: z.literal('modules') }),
]);

export const sceneRequest = z.object({
  focus: z.array(nodeIndex).min(1).max(2000).readonly(),
  direction: z.enum(['referrers', 'referents', 'both']),
  depth: z.number().int().min(0).max(12),
  breadth: z.number().int().min(1).max(100),
  expanded: z
    .array(z.object({ node: nodeIndex, direction, count: page500.min(1) }))
    .max(500)
    .readonly(),
  tidied: page500,
  tidiedDepth: z.number().int().min(0).max(12).nullable(),
  collapsed: nodes,
  hidden: nodes,
  unfolded: nodes,
  valuesInside: z.boolean(),
  opened: nodes,
  grouped: z.boolean(),
  groups: z
    .array(
      z.object({
        id: sceneId,
        spread: page500,
        tidied: page500,
        referrers: page500,
        referents: page500,
        collapsed: z.boolean(),
        hidden: z.boolean(),
      }),
    )
    .max(500)
    .readonly(),
  pinned: z
    .array(
      z.object({
        node: nodeIndex,
        x: place,
        y: place,
        dx: place.optional(),
        dy: place.optional(),
      }),
    )
    .max(200)
    .readonly(),
  isolated: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('cycle') }),
      z.object({ kind: z.literal('path') }),
      z.object({ kind: z.literal('around'), ids: z.array(sceneId).min(1).max(500).readonly() }),
    ])
    .nullable(),
  showCycle: z.boolean(),
  showPath: z.boolean(),
  showWays: z.boolean(),
  /** The number of a way, from 1; 0 for all. */
  way: z.number().int().min(0).max(20),
  showFamily: z.boolean(),
  showWeak: z.boolean(),
  showInfrastructure: z.boolean(),
  facts: z.array(sceneFact).max(4).readonly(),
  transforms: z.array(sceneTransform).max(MAX_TRANSFORMS).readonly(),
});

/** Pixels a drawing can be made wide. */
export const EXPORT_WIDTH = { min: 100, max: 16_000 } as const;

export const exportOptions = z.object({
  format: z.enum(['svg', 'dot', 'json']),
  theme: z.enum(['light', 'dark']),
  legend: z.boolean(),
  edgeLabels: z.boolean(),
  size: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drawn') }),
    z.object({
      kind: z.literal('width'),
      pixels: z.number().int().min(EXPORT_WIDTH.min).max(EXPORT_WIDTH.max),
    }),
    z.object({ kind: z.literal('page') }),
  ]),
  /** Replace previews and string keys by their kind and length. */
  redact: z.boolean(),
});
export type ExportOptions = z.infer<typeof exportOptions>;

/** What a drawing is written with if nothing else is chosen. */
export const DEFAULT_EXPORT: ExportOptions = {
  format: 'svg',
  theme: 'light',
  legend: true,
  edgeLabels: true,
  size: { kind: 'drawn' },
  redact: false,
};

type ExportChoice = Exclude<keyof ExportOptions, 'format'>;

/** Which choices make a difference to a format; JSON has everything a drawing is made of. */
export const EXPORT_CHOICES: Readonly<Record<ExportOptions['format'], readonly ExportChoice[]>> = {
  svg: ['theme', 'legend', 'edgeLabels', 'size', 'redact'],
  dot: ['theme', 'edgeLabels', 'redact'],
  json: ['redact'],
};

export const objectSort = z.enum([
  'shallowSize',
  'retainedSize',
  'refcount',
  'length',
  'referrers',
  'referents',
  'verdict',
  'address',
  'type',
]);
export const objectQuery = z.object({
  /** A filter of objects, in the query language; '' for all. */
  where: z.string().max(10_000),
  /** Only this type, by index. */
  typeIndex: z.number().int().min(0).nullable(),
  /** Only members of this cycle family (with the given cuts). */
  familyId: z.number().int().nullable(),
  sort: objectSort,
  descending: z.boolean(),
});
