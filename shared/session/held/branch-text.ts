import { stepText, storedLabel } from '../../analysis/graph/step-labels.ts';
import type { BranchIndex, MergedPaths } from '../../analysis/paths/merged-paths.ts';
import { FOREST_ROOT } from '../../analysis/paths/root-forest.ts';
import { RootFinder } from '../../analysis/paths/root-search.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../heap/edge-label.ts';
import { edgeSource } from '../../heap/edges.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { HeldBranch } from '../../protocol/paths-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';
import { reasonLabel } from '../rows/root-labels.ts';
import { previewOf } from '../rows/rows.ts';

const MAX_LABEL = 60;

/** Puts the steps of merged paths into words. */
export class BranchWriter {
  private readonly derived: DerivedColumns;
  private readonly merged: MergedPaths;
  private readonly roots: RootFinder;

  constructor(derived: DerivedColumns, merged: MergedPaths, job: Job) {
    this.derived = derived;
    this.merged = merged;
    this.roots = new RootFinder(derived.graph, derived.verdicts(job));
  }

  /** Steps that follow each other: "module __main__ .cache dict → [values] DataFrame". */
  write(chain: readonly BranchIndex[]): Pick<HeldBranch, 'steps' | 'text'> {
    const steps = chain.map((index) => this.step(index));
    const text = steps.map(({ label, type }) => [label, shortTypeName(type)].join(' ').trim());
    return { steps, text: text.join(' → ') };
  }

  /** The references alone: "module __main__ .cache [values]". */
  route(chain: readonly BranchIndex[]): string {
    return chain
      .map((index) => {
        const { label, type } = this.step(index);
        return label === '' ? `→ ${shortTypeName(type)}` : label;
      })
      .join(' ');
  }

  private step(index: BranchIndex): { readonly label: string; readonly type: string } {
    const { node, edge, isEntry, isRepeated } = this.merged.branch(index);
    const type = typeNameOf(this.derived.graph, node);
    if (edge === FOREST_ROOT) return this.root(node, type);
    const label = this.label(edge, isEntry);
    const repeated = label === '' ? 'again and again' : `${label}, again and again`;
    return { label: isRepeated ? repeated : label, type };
  }

  /** A declared root by its name; others by their type, for there may be many of them. */
  private root(node: NodeIndex, type: string): { readonly label: string; readonly type: string } {
    const reason = this.roots.reasonOf(node);
    if (reason?.reason === 'declared')
      return { label: reasonLabel(this.derived.graph, reason), type: '' };
    if (reason?.reason === 'module') {
      return {
        label: `module ${clip(previewOf(this.derived.graph, node), MAX_LABEL)}`,
        type: '',
      };
    }
    return { label: 'from outside the dump:', type };
  }

  private label(edge: number, isEntry: boolean): string {
    const { graph } = this.derived;
    const source = edgeSource(graph, edge);
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (isEntry && kind === EdgeKind.value) {
      const stored = storedLabel(graph, source, edge);
      const name = stored === NO_STRING ? '…' : stepText(graph, stored, true);
      return `.${clip(showable(name), MAX_LABEL)}`;
    }
    switch (kind) {
      case EdgeKind.value:
        return '[values]';
      case EdgeKind.key:
        return '[keys]';
      case EdgeKind.index:
      case EdgeKind.array:
        return '[items]';
      default:
        return decorateEdgeLabel(
          kind,
          clip(showable(edgeLabelText(graph, source, edge)), MAX_LABEL),
        );
    }
  }
}
