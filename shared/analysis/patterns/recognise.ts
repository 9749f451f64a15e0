import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import type { CycleFamily, CycleStep } from '../families/cycle-family.ts';
import { MUTABLE_CONTAINERS, roleOfName, TypeRole } from '../graph/builtin-types.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { Pattern, PatternId } from './catalogue.ts';
import { PATTERNS } from './catalogue.ts';
import type { ShapeStep } from './cycle-shape.ts';
import { shapeOf } from './cycle-shape.ts';

/** What a recogniser decides by. */
interface Evidence {
  readonly family: CycleFamily;
  /** The exemplar, internals included. */
  readonly shape: readonly ShapeStep[];
  /** The family's signature, internals folded. */
  readonly signature: readonly CycleStep[];
  /** Types of those signature steps that are instances of classes, not the language's own. */
  readonly instances: readonly string[];
  /** The dump has labels, so that a reference without one is nobody's attribute. */
  readonly isLabelled: boolean;
}

/** Steps of a signature that are looked at. */
const MAX_SIGNATURE = 64;

/**
 * The pattern that a family shows, the most specific one; null when it shows none.
 *
 * Decided by the types, kinds of reference and flags of its exemplar and signature; by names only
 * where they are the interpreter's or a library's own. In a dump without labels types alone must
 * do. Dumps of other runtimes have no patterns.
 *
 * O(signature + exemplar), both bounded.
 */
export function recognisePattern(graph: HeapGraph, family: CycleFamily): Pattern | null {
  if (graph.roots?.kind.some((kind) => kind === RootKind.runtime) === true) return null;
  const signature = family.signature.slice(0, MAX_SIGNATURE);
  const evidence: Evidence = {
    family,
    shape: shapeOf(graph, family.exemplar),
    signature,
    instances: signature.map((step) => step.type).filter(isInstance),
    isLabelled: graph.edgeLabels !== null,
  };
  return PATTERNS.find((pattern) => RECOGNISERS[pattern.id](evidence)) ?? null;
}

const RECOGNISERS: Readonly<Record<PatternId, (evidence: Evidence) => boolean>> = {
  debugger: ({ shape }) => shape.some((step) => (step.flags & NodeFlag.replArtefact) !== 0),

  'object-array': ({ shape }) =>
    shape.some(
      (step) =>
        (step.isHidden && step.kind === EdgeKind.array) ||
        (/(^|\.)ndarray$/.test(step.type) && (step.flags & NodeFlag.hidesReferences) !== 0),
    ),

  'exception-traceback': ({ shape }) => has(shape, 'traceback'),

  'asyncio-task': ({ shape }) =>
    has(shape, 'coroutine') ||
    shape.some((step) => /^_?asyncio\..*\b(Task|Future)$/.test(step.type)),

  'generator-frame': ({ shape }) => has(shape, 'generator') || has(shape, 'async_generator'),

  'lru-cache-method': ({ shape, instances }) =>
    shape.some((step) => CACHE.test(step.type)) && instances.some((type) => !CACHE.test(type)),

  'class-registry': ({ shape }) =>
    shape.some((step) => step.kind === EdgeKind.class && !isClass(step)) && shape.some(isClass),

  // Every class is on such cycles; they matter only where the class is gone.
  'dropped-class': ({ family, shape }) =>
    isUnreachable(family.verdict) &&
    shape.some(isClass) &&
    shape.every((step) => isClass(step) || !isInstance(step.type)),

  'bound-method': ({ shape }) => has(shape, 'method') || has(shape, 'instancemethod'),

  'closure-cell': ({ shape }) => has(shape, 'function') && has(shape, 'cell'),

  'pandas-accessor': (evidence) =>
    isPairOfInstances(evidence) && evidence.instances.filter(isPandasObject).length === 1,

  'linked-ring': (evidence) => {
    const { family, signature, instances } = evidence;
    // An object that refers to itself is no chain.
    return (
      signature.length * family.maxRepeat > 1 &&
      instances.length === signature.length &&
      new Set(instances).size === 1 &&
      signature.every((step) => isAttribute(step, evidence))
    );
  },

  // Which of two types without labels owns the other, nobody can say.
  'keeps-owner': (evidence) =>
    evidence.isLabelled && isPairOfInstances(evidence) && new Set(evidence.instances).size === 2,

  'parent-child': (evidence) => {
    const { signature, instances } = evidence;
    return (
      instances.length > 1 &&
      signature.some((step) => isItem(step, evidence)) &&
      signature.every((step) =>
        isInstance(step.type) ? isAttribute(step, evidence) : isItem(step, evidence),
      )
    );
  },

  'self-container': ({ signature }) =>
    signature.every(
      (step) => MUTABLE_CONTAINERS.has(bare(step.type)) || bare(step.type) === 'tuple',
    ) && signature.some((step) => MUTABLE_CONTAINERS.has(bare(step.type))),
};

const CACHE = /(^|\.)_lru_cache_wrapper$/;
function bare(type: string): string {
  return type.replace(/^(builtins|__builtin__)\./, '');
}

function has(shape: readonly ShapeStep[], type: string): boolean {
  return shape.some((step) => step.type === type);
}

function isClass(step: ShapeStep): boolean {
  return (step.flags & NodeFlag.isType) !== 0;
}

/** Of a class of a program or library, and not one of the language's own types. */
function isInstance(type: string): boolean {
  return roleOfName(type) === TypeRole.other;
}

/** pandas itself and what derives from it; without its module, a name that only pandas uses. */
function isPandasObject(type: string): boolean {
  return /^(\w*pandas\b.*\.)?\w*(DataFrame|Series)$/.test(type);
}

/** Two instances, each referring to the other by an attribute. */
function isPairOfInstances(evidence: Evidence): boolean {
  const { family, signature, instances } = evidence;
  return (
    signature.length === 2 &&
    instances.length === 2 &&
    family.maxRepeat === 1 &&
    signature.every((step) => isAttribute(step, evidence))
  );
}

function isAttribute(step: CycleStep, { isLabelled }: Evidence): boolean {
  if (step.kind === EdgeKind.unlabelled) return !isLabelled;
  return step.kind === EdgeKind.attribute || step.kind === EdgeKind.slot;
}

/** An item of a container that can be changed; without labels, a dict may be an object's own. */
function isItem(step: CycleStep, { isLabelled }: Evidence): boolean {
  const type = bare(step.type);
  if (!MUTABLE_CONTAINERS.has(type)) return false;
  switch (step.kind) {
    case EdgeKind.key:
    case EdgeKind.value:
    case EdgeKind.index:
    case EdgeKind.element:
      return true;
    case EdgeKind.unlabelled:
      return !isLabelled && type !== 'dict';
    default:
      return false;
  }
}
