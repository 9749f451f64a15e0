import type { Job } from '../base/job.ts';
import { isAmong } from '../base/sorted.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import { ComponentGrouper } from './component-grouper.ts';
import type { CycleFamily, CycleStep } from './families.ts';
import { componentVerdict, MAX_FAMILIES, shareOf } from './families.ts';
import type { FamilyChange, GroupedBase } from './regroup.ts';
import { isNamed } from './step-labels.ts';

/** Links looked at to learn what the rest of families have in common; beyond, it stays as it was. */
const RECHECK_STEPS = 500_000;

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
  private readonly hasLabels: boolean;
  private readonly rest: ComponentGrouper;
  private readonly job: Job;
  private stepsLeft = RECHECK_STEPS;

  /** `touched`: the components whose part is taken out, ascending. */
  constructor(
    graph: HeapGraph,
    base: GroupedBase,
    touched: Uint32Array,
    renumbered: Uint32Array | null,
    job: Job,
  ) {
    this.base = base;
    this.touched = touched;
    this.renumbered = renumbered;
    this.hasLabels = graph.edgeLabels !== null;
    const { components, cuts, families } = base;
    this.rest = new ComponentGrouper(graph, components, cuts, families.grouping, MAX_FAMILIES);
    this.job = job;
  }

  /** `old` and `found` are the parts of families before and after. */
  merge(old: readonly CycleFamily[], found: readonly CycleFamily[]): FamilyChange[] {
    const before = new FamilyIndex(old);
    const after = new FamilyIndex(found);
    const changes: FamilyChange[] = [];
    for (const family of this.base.families.families) {
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
    const { component } = this.base.components;
    const isTouched = (own: number): boolean => isAmong(this.touched, own);
    const staying = family.components.filter((own) => !isTouched(own));
    const common = gone === null ? family : this.commonOf(family, gone, staying, added !== null);
    const { renumbered } = this;
    const components = staying.map((own) => (renumbered === null ? own : renumbered[own]));
    const instances = family.instances.filter((node) => !isTouched(component[node]));
    return {
      ...family,
      signature: added === null ? common.signature : agreed(common.signature, added.signature),
      minRepeat: Math.min(common.minRepeat, added?.minRepeat ?? common.minRepeat),
      maxRepeat: Math.max(common.maxRepeat, added?.maxRepeat ?? common.maxRepeat),
      count: left + (added?.count ?? 0),
      objects: family.objects - (gone?.objects ?? 0) + (added?.objects ?? 0),
      shallowBytes: family.shallowBytes - (gone?.shallowBytes ?? 0) + (added?.shallowBytes ?? 0),
      instances: joined(instances, added?.instances),
      components: joined(components, added?.components),
      exemplar: this.hasTouchedExemplar(common) ? (added ?? common).exemplar : common.exemplar,
    };
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
    const { components, verdicts, families } = this.base;
    const verdict = componentVerdict(components, verdicts, component);
    const cover = families.grouping.covers.get(component);
    if (cover === undefined) {
      const share = shareOf(components, component);
      this.stepsLeft -= this.rest.search(component, verdict, share, this.job).steps;
    } else {
      let from = 0;
      const cycles = Array.from(cover.ends, (end) => {
        const cycle = { edges: cover.edges, from, end };
        from = end;
        return cycle;
      });
      this.rest.takeOver(component, verdict, cycles, 0, this.job);
      this.stepsLeft -= cover.edges.length;
    }
    return this.rest.table.familyLike(family);
  }
}

/** Families by key and verdict, each handed out once. */
class FamilyIndex {
  private readonly byHash = new Map<number, CycleFamily[]>();

  constructor(families: readonly CycleFamily[]) {
    for (const family of families) {
      const hash = hashOf(family);
      const known = this.byHash.get(hash);
      if (known === undefined) this.byHash.set(hash, [family]);
      else known.push(family);
    }
  }

  take(wanted: CycleFamily): CycleFamily | null {
    const chain = this.byHash.get(hashOf(wanted));
    const at = chain?.findIndex((family) => isSame(family, wanted)) ?? -1;
    return at < 0 ? null : (chain?.splice(at, 1)[0] ?? null);
  }

  left(): CycleFamily[] {
    return [...this.byHash.values()].flat();
  }
}

function hashOf({ key, verdict }: CycleFamily): number {
  let hash = verdict;
  for (const step of key) hash = (Math.imul(hash, 0x01000193) ^ step) >>> 0;
  return hash;
}

function isSame(a: CycleFamily, b: CycleFamily): boolean {
  return (
    a.verdict === b.verdict &&
    a.key.length === b.key.length &&
    a.key.every((step, at) => step === b.key[at])
  );
}

/** Steps with the labels that both have. */
function agreed(a: readonly CycleStep[], b: readonly CycleStep[]): CycleStep[] {
  return a.map((step, at) =>
    isNamed(step.kind) || step.label === b[at]?.label ? step : { ...step, label: '' },
  );
}

/** Two ascending columns as one. */
function joined(a: Uint32Array, b: Uint32Array | undefined): Uint32Array {
  if (b === undefined || b.length === 0) return a;
  const all = new Uint32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all.sort();
}
