import { verdictName } from '../../analysis/graph/verdict.ts';
import type { BranchIndex, MergedPaths } from '../../analysis/paths/merged-paths.ts';
import { mergePaths } from '../../analysis/paths/merged-paths.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { nodeAddressText } from '../../heap/address.ts';
import type { TypeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest } from '../../protocol/channels.ts';
import type { HeldBranch, HeldPathsResult } from '../../protocol/paths-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeName } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';
import { BranchWriter } from './branch-text.ts';
import { leadText } from './retaining-paths-words.ts';

type Request = DumpRequest<'heldPaths'>;

interface Cached {
  readonly key: string;
  readonly merged: MergedPaths;
  /** The type of all objects; null where they are of several. */
  readonly type: TypeIndex | null;
}

/** Steps without a fork that are one row. */
const MAX_CHAIN = 12;

/**
 * How many objects are held, as one tree of the steps that their paths have in common.
 *
 * The last tree is cached: its further branches are asked for one by one.
 */
export class RetainingPaths {
  private readonly derived: DerivedColumns;
  private cached: Cached | null = null;

  constructor(derived: DerivedColumns) {
    this.derived = derived;
  }

  answer(request: Request, objects: () => Uint32Array, job: Job): HeldPathsResult {
    const derived = this.derived.under(request.cuts);
    const { merged, type } = this.find(derived, request, objects, job);
    if (request.under >= merged.branchCount) {
      throw new OuroborosError('not-found', `There is no step number ${request.under} there.`);
    }
    const writer = new BranchWriter(derived, merged, job);
    return {
      text: leadText(merged, writer, type === null ? null : typeName(derived.graph, type)),
      objects: merged.total.objects,
      shallowBytes: merged.total.shallowBytes,
      unreached: unreachedByVerdict(derived, merged, job),
      reached: merged.branch(request.under).objects,
      ...presentUnder(derived, merged, writer, request, job),
      partial: merged.isPartial,
    };
  }

  private find(
    derived: DerivedColumns,
    { objects: chosen, cuts }: Request,
    objects: () => Uint32Array,
    job: Job,
  ): Cached {
    const key = JSON.stringify([chosen, cuts]);
    if (this.cached?.key === key) return this.cached;
    const { graph } = derived;
    const nodes = objects();
    const merged = mergePaths(graph, derived.rootForest(job), nodes, job);
    const type = nodes.length === 0 ? null : graph.type[nodes[0]];
    const isOfOne = nodes.every((node) => graph.type[node] === type);
    this.cached = { key, merged, type: isOfOne ? type : null };
    return this.cached;
  }
}

function unreachedByVerdict(
  derived: DerivedColumns,
  { unreached }: MergedPaths,
  job: Job,
): HeldPathsResult['unreached'] {
  const { verdict } = derived.verdicts(job);
  const totals = new Map<number, { objects: number; shallowBytes: number }>();
  for (const node of unreached) {
    const total = totals.get(verdict[node]) ?? { objects: 0, shallowBytes: 0 };
    total.objects++;
    total.shallowBytes += derived.graph.shallowSize[node];
    totals.set(verdict[node], total);
  }
  return [...totals]
    .sort(([, a], [, b]) => b.objects - a.objects)
    .map(([byte, total]) => ({ verdict: verdictName(byte), ...total }));
}

/** The tree under a step, its most telling part: always the step with the most objects comes next. */
function presentUnder(
  derived: DerivedColumns,
  merged: MergedPaths,
  writer: BranchWriter,
  { under, limit }: Request,
  job: Job,
): Pick<HeldPathsResult, 'branches' | 'hidden'> {
  const shown = mostTelling(merged, under, limit);
  const present = (first: BranchIndex): HeldBranch => {
    const chain = chainFrom(merged, first);
    const last = chain[chain.length - 1] ?? first;
    const { objects, shallowBytes, here, example } = merged.branch(last);
    return {
      branch: last,
      ...writer.write(chain),
      objects,
      shallowBytes,
      here,
      example: nodeAddressText(derived.graph, example),
      exampleObject: objectRow(derived, example, job),
      ...below(last),
    };
  };
  const below = (index: BranchIndex): Pick<HeldBranch, 'children' | 'hidden'> => {
    const children = merged.childrenOf(index);
    const drawn = children.filter((child) => shown.has(child));
    const hidden = children.slice(drawn.length);
    return {
      children: drawn.map(present),
      hidden: {
        branches: hidden.length,
        objects: hidden.reduce((sum, child) => sum + merged.branch(child).objects, 0),
      },
    };
  };
  const { children, hidden } = below(under);
  return { branches: [...children], hidden };
}

/** A step and those after it, as long as there is no choice and nothing ends. */
function chainFrom(merged: MergedPaths, first: BranchIndex): readonly BranchIndex[] {
  const chain = [first];
  for (let last = first; chain.length < MAX_CHAIN; ) {
    const children = merged.childrenOf(last);
    if (children.length !== 1 || merged.branch(last).here > 0) break;
    last = children[0] ?? last;
    chain.push(last);
  }
  return chain;
}

/** The first steps of the chains that are shown. Children of a step are shown from the front. */
function mostTelling(
  merged: MergedPaths,
  under: BranchIndex,
  limit: number,
): ReadonlySet<BranchIndex> {
  const shown = new Set<BranchIndex>();
  /** The next child of a step whose earlier ones are shown. */
  const open: { readonly parent: BranchIndex; next: number }[] = [{ parent: under, next: 0 }];
  while (shown.size < limit) {
    let best: { readonly parent: BranchIndex; next: number } | null = null;
    let most = 0;
    for (const one of open) {
      const child = merged.childrenOf(one.parent)[one.next];
      if (child === undefined) continue;
      const { objects } = merged.branch(child);
      if (objects <= most) continue;
      most = objects;
      best = one;
    }
    if (best === null) break;
    const child = merged.childrenOf(best.parent)[best.next++] ?? 0;
    shown.add(child);
    const chain = chainFrom(merged, child);
    open.push({ parent: chain[chain.length - 1] ?? child, next: 0 });
  }
  return shown;
}
