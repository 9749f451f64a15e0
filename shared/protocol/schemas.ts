import { z } from 'zod';
import { sourcePlace } from './source-schemas.ts';

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
export const verdict = z.enum(['garbage', 'never', 'held', 'unknown']);
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
export const objectRowSchema = z.object({
  node: nodeIndex,
  address: z.string(),
  /** Qualified type name. */
  type: z.string(),
  /** Short text: value, name, "1,200,000 × 34"; '' if nothing is known. */
  preview: z.string(),
  /** Where it is, as code: `app.CACHE['/quotes'][3]`, `<garbage Session ⇄ Handler>.payload`. */
  path: z.string(),
  shallowSize: z.number(),
  /** Null until dominators have been computed. */
  retainedSize: z.number().nullable(),
  refcount: z.number().nullable(),
  verdict,
});
export type ObjectRow = z.infer<typeof objectRowSchema>;

export const dumpWarning = z.object({ code: z.string(), message: z.string() });

export const typeRowSchema = z.object({
  typeIndex: z.number().int(),
  type: z.string(),
  count: z.number(),
  shallowBytes: z.number(),
  /** How many of them wait for the collector, or never will be freed. */
  garbageCount: z.number(),
});
export type TypeRow = z.infer<typeof typeRowSchema>;

export const verdictTotal = z.object({
  verdict,
  objects: z.number(),
  shallowBytes: z.number(),
});

/** What is left out of a long path or cycle: after which of the steps listed, how many. */
export const gap = z.object({ after: z.number(), objects: z.number() });

/** One step of a cycle signature: the object's type, and the reference by which it goes on. */
export const signatureStep = z.object({ type: z.string(), label: z.string() });

/** A known way in which programs make cycles; the catalogue has the full text. */
export const patternName = z.object({ id: z.string(), title: z.string() });

export const family = z.object({
  /** Stable within one dump and one choice of cuts. */
  id: z.number().int(),
  /** Of a long one only the ends; `signatureGap` says what is left out. */
  signature: z.array(signatureStep),
  signatureGap: gap.nullable(),
  /** How often the signature is repeated around one cycle (a ring of 1,000: 1,000). */
  repeat: z.number().int(),
  /** Sentence form: "DataFrame .ww → PandasTableAccessor ._dataframe → DataFrame". */
  text: z.string(),
  count: z.number(),
  objects: z.number(),
  shallowBytes: z.number(),
  retainedBytes: z.number().nullable(),
  verdict,
  /** The type a person would name it by ("DataFrame"), and how many of them it holds. */
  culprit: z.object({ type: z.string(), count: z.number() }),
  exemplars: z.array(objectRowSchema),
  /** The pattern it shows; null when it shows none. */
  pattern: patternName.nullable(),
});
export type Family = z.infer<typeof family>;

export const overview = z.object({
  name: z.string(),
  formatId: z.string(),
  formatLabel: z.string(),
  fileBytes: z.number(),
  /** What the file is recognised by when it is opened again; '' if it came from no file. */
  fingerprint: z.string(),
  facts: z.array(z.object({ label: z.string(), value: z.string() })),
  /** When and of which process it was taken: its place on a timeline. */
  moment: z.object({
    /** ISO 8601; null if the dump does not say. */
    takenAt: z.string().nullable(),
    pid: z.number().nullable(),
    command: z.string(),
  }),
  objects: z.number(),
  references: z.number(),
  danglingReferences: z.number(),
  shallowBytes: z.number(),
  rssBytes: z.number().nullable(),
  /** Of these, bytes that no other process shares; null if unknown. */
  ussBytes: z.number().nullable(),
  /** Null when the dump does not know its roots. */
  roots: z.number().nullable(),
  verdictsKnown: z.boolean(),
  /** Why verdicts are unknown, when they are: one sentence and what to do. */
  verdictsReason: z.string(),
  verdicts: z.array(verdictTotal),
  topTypes: z.array(typeRowSchema),
  typeCount: z.number(),
  topFamilies: z.array(family),
  familyCount: z.number(),
  /**
   * DataFrames, Series and arrays by the bytes of their buffers; one for all of the same type,
   * shape, size and verdict.
   */
  largest: z.array(objectRowSchema.extend({ dataBytes: z.number(), alike: z.number() })),
  warnings: z.array(dumpWarning),
});
export type Overview = z.infer<typeof overview>;

export const cyclesResult = z.object({
  components: z.object({ count: z.number(), largest: z.number(), objects: z.number() }),
  cuts: z.array(z.object({ kind: z.string(), references: z.number() })),
  families: z.array(family),
  total: z.number(),
  /** True when a very large component was only searched in part; `note` says how far. */
  partial: z.boolean(),
  note: z.string(),
});
export type CyclesResult = z.infer<typeof cyclesResult>;

/** References of one type by one label, and what breaking them does. */
export const breakProposalRow = z.object({
  /** Step of the family's signature; null where only other cycles of its components need it. */
  step: z.number().int().nullable(),
  /** Qualified type that the references start from, and that of what they lead to. */
  type: z.string(),
  label: z.string(),
  target: z.string(),
  /** As a person says it: "PandasTableAccessor._dataframe". */
  text: z.string(),
  references: z.number(),
  /** What goes by reference counting alone without these references; null if unknown. */
  bytesFreed: z.number().nullable(),
  /** It is among the chosen ones, and no cheaper choice exists. */
  exact: z.boolean(),
  /** One of those that together leave no cycle; the others are alternatives to one of them. */
  chosen: z.boolean(),
  how: z.enum([
    'weak-reference',
    'weak-method',
    'delete-attribute',
    'delete-variable',
    'remove-item',
    'clear-cache',
    'drop-traceback',
    'none',
  ]),
  /** What to do, as the end of a sentence: "hold it by weakref.ref". */
  howText: z.string(),
  /** What it does and why it was preferred, in a sentence or two. */
  reason: z.string(),
  /** One of the references, to show it: folded internals may lie between. */
  example: z.object({ source: nodeIndex, target: nodeIndex }),
  /** Where in the source it is set or read; empty where the dump does not tell. */
  sources: z.array(sourcePlace),
  /** The fix as a diff in the program's own names, line by line; empty where none can be written. */
  sketch: z.array(z.object({ mark: z.enum([' ', '-', '+']), text: z.string() })),
});
export type BreakProposalRow = z.infer<typeof breakProposalRow>;

export const breakResultSchema = z.object({
  /** The chosen ones first, the best at the front; the first hundred of many. */
  proposals: z.array(breakProposalRow),
  /** How many proposals there are in all. */
  total: z.number(),
  /** What the chosen ones free together; null if unknown. */
  bytesFreed: z.number().nullable(),
  exact: z.boolean(),
  pattern: patternName
    .extend({
      explanation: z.string(),
      fix: z.string(),
      /** Python, before and after. */
      before: z.string(),
      after: z.string(),
      /** Documentation of the language or library: a page on the web, opened outside of the app. */
      link: z.object({ title: z.string(), url: z.string() }),
    })
    .nullable(),
  /** True when the work was bounded before every cycle was looked at. */
  partial: z.boolean(),
  /** What else is to be known; '' if nothing. */
  note: z.string(),
});
export type BreakResult = z.infer<typeof breakResultSchema>;

export const referenceRow = z.object({
  /** As a person reads it: `.ww`, `[3]`, `local df`; '' if unlabelled. */
  label: z.string(),
  isWeak: z.boolean(),
  isHidden: z.boolean(),
  /** Whether anything refers on, in the same direction. */
  opens: z.boolean(),
  object: objectRowSchema,
  /** The reference itself, to cut it. */
  reference,
});
export type ReferenceRow = z.infer<typeof referenceRow>;

export const objectFactsSchema = z.object({
  row: objectRowSchema,
  /** The verdict's reason in one sentence. */
  verdictReason: z.string(),
  rootLabels: z.array(z.string()),
  referrerCount: z.number(),
  referentCount: z.number(),
  length: z.number().nullable(),
  /** References to it from outside the dump; null if unknown. */
  externalReferences: z.number().nullable(),
  /** Objects in its cycle component; 0 if it is in none. */
  componentSize: z.number(),
  familyId: z.number().int().nullable(),
  allocationSite: z.string(),
  /** Where its class is written; empty where the dump does not tell. */
  classSources: z.array(sourcePlace),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
  columns: z.array(
    z.object({
      name: z.string(),
      dtype: z.string(),
      /** Buffer, and every object in it once; null if the dump does not tell. */
      trueBytes: z.number().nullable(),
      /** Buffer, and every object as often as it is in it, as pandas counts deep. */
      deepBytes: z.number().nullable(),
    }),
  ),
  /** What of its data the dump does not hold, sentence by sentence. */
  dataNotes: z.array(z.string()),
  /** References between the nearest root and it; null if unknown or unreachable. */
  distance: z.number().nullable(),
  /** The one object through which everything holds it; null if none, or not computed. */
  dominator: objectRowSchema.nullable(),
  /** How many objects it immediately dominates; null if not computed. */
  dominates: z.number().nullable(),
});
export type ObjectFacts = z.infer<typeof objectFactsSchema>;

export const pathStep = z.object({
  object: objectRowSchema,
  /** The reference by which it holds the next object; '' for the last. */
  label: z.string(),
});
export const pathResultSchema = z.object({
  verdict,
  /** What holds the first object from outside; '' if nothing does. */
  rootLabel: z.string(),
  /**
   * From the root to the object; only the object itself when no root reaches it. Of a long path
   * the ends.
   */
  steps: z.array(pathStep),
  gap: gap.nullable(),
});
export type PathResult = z.infer<typeof pathResultSchema>;

const nodes = z.array(nodeIndex).max(2000).readonly();
const page500 = z.number().int().min(0).max(500);
const place = z.number().min(-1e6).max(1e6);
/** The id of a node of a drawing. */
export const sceneId = z.string().min(1).max(80);
export const sceneFact = z.enum(['refcount', 'size', 'retained', 'address']);
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
