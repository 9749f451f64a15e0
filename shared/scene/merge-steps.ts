import { hasBit } from '../analysis/bits.ts';
import { isAmong } from '../base/sorted.ts';
import { EdgeMark } from '../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../heap/heap-graph.ts';
import type { SceneContext } from './context.ts';
import type { SceneReference } from './scene.ts';
import type { FoldedStep } from './step.ts';
import { stepKey } from './step.ts';
import { stepLabel } from './step-label.ts';

/** One line of the drawing: all parallel steps of one kind between two objects. */
export interface MergedStep {
  readonly source: NodeIndex;
  readonly target: NodeIndex;
  readonly label: string;
  readonly fullLabel: string;
  readonly redactedLabel: string;
  readonly count: number;
  readonly folded: readonly NodeIndex[];
  readonly isWeak: boolean;
  readonly isHidden: boolean;
  readonly isCut: boolean;
  readonly isCutByHand: boolean;
  readonly references: readonly SceneReference[];
  readonly inCycle: boolean;
  readonly onPath: boolean;
}

/** Labels that one line shows side by side, and that its tooltip lists. */
const SHOWN_LABELS = 3;
const LISTED_LABELS = 40;
/** References that one line names, so that they can be cut. */
const MAX_REFERENCES = 500;

/**
 * Draws parallel references as one line, unless they differ in being weak, hidden or cut.
 * The labels of those on the shown cycle or path come first.
 */
export function mergeSteps(
  graph: HeapGraph,
  cuts: SceneContext['cuts'],
  steps: readonly FoldedStep[],
  cycleSteps: ReadonlySet<EdgeIndex>,
  pathSteps: ReadonlySet<EdgeIndex>,
): readonly MergedStep[] {
  const groups = new Map<string, FoldedStep[]>();
  for (const step of steps) {
    const { isWeak, isHidden, isCut, isCutByHand } = marksOf(graph, cuts, step);
    const key = `${step.source} ${step.target} ${isWeak} ${isHidden} ${isCut} ${isCutByHand}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  return [...groups.values()].map((group): MergedStep => {
    const isMain = (step: FoldedStep): boolean =>
      cycleSteps.has(stepKey(step)) || pathSteps.has(stepKey(step));
    const ordered = [...group.filter(isMain), ...group.filter((step) => !isMain(step))];
    const first = ordered[0] as FoldedStep;
    const labels = ordered
      .slice(0, LISTED_LABELS)
      .map((step) => stepLabel(graph, step.references))
      .filter(({ text }) => text !== '');
    return {
      source: first.source,
      target: first.target,
      ...joinLabels(labels, group.length),
      count: group.length,
      folded: first.folded,
      ...marksOf(graph, cuts, first),
      references: ordered.slice(0, MAX_REFERENCES).flatMap((step) => lastReference(graph, step)),
      inCycle: group.some((step) => cycleSteps.has(stepKey(step))),
      onPath: group.some((step) => pathSteps.has(stepKey(step))),
    };
  });
}

function joinLabels(
  labels: readonly { readonly text: string; readonly redacted: string }[],
  count: number,
): Pick<MergedStep, 'label' | 'fullLabel' | 'redactedLabel'> {
  const join = (texts: readonly string[], limit: number): string => {
    const distinct = [...new Set(texts)];
    const more = distinct.length - limit;
    const listed = distinct.slice(0, limit).join(', ');
    return more > 0 ? `${listed}, +${more}` : listed;
  };
  const texts = labels.map(({ text }) => text);
  const times = labels.length === 0 && count > 1 ? `${count}×` : '';
  const more = count > LISTED_LABELS ? `, … ${count} references` : '';
  return {
    label: times + join(texts, SHOWN_LABELS),
    fullLabel: times + join(texts, LISTED_LABELS) + more,
    redactedLabel:
      times +
      join(
        labels.map(({ redacted }) => redacted),
        SHOWN_LABELS,
      ),
  };
}

function lastReference(graph: HeapGraph, step: FoldedStep): SceneReference[] {
  const last = step.references.at(-1);
  if (last === undefined) return [];
  return [{ source: last.source, position: last.edge - graph.firstEdge[last.source] }];
}

function marksOf(
  graph: HeapGraph,
  cuts: SceneContext['cuts'],
  step: FoldedStep,
): Pick<MergedStep, 'isWeak' | 'isHidden' | 'isCut' | 'isCutByHand'> {
  const has = (mark: number): boolean =>
    step.references.some(({ edge }) => (graph.edgeKind[edge] & mark) !== 0);
  const isWeak = has(EdgeMark.weak);
  const isBlocked = cuts !== null && step.references.some(({ edge }) => hasBit(cuts.blocked, edge));
  const isCutByHand =
    cuts !== null && step.references.some(({ edge }) => isAmong(cuts.byHand, edge));
  return { isWeak, isHidden: has(EdgeMark.hidden), isCut: isBlocked && !isWeak, isCutByHand };
}
