import type { EdgeKindByte } from '../heap/edge-kind.ts';
import { isPositionKind } from '../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../heap/heap-graph.ts';
import { NO_STRING } from '../heap/heap-graph.ts';
import type { BreakHow, BreakJudge } from './break-cost.ts';
import type { CycleStep } from './families.ts';
import type { FoldedComponent, LinkIndex } from './folded-component.ts';
import { isNamed, stepKind, stepText, storedLabel } from './step-labels.ts';
import type { TypeOriginByte } from './type-origin.ts';

/** All references of one type by one label, as far as they are on cycles of the components seen. */
export interface BreakStep {
  readonly type: TypeIndex;
  readonly kind: EdgeKindByte;
  /** Bare; of items the label of the first one seen. */
  readonly label: string;
  readonly cost: number;
  readonly how: BreakHow;
  readonly origin: TypeOriginByte;
  /** Of the first reference seen. */
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  links: number;
  sources: number;
  targets: number;
}

/**
 * The steps of the components it is shown, by the token that a `FoldedComponent` gives them, with
 * what it would cost to break each. O(links) per component; a handful of bytes per distinct step.
 */
export class BreakSteps {
  readonly byToken = new Map<number, BreakStep>();
  private readonly graph: HeapGraph;
  private readonly folded: FoldedComponent;
  private readonly judge: BreakJudge;
  private readonly last = new Map<number, number>();

  constructor(graph: HeapGraph, folded: FoldedComponent, judge: BreakJudge) {
    this.graph = graph;
    this.folded = folded;
    this.judge = judge;
  }

  /** Takes in the loaded component. */
  add(): void {
    const { folded, last } = this;
    const { linkCount, linkToken, linkSource, linkTarget, inLink } = folded;
    last.clear();
    for (let link = 0; link < linkCount; link++) {
      const step = this.stepOf(link);
      step.links++;
      if (last.get(linkToken[link]) === linkSource[link]) continue;
      last.set(linkToken[link], linkSource[link]);
      step.sources++;
    }
    // Ordered by target now.
    last.clear();
    for (let at = 0; at < linkCount; at++) {
      const link = inLink[at];
      if (last.get(linkToken[link]) === linkTarget[link]) continue;
      last.set(linkToken[link], linkTarget[link]);
      this.stepOf(link).targets++;
    }
  }

  /** The token of a signature's step; undefined where no link seen has it. */
  tokenOf(step: CycleStep): number | undefined {
    const { strings, typeNames } = this.graph;
    for (const [token, seen] of this.byToken) {
      if (seen.kind !== step.kind || strings.get(typeNames[seen.type]) !== step.type) continue;
      if (!isNamed(step.kind) || seen.label === step.label) return token;
    }
    return undefined;
  }

  /** Type of what the first of the step's references leads to. */
  typeOfTarget(step: BreakStep): TypeIndex {
    return this.graph.type[step.target];
  }

  private stepOf(link: LinkIndex): BreakStep {
    const { folded, graph } = this;
    const token = folded.linkToken[link];
    const known = this.byToken.get(token);
    if (known !== undefined) return known;
    const { edge, holder } = folded.labelledBy(link);
    const isEntry = folded.isEntryLink(link);
    const source = folded.nodeOf(folded.linkSource[link]);
    const target = folded.nodeOf(folded.linkTarget[link]);
    const markedKind = graph.edgeKind[edge];
    const stored = storedLabel(graph, folded.nodeOf(holder), edge);
    let label = '';
    if (stored !== NO_STRING) {
      label = isPositionKind(markedKind) ? String(stored) : stepText(graph, stored, isEntry);
    }
    const opinion = this.judge.judge({ source, target, kind: markedKind, label, isEntry });
    const step: BreakStep = {
      type: graph.type[source],
      kind: stepKind(markedKind, isEntry),
      label,
      ...opinion,
      source,
      target,
      links: 0,
      sources: 0,
      targets: 0,
    };
    this.byToken.set(token, step);
    return step;
  }
}
