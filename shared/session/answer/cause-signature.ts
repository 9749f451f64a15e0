import type { Subject } from '../../analysis/causes/cause.ts';
import type { RankedCause } from '../../analysis/causes/find-causes.ts';
import type { NameStep } from '../../analysis/names/name-steps.ts';
import type { Job } from '../../base/job.ts';
import { showable } from '../../base/text.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import type { DerivedColumns } from '../columns/derived.ts';

/** Parts and characters that tell one cause from another well enough. */
const MAX_PARTS = 24;
const MAX_PART_LENGTH = 80;

/**
 * What tells a cause from the others of its program: equal in every process that runs the same code,
 * whatever its addresses, keys, positions and counts.
 *
 * A holder counts by where it begins and by its attributes and variables; items count as `[…]`, since
 * what a process keeps under which key is its own affair. A cycle counts by the references that it
 * leads along. O(steps of the holder's name).
 */
export function causeSignature(derived: DerivedColumns, cause: RankedCause, job: Job): string {
  const parts = [cause.kind, ...partsOf(derived, cause, job)];
  return parts
    .slice(0, MAX_PARTS)
    .map((part) => showable(part).slice(0, MAX_PART_LENGTH))
    .join(' ');
}

function partsOf(derived: DerivedColumns, cause: RankedCause, job: Job): readonly string[] {
  const { graph } = derived;
  if ('ways' in cause) {
    const ways = cause.ways.map(({ key }) => key).sort();
    return [cause.deadClasses > 1 ? 'classes' : subjectPart(graph, cause.subject), ...ways];
  }
  if ('shape' in cause) {
    const types = cause.subjects.map((subject) => subjectPart(graph, subject));
    return [cause.shape, holderPart(derived, cause.holder, job), cause.run, ...types];
  }
  if ('hidden' in cause) return [subjectPart(graph, cause.subject), cause.hidden?.text ?? ''];
  if (cause.kind === 'native') {
    const { suspect } = cause;
    if (suspect === null) return [];
    return [holderPart(derived, suspect.holder, job), suspect.itemType, suspect.nativeType];
  }
  return cause.kind === 'unseen' || cause.kind === 'frozen' ? cause.names : [];
}

function subjectPart(graph: HeapGraph, { type }: Subject): string {
  return graph.strings.get(graph.typeNames[type]);
}

/** `app.CACHE[…].frame`; '' without a holder. */
function holderPart(derived: DerivedColumns, holder: NodeIndex, job: Job): string {
  if (holder === NO_NODE) return '';
  const { root, steps, variable } = derived.namer(job).describe(holder);
  // A frame's label tells where it stands just now, that of garbage what it lies beside.
  const isItsOwn = root.kind === 'module' || root.kind === 'interpreter';
  const begin = isItsOwn ? root.label : `${root.kind} ${variable?.function ?? ''}`;
  return steps.reduce((text, step) => text + stepPart(step, text), begin);
}

function stepPart({ kind, name }: NameStep, before: string): string {
  switch (kind) {
    case 'global':
    case 'attribute':
    case 'local':
    case 'cell':
      return `.${name}`;
    case 'item':
    case 'key':
    case 'element':
      return before.endsWith(ITEM) ? '' : ITEM;
    default:
      return '';
  }
}

const ITEM = '[…]';
