import type { RootPath } from '../../analysis/paths/paths.ts';
import type { Job } from '../../base/job.ts';
import { clip } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatCount } from '../../base/units.ts';
import { nodeAddressText } from '../../heap/address.ts';
import type { EdgeIndex, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import { foldRoute } from '../../scene/content/route.ts';
import type { Folding } from '../../scene/folding/fold.ts';
import { createFolding } from '../../scene/folding/fold.ts';
import { stepThrough } from '../../scene/folding/step.ts';
import { stepLabel } from '../../scene/folding/step-label.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';
import { previewOf } from '../rows/rows.ts';

/** Steps of a way that a sentence names; of a longer one, its ends. */
const MAX_NAMED_STEPS = 8;
const MAX_NAME = 60;

/** A path as it is drawn: internals are part of the reference that leads through them. */
export interface FoldedPath {
  readonly objects: readonly NodeIndex[];
  /** One fewer; '' where a reference has no label. */
  readonly labels: readonly string[];
  /** Of a long path only the ends are told: after which object how many are left out. */
  readonly gap: { readonly after: number; readonly objects: number } | null;
}

/** Objects at each end of a long path that are told. */
const TOLD_AT_ENDS = 50;

/** Puts paths and references into words, all of one answer alike. */
export class PathWriter {
  private readonly derived: DerivedColumns;
  private readonly folding: Folding;

  /** `ends`: objects that paths lead to, which are no internals of others. */
  constructor(derived: DerivedColumns, ends: readonly NodeIndex[], job: Job) {
    this.derived = derived;
    const context = { referrers: derived.referrers(job), cuts: null };
    this.folding = createFolding(derived.graph, context, {
      focus: new Set(ends),
      unfolded: new Set(),
      showWeak: false,
      showInfrastructure: false,
    });
  }

  /** O(1): what lies between the ends of a long path (a list of a million nodes) is not looked at. */
  fold({ nodes, edges }: Pick<RootPath, 'nodes' | 'edges'>): FoldedPath {
    if (nodes.length <= 2 * TOLD_AT_ENDS) return { ...this.foldPart(nodes, edges), gap: null };
    const head = this.foldPart(
      nodes.subarray(0, TOLD_AT_ENDS),
      edges.subarray(0, TOLD_AT_ENDS - 1),
    );
    const tail = this.foldPart(nodes.subarray(-TOLD_AT_ENDS), edges.subarray(1 - TOLD_AT_ENDS));
    return {
      objects: [...head.objects, ...tail.objects],
      labels: [...head.labels, '', ...tail.labels],
      gap: { after: head.objects.length - 1, objects: nodes.length - 2 * TOLD_AT_ENDS },
    };
  }

  private foldPart(nodes: Uint32Array, edges: Uint32Array): Omit<FoldedPath, 'gap'> {
    const { objects, steps } = foldRoute(this.folding, nodes, edges, false);
    const labels = steps.map((step) => stepLabel(this.derived.graph, step.references).text);
    return { objects, labels };
  }

  /** "module __main__ .cache ['x']"; where references have no labels, by the types they lead to. */
  wayText(path: RootPath, rootLabel: string): string {
    const { objects, labels, gap } = this.fold(path);
    const parts = labels.map((label, at) => {
      if (at === gap?.after) return `… ${formatCount(gap.objects)} objects …`;
      if (label !== '') return clip(label, MAX_NAME);
      return `→ ${this.typeOf(objects[at + 1] ?? 0)}`;
    });
    const first =
      path.root.reason === 'declared'
        ? rootLabel
        : `${this.objectName(objects[0] ?? 0)} (${rootLabel})`;
    if (parts.length <= MAX_NAMED_STEPS) return [first, ...parts].join(' ');
    const steps = parts.length + (gap?.objects ?? 0);
    const hidden = `… ${formatCount(steps - (MAX_NAMED_STEPS - 1))} more …`;
    return [first, ...parts.slice(0, MAX_NAMED_STEPS - 3), hidden, ...parts.slice(-2)].join(' ');
  }

  /** "list 0x7f… [0]", "module __main__ .df": who lets go, and of what. */
  referenceText(source: NodeIndex, edge: EdgeIndex): string {
    const { graph } = this.derived;
    const step = stepThrough(this.folding, source, edge, graph.edgeTarget[edge]);
    const label = clip(stepLabel(graph, step.references).text, MAX_NAME);
    const name = this.objectName(step.source);
    return label === '' ? `${name} → ${this.typeOf(graph.edgeTarget[edge])}` : `${name} ${label}`;
  }

  /** What has a name goes by it, anything else by its address. */
  objectName(node: NodeIndex): string {
    const { graph } = this.derived;
    const type = this.typeOf(node);
    const name = (graph.flags[node] & NAMED_FLAGS) === 0 ? '' : previewOf(graph, node);
    return `${type} ${name === '' ? nodeAddressText(graph, node) : clip(name, MAX_NAME)}`;
  }

  private typeOf(node: NodeIndex): string {
    return shortTypeName(typeNameOf(this.derived.graph, node));
  }
}

const NAMED_FLAGS = NodeFlag.isModule | NodeFlag.isType | NodeFlag.isFrame;
