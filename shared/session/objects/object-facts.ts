import { NO_COMPONENT } from '../../analysis/components/components.ts';
import { verdictName } from '../../analysis/graph/verdict.ts';
import { NO_DISTANCE } from '../../analysis/paths/distances.ts';
import type { Job } from '../../base/job.ts';
import { isAmong } from '../../base/sorted.ts';
import { clip, showable } from '../../base/text.ts';
import { formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { sparseString } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { MAX_RETAINED_AT_ONCE } from '../../protocol/limits.ts';
import type { CutChoice, ObjectFacts } from '../../protocol/schemas.ts';
import { unknownReason } from '../answer/overview.ts';
import type { CycleColumns, DerivedColumns } from '../columns/derived.ts';
import { rootLabelsOf } from '../rows/root-labels.ts';
import { objectRow } from '../rows/rows.ts';
import { placesOfClass } from '../rows/source-places.ts';
import { dataFacts } from './data-facts.ts';
import { familyOf } from './object-family.ts';

/** Everything the inspector shows of one object. */
export function objectFacts(
  derived: DerivedColumns,
  node: NodeIndex,
  cuts: CutChoice,
  job: Job,
): ObjectFacts {
  const { graph } = derived;
  if (graph.nodeCount <= MAX_RETAINED_AT_ONCE) derived.dominators(job);
  const referrers = derived.referrers(job);
  const cycles = derived.cycles(cuts, job);
  const rootLabels = rootLabelsOf(graph, node);
  const length = graph.length?.[node] ?? NO_COUNT;
  const site = sparseString(graph.allocationSite, node);
  const external = derived.verdicts(job).externalReferences?.[node] ?? NO_COUNT;
  const isImmortal = external === IMMORTAL_COUNT;
  return {
    row: objectRow(derived, node, job),
    verdictReason: verdictReason(derived, node, rootLabels, job),
    rootLabels,
    referrerCount: referrers.firstReferrer[node + 1] - referrers.firstReferrer[node],
    referentCount: graph.firstEdge[node + 1] - graph.firstEdge[node],
    length: length === NO_COUNT ? null : length,
    externalReferences: external === NO_COUNT || isImmortal ? null : external,
    componentSize: componentSize(cycles, node),
    familyId: familyOf(cycles, node),
    allocationSite: site === NO_STRING ? '' : clip(showable(graph.strings.get(site)), 300),
    classSources: [...placesOfClass(derived, qualifiedType(graph, node), job)],
    ...dataFacts(graph, node, job),
    ...livesBy(derived, node, job),
  };
}

/** Of a class it is the class itself that is written somewhere, not its metaclass. */
function qualifiedType({ flags, type, typeNames, preview, strings }: HeapGraph, node: NodeIndex) {
  const isType = (flags[node] & NodeFlag.isType) !== 0;
  return strings.get(isType ? (preview?.[node] ?? NO_STRING) : typeNames[type[node]]);
}

/** How far from a root it is, and what it would go with; not computed for a large dump unasked. */
function livesBy(
  derived: DerivedColumns,
  node: NodeIndex,
  job: Job,
): Pick<ObjectFacts, 'distance' | 'dominator' | 'dominates'> {
  const isSmall = derived.graph.nodeCount <= MAX_RETAINED_AT_ONCE;
  const distance = isSmall ? derived.distances(job)[node] : NO_DISTANCE;
  const dominators = derived.dominatorsIfKnown;
  const above = dominators?.immediateDominator[node] ?? NO_NODE;
  return {
    distance: distance === NO_DISTANCE ? null : distance,
    dominator: above === NO_NODE ? null : objectRow(derived, above, job),
    dominates: dominators === null ? null : derived.dominatorIndex(job).childCount(node),
  };
}

function componentSize(cycles: CycleColumns, node: NodeIndex): number {
  const { component, firstMember } = cycles.components;
  const own = component[node];
  return own === NO_COMPONENT ? 0 : firstMember[own + 1] - firstMember[own];
}

function verdictReason(
  derived: DerivedColumns,
  node: NodeIndex,
  rootLabels: readonly string[],
  job: Job,
): string {
  const verdicts = derived.verdicts(job);
  if (isAmong(derived.freedAtOnce(job), node)) {
    return 'Without the references that are cut nothing refers to it: reference counting frees it at once.';
  }
  switch (verdictName(verdicts.verdict[node])) {
    case 'garbage':
      return verdicts.collectable[node] === 1
        ? 'Unreachable: every reference to it comes from objects that are unreachable themselves. The next full collection frees it.'
        : 'Unreachable: only garbage refers to it, and it is freed together with that.';
    case 'never':
      if ((derived.graph.flags[node] & NodeFlag.frozen) !== 0) {
        return 'Unreachable, but gc.freeze() hid it from the collector: no collection frees it before gc.unfreeze().';
      }
      return 'Unreachable, and lost for good: the cycle that holds it runs through references the collector cannot traverse.';
    case 'unknown':
      return unknownReason(derived);
    case 'held':
      return heldReason(derived, node, rootLabels, job);
  }
}

function heldReason(
  derived: DerivedColumns,
  node: NodeIndex,
  rootLabels: readonly string[],
  job: Job,
): string {
  const [root] = rootLabels;
  if (root !== undefined) return `It is a root: ${root}.`;
  const external = derived.verdicts(job).externalReferences?.[node] ?? NO_COUNT;
  if (external === IMMORTAL_COUNT) return 'It is immortal: the interpreter never frees it.';
  if (external !== NO_COUNT && external > 0) {
    return `Held from outside the dump: ${formatQuantity(external, 'reference')} that no object in it accounts for.`;
  }
  return (derived.graph.flags[node] & NodeFlag.isModule) !== 0
    ? 'It is a module the program has imported.'
    : 'A root reaches it; the path shows which.';
}
