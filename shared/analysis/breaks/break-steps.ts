import type { EdgeKindByte } from '../../heap/edge-kind.ts';
import { isPositionKind } from '../../heap/edge-kind.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { FoldedComponent, LinkIndex } from '../families/folded-component.ts';
import { stepKind, stepText, storedLabel } from '../graph/step-labels.ts';
import type { TypeOriginByte } from '../source/type-origin.ts';
import type { BreakHow, BreakJudge } from './break-cost.ts';

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
  /** Per token, one more than the member at which it was last counted. */
  private last = new Uint32Array(256);

  constructor(graph: HeapGraph, folded: FoldedComponent, judge: BreakJudge) {
    this.graph = graph;
    this.folded = folded;
    this.judge = judge;
  }

  /** Takes in the loaded component. */
  add(): void {
    const { folded } = this;
    const { linkCount, linkToken, linkSource, linkTarget, inLink } = folded;
    this.last.fill(0);
    for (let link = 0; link < linkCount; link++) {
      const step = this.stepOf(link);
      step.links++;
      if (this.isCountedAt(linkToken[link], linkSource[link])) continue;
      step.sources++;
    }
    // Ordered by target now.
    this.last.fill(0);
    for (let at = 0; at < linkCount; at++) {
      const link = inLink[at];
      if (!this.isCountedAt(linkToken[link], linkTarget[link])) this.stepOf(link).targets++;
    }
  }

  private isCountedAt(token: number, member: number): boolean {
    if (token >= this.last.length) {
      const grown = new Uint32Array(token * 2);
      grown.set(this.last);
      this.last = grown;
    }
    const isCounted = this.last[token] === member + 1;
    this.last[token] = member + 1;
    return isCounted;
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
