import type { Job } from '../../base/job.ts';
import { isAmong, mergeSorted, withoutSorted } from '../../base/sorted.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { Components } from '../components/components.ts';
import type { CutEdges } from '../components/cuts.ts';
import { ComponentGrouper } from '../families/component-grouper.ts';
import type { CycleFamily, CycleStep } from '../families/cycle-family.ts';
import type { Families } from '../families/families.ts';
import { componentVerdict, MAX_FAMILIES, shareOf } from '../families/families.ts';
import { FamilyIndex } from '../families/family-index.ts';
import { isNamed } from '../graph/step-labels.ts';
import type { Verdicts } from '../verdicts/garbage.ts';
import type { MovedFamilies } from './moved-families.ts';

/** Links looked at to learn what the rest of families have in common; beyond, it stays as it was. */
const RECHECK_STEPS = 500_000;
const NOTHING = new Uint32Array(0);

/**
 * Takes the part of some components out of families and puts another in.
 *
 * Counts and objects can be subtracted, since an object is in one component. What all cycles of a
 * family have in common cannot: where a part that goes may have been the only one to differ, the
 * components that stay are looked at until one differs as well, which the first few mostly do.
 */
export class FamilyMerger {
  private readonly base: GroupedBase;
  private readonly touched: Uint32Array;
  private readonly renumbered: Uint32Array | null;
  private readonly moved: MovedFamilies;
  private readonly hasLabels: boolean;
  private readonly graph: HeapGraph;
  private rest: ComponentGrouper | null = null;
  private readonly job: Job;
  private stepsLeft = RECHECK_STEPS;

  /**
   * `touched`: the components that are looked at again, ascending. Families with an entry in `moved`
   * keep their cycles in those that were expensive; it holds the new numbers of these.
   */
  constructor(
    graph: HeapGraph,
    base: GroupedBase,
    touched: Uint32Array,
    renumbered: Uint32Array | null,
    moved: MovedFamilies,
    job: Job,
  ) {
    this.base = base;
    this.touched = touched;
    this.renumbered = renumbered;
    this.moved = moved;
    this.hasLabels = graph.edgeLabels !== null;
    this.graph = graph;
    this.job = job;
  }

  /** `old` and `found` are the parts of families before and after. */
  merge(old: readonly CycleFamily[], found: readonly CycleFamily[]): ChangedFamily[] {
    const before = new FamilyIndex(old);
    const after = new FamilyIndex(found);
    const changes: ChangedFamily[] = [];
    for (const family of this.base.families.families) {
      if (before.isEmpty && after.isEmpty) break;
      const gone = before.take(family);
      const added = after.take(family);
      if (gone === null && added === null) continue;
      changes.push({ before: family, after: this.replace(family, gone, added) });
    }
    for (const family of after.left()) changes.push({ before: null, after: family });
    return changes;
  }

  private replace(
    family: CycleFamily,
    gone: CycleFamily | null,
    added: CycleFamily | null,
  ): CycleFamily | null {
    const left = family.count - (gone?.count ?? 0);
    if (left === 0) return added;
    const staying = withoutSorted(family.components, this.touched);
    const common = gone === null ? family : this.commonOf(family, gone, staying, added !== null);
    const instances = withoutSorted(family.instances, gone?.instances ?? NOTHING);
    return {
      ...family,
      signature: added === null ? common.signature : agreed(common.signature, added.signature),
      minRepeat: Math.min(common.minRepeat, added?.minRepeat ?? common.minRepeat),
      maxRepeat: Math.max(common.maxRepeat, added?.maxRepeat ?? common.maxRepeat),
      count: left + (added?.count ?? 0),
      objects: family.objects - (gone?.objects ?? 0) + (added?.objects ?? 0),
      shallowBytes: family.shallowBytes - (gone?.shallowBytes ?? 0) + (added?.shallowBytes ?? 0),
      instances: mergeSorted(instances, added?.instances ?? NOTHING),
      components: mergeSorted(this.componentsOf(family, staying), added?.components ?? NOTHING),
      exemplar: this.hasTouchedExemplar(common) ? (added ?? common).exemplar : common.exemplar,
    };
  }

  /** Families that are as they were, by the new numbers of their components. */
  renumber(families: readonly CycleFamily[]): readonly CycleFamily[] {
    if (this.renumbered === null) return families;
    return families.map((family) => {
      if (this.staysInPlace(family)) return family;
      const staying = withoutSorted(family.components, this.touched);
      return { ...family, components: this.componentsOf(family, staying) };
    });
  }

  /** Of families in one component, which may be tens of thousands: whether it kept its number. */
  private staysInPlace(family: CycleFamily): boolean {
    if (family.components.length !== 1) return false;
    const own = family.components[0];
    if (isAmong(this.touched, own)) return this.moved.isIn(family, own);
    return this.renumbered?.[own] === own;
  }

  private componentsOf(family: CycleFamily, staying: Uint32Array): Uint32Array {
    return mergeSorted(renumberedBy(this.renumbered, staying), this.moved.piecesOf(family));
  }

  private hasTouchedExemplar({ exemplar }: CycleFamily): boolean {
    const own = this.base.components.component[exemplar.nodes[0] ?? 0];
    return isAmong(this.touched, own);
  }

  /** A family's part in the components that stay, for what cannot be subtracted. */
  private commonOf(
    family: CycleFamily,
    gone: CycleFamily,
    staying: Uint32Array,
    hasOtherExemplar: boolean,
  ): CycleFamily {
    // What is common with those in expensive components stays, at the least.
    if (this.moved.has(family)) return family;
    const open = family.signature.map(
      (step) => this.hasLabels && step.label === '' && !isNamed(step.kind),
    );
    const mayNarrow =
      family.minRepeat !== family.maxRepeat &&
      (gone.minRepeat === family.minRepeat || gone.maxRepeat === family.maxRepeat);
    const needsExemplar = this.hasTouchedExemplar(family) && !hasOtherExemplar;
    const isSettled = (part: CycleFamily | null): boolean => {
      if (part === null) return !needsExemplar && !mayNarrow && !open.includes(true);
      return (
        part.signature.every((step, at) => open[at] !== true || step.label === '') &&
        (!mayNarrow || (part.minRepeat === family.minRepeat && part.maxRepeat === family.maxRepeat))
      );
    };
    let part: CycleFamily | null = null;
    let looked = 0;
    while (!isSettled(part) && looked < staying.length) {
      if (this.stepsLeft <= 0 && (part !== null || !needsExemplar)) break;
      part = this.look(staying[looked++], family) ?? part;
    }
    // Looked at in full, or so far that it is as it was.
    if (part !== null && looked === staying.length) return part;
    return { ...family, exemplar: part?.exemplar ?? family.exemplar };
  }

  private look(component: number, family: CycleFamily): CycleFamily | null {
    const { components, verdicts, families, cuts } = this.base;
    const { grouping } = families;
    this.rest ??= new ComponentGrouper(this.graph, components, cuts, grouping, MAX_FAMILIES);
    const verdict = componentVerdict(components, verdicts, component);
    const cover = grouping.covers.get(component);
    if (cover === undefined) {
      const share = shareOf(components, component);
      this.stepsLeft -= this.rest.search(component, verdict, share, this.job).steps;
    } else {
      const cycles: Uint32Array[] = [];
      let from = 0;
      for (let at = 0; at < cover.ends.length; at++) {
        const edges = cover.edges.subarray(from, cover.ends[at]);
        from = cover.ends[at];
        if (grouping.rows[cover.rows[at]] !== family) continue;
        const links = this.rest.linksOf(component, edges, this.job);
        if (links !== null) cycles.push(links);
      }
      this.rest.take(component, verdict, cycles, this.job);
      this.stepsLeft -= cover.edges.length;
    }
    return this.rest.table.familyLike(family);
  }
}

/** What is different between two lists of families of one grouping. */
export function changedFamilies(
  before: readonly CycleFamily[],
  after: readonly CycleFamily[],
): ChangedFamily[] {
  const index = new FamilyIndex(after);
  const changes = before.map((family): ChangedFamily => {
    return { before: family, after: index.take(family) };
  });
  for (const family of index.left()) changes.push({ before: null, after: family });
  return changes.filter((change) => change.before?.count !== change.after?.count);
}

/** Steps with the labels that both have. */
function agreed(a: readonly CycleStep[], b: readonly CycleStep[]): CycleStep[] {
  return a.map((step, at) =>
    isNamed(step.kind) || step.label === b[at]?.label ? step : { ...step, label: '' },
  );
}

/** Components, ascending, by their new numbers; those that stay keep their order. */
function renumberedBy(renumbered: Uint32Array | null, components: Uint32Array): Uint32Array {
  if (renumbered === null) return components;
  const moved = new Uint32Array(components.length);
  for (let at = 0; at < components.length; at++) moved[at] = renumbered[components[at]];
  return moved;
}

/** A family that has other cycles than before; null where it was not there, or is not any more. */
export interface ChangedFamily {
  readonly before: CycleFamily | null;
  readonly after: CycleFamily | null;
}

/** What cycles are found in, and how they were grouped. */
export interface GroupedBase {
  readonly cuts: CutEdges;
  readonly components: Components;
  readonly families: Families;
  readonly verdicts: Verdicts;
}
