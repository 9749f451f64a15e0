import { hasBit } from '../../analysis/graph/bits.ts';
import { isAmong } from '../../base/sorted.ts';
import { EdgeMark } from '../../heap/edge-kind.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { FoldedStep, StepKey } from '../folding/step.ts';
import { stepKey } from '../folding/step.ts';
import type { StepLabel } from '../folding/step-label.ts';
import { stepLabel } from '../folding/step-label.ts';
import type { SceneContext } from '../model/context.ts';
import type { SceneReference } from '../model/scene.ts';
import { adviceLabel } from '../text/node-box.ts';
import type { Vertex } from './vertex.ts';
import { isGroup } from './vertex.ts';
import type { Grown } from './vertex-set.ts';

/** One line of the drawing: all parallel steps of one kind between two objects or groups. */
export interface MergedStep {
  readonly source: Vertex;
  readonly target: Vertex;
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
  readonly inFamily: boolean;
}

/** What is known of single steps. */
export interface StepMarks {
  readonly cycle: ReadonlySet<StepKey>;
  readonly path: ReadonlySet<StepKey>;
  /** The number of the way that a step is on, where several are drawn. */
  readonly wayNumbers: ReadonlyMap<StepKey, number>;
  /** Whether breaking a reference is what is proposed for the shown cycle. */
  readonly isToBreak: (edge: EdgeIndex) => boolean;
  /** The component of the shown family that an object is in; null outside of it. */
  readonly familyComponent: (node: NodeIndex) => number | null;
}

/** Labels that one line shows side by side, and that its tooltip lists. */
const SHOWN_LABELS = 3;
const LISTED_LABELS = 40;
/** References that one line names, so that they can be cut. */
const MAX_REFERENCES = 500;

/**
 * Draws parallel references as one line, unless they differ in being weak, hidden or cut.
 * The labels of those on the shown cycle or path come first. Steps between what is not drawn are
 * left out.
 */
export function mergeSteps(
  graph: HeapGraph,
  cuts: SceneContext['cuts'],
  vertexOf: Grown['vertexOf'],
  steps: readonly FoldedStep[],
  marks: StepMarks,
): readonly MergedStep[] {
  const lines = new Map<string, FoldedStep[]>();
  for (const step of steps) {
    const { isWeak, isHidden, isCut, isCutByHand } = marksOf(graph, cuts, step);
    const ends = `${vertexOf(step.source)} ${vertexOf(step.target)}`;
    const key = `${ends} ${isWeak} ${isHidden} ${isCut} ${isCutByHand}`;
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [step]);
    else line.push(step);
  }
  const onCycle = (step: FoldedStep): boolean => marks.cycle.has(stepKey(step));
  const onPath = (step: FoldedStep): boolean => marks.path.has(stepKey(step));
  const onFamily = ({ source, target }: FoldedStep): boolean => {
    const component = marks.familyComponent(source);
    return component !== null && component === marks.familyComponent(target);
  };
  return [...lines.values()].flatMap((line): MergedStep[] => {
    const isMain = (step: FoldedStep): boolean => onCycle(step) || onPath(step);
    const ordered = [...line.filter(isMain), ...line.filter((step) => !isMain(step))];
    const first = ordered[0] as FoldedStep;
    const source = vertexOf(first.source);
    const target = vertexOf(first.target);
    if (source === undefined || target === undefined) return [];
    const isHeld = marksOf(graph, cuts, first);
    const isAdvised = (step: FoldedStep): boolean =>
      onCycle(step) &&
      !isHeld.isCutByHand &&
      namesOf(step).some(({ edge }) => marks.isToBreak(edge));
    const advised = ordered.filter(isAdvised);
    const labels = ordered
      .slice(0, LISTED_LABELS)
      .map((step) => {
        const number = marks.wayNumbers.get(stepKey(step));
        const label = numbered(stepLabel(graph, step.references), number);
        // Of many that are to be broken one says so, and how many there are.
        return step === advised[0] ? withAdvice(label, advised.length) : label;
      })
      .filter(({ text }) => text !== '');
    const canClose = !isHeld.isWeak && !isHeld.isCut && !isHeld.isCutByHand;
    return [
      {
        source,
        target,
        ...joinLabels(labels, line.length, isGroup(source) || isGroup(target)),
        count: line.length,
        folded: first.folded,
        ...isHeld,
        references: ordered.slice(0, MAX_REFERENCES).flatMap((step) => lastReference(graph, step)),
        inCycle: line.some(onCycle),
        onPath: line.some(onPath),
        inFamily: canClose && line.some(onFamily),
      },
    ];
  });
}

/** Ways are told apart by their numbers, at each of their references. */
function numbered({ text, redacted }: StepLabel, way: number | undefined): StepLabel {
  if (way === undefined) return { text, redacted };
  const number = circledNumber(way);
  return { text: `${number} ${text}`.trim(), redacted: `${number} ${redacted}`.trim() };
}

function withAdvice({ text, redacted }: StepLabel, count: number): StepLabel {
  return { text: adviceLabel(text, count), redacted: adviceLabel(redacted, count) };
}

/** ①, ② … ⑳, as they stand at the references of a way and in lists of ways. */
export function circledNumber(number: number): string {
  return number <= 20 ? String.fromCodePoint(0x245f + number) : `(${number})`;
}

function joinLabels(
  labels: readonly { readonly text: string; readonly redacted: string }[],
  count: number,
  isOfGroup: boolean,
): Pick<MergedStep, 'label' | 'fullLabel' | 'redactedLabel'> {
  const isWhole = count <= LISTED_LABELS;
  const join = (texts: readonly string[], limit: number): string => {
    const distinct = [...new Set(texts)];
    // Of a group's thousand references, three labels say no more than one.
    if (distinct.length > limit && (isOfGroup || !isWhole)) return `${distinct[0] ?? ''}, …`;
    const more = distinct.length - limit;
    const listed = distinct.slice(0, limit).join(', ');
    return more > 0 ? `${listed}, +${more}` : listed;
  };
  const texts = labels.map(({ text }) => text);
  const redacted = labels.map((label) => label.redacted);
  const times = labels.length === 0 && count > 1 ? `${count}×` : '';
  const more = isWhole ? '' : `, … ${count} references`;
  return {
    label: times + join(texts, SHOWN_LABELS),
    fullLabel: times + join(texts, LISTED_LABELS) + more,
    redactedLabel: times + join(redacted, SHOWN_LABELS),
  };
}

/** The references that stand for a step: the last, and each of one that leads through objects. */
function namesOf({ references, isPassing }: FoldedStep): FoldedStep['references'] {
  return isPassing ? references : references.slice(-1);
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
