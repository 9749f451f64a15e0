import type { BreakHow } from '../../analysis/breaks/break-cost.ts';
import type { BreakProposal, BreakProposals } from '../../analysis/breaks/break-proposal.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { isUnreachable, Verdict } from '../../analysis/graph/verdict.ts';
import { recognisePattern } from '../../analysis/patterns/recognise.ts';
import { TypeOrigin } from '../../analysis/source/type-origin.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import { isPositionKind } from '../../heap/edge-kind.ts';
import { decorateEdgeLabel } from '../../heap/edge-label.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import type { BreakProposalRow, BreakResult, CutChoice, Family } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeName } from '../rows/names.ts';
import { previewOf } from '../rows/rows.ts';
import { type Runtime, runtimeOf } from '../rows/runtime.ts';
import { placesOfProposal } from '../rows/source-places.ts';
import { fixSketch } from './fix-sketch.ts';

const MAX_LABEL = 80;
/** Proposals that an answer lists; all of them are counted. */
const MAX_PROPOSALS = 100;

/** What to do about each kind of reference, as the end of "To break it: …". */
const HOW_TEXT: Readonly<Record<BreakHow, string>> = {
  'weak-reference': 'hold it by weakref.ref',
  'weak-method': 'look the method up when it is needed, or hold it by weakref.WeakMethod',
  'delete-attribute': 'delete the attribute, or set it to None, when it is no longer needed',
  'delete-variable': 'delete the variable, or set it to None, once it has done its work',
  'remove-item': 'take the item out of the container, or use a weak one',
  'clear-cache': 'call cache_clear()',
  'drop-traceback': 'set __traceback__ to None',
  none: 'nothing: the interpreter makes it',
};

/** What holds weakly in other runtimes, and what a variable or an attribute is set to there. */
const HOW_ELSEWHERE: Readonly<Record<Exclude<Runtime, 'python'>, readonly [string, string]>> = {
  java: ['a java.lang.ref.WeakReference', 'null'],
  ruby: ['a WeakRef', 'nil'],
  javascript: ['a WeakRef', 'null'],
};

function howText(runtime: Runtime, how: BreakHow): string {
  if (runtime === 'python') return HOW_TEXT[how];
  const [weak, nothing] = HOW_ELSEWHERE[runtime];
  switch (how) {
    case 'remove-item':
    case 'clear-cache':
      return 'take the item out when it is no longer needed, or use a weak container';
    case 'delete-attribute':
    case 'delete-variable':
    case 'drop-traceback':
      return `set it to ${nothing} when it is no longer needed`;
    case 'none':
      return 'nothing: the runtime makes it';
    default:
      return `hold it by ${weak}`;
  }
}

/**
 * Which references to break for a family, and the pattern it shows. `familyId` is its position
 * among all families under these cuts. Throws `not-found` when there is no such family.
 */
export function breakResult(
  derived: DerivedColumns,
  familyId: number,
  cuts: CutChoice,
  job: Job,
): BreakResult {
  const family = derived.cycles(cuts, job).families.families[familyId];
  if (family === undefined) {
    throw new OuroborosError('not-found', `There is no cycle family number ${familyId + 1}.`);
  }
  return presentBreaks(derived, family, derived.familyBreaks(familyId, cuts, job), job);
}

/** What was found out about a family, as a message. */
export function presentBreaks(
  derived: DerivedColumns,
  family: CycleFamily,
  found: BreakProposals,
  job: Job,
): BreakResult {
  const pattern = patternOf(derived.graph, family);
  return {
    proposals: found.proposals
      .slice(0, MAX_PROPOSALS)
      .map((proposal) => proposalRow(derived, proposal, found, job)),
    total: found.proposals.length,
    bytesFreed: found.bytesFreed,
    exact: found.isExact,
    pattern:
      pattern === null
        ? null
        : {
            id: pattern.id,
            title: pattern.title,
            explanation: pattern.explanation,
            fix: pattern.fix,
            before: pattern.before,
            after: pattern.after,
            link: pattern.link,
          },
    partial: found.isPartial,
    note: [noteOn(found), listedNote(found.proposals.length)].filter(Boolean).join(' '),
  };
}

function listedNote(total: number): string {
  return total <= MAX_PROPOSALS
    ? ''
    : `Only the first ${formatCount(MAX_PROPOSALS)} of ${formatCount(total)} proposals are listed.`;
}

/** Patterns are of Python's classes and containers; elsewhere their words and fixes would mislead. */
function patternOf(graph: HeapGraph, family: CycleFamily) {
  return runtimeOf(graph) === 'python' ? recognisePattern(graph, family) : null;
}

/** The pattern of a family as rows name it. */
export function familyPattern(
  graph: HeapGraph,
  family: CycleFamily,
): Pick<Family, 'pattern' | 'patternTitle'> {
  const found = patternOf(graph, family);
  return { pattern: found?.id ?? null, patternTitle: found?.title ?? null };
}

function proposalRow(
  derived: DerivedColumns,
  proposal: BreakProposal,
  found: BreakProposals,
  job: Job,
): BreakProposalRow {
  const { graph } = derived;
  const runtime = runtimeOf(graph);
  const row = {
    step: proposal.step,
    type: typeName(graph, proposal.type),
    label: clip(showable(proposal.label), MAX_LABEL),
    target: typeName(graph, proposal.targetType),
    text: referenceText(graph, proposal),
    references: proposal.edges.length,
    bytesFreed: proposal.bytesFreed,
    exact: proposal.isChosen && found.isExact,
    chosen: proposal.isChosen,
    how: proposal.how,
    howText: howText(runtime, proposal.how),
    reason: reasonFor(proposal, found, runtime),
    example: { source: proposal.source, target: proposal.target },
    sources: [...placesOfProposal(derived, proposal, job)],
  };
  const sketch = runtime === 'python' ? fixSketch(row, previewOf(graph, proposal.target)) : [];
  return { ...row, sketch };
}

/** "PandasTableAccessor._dataframe", "list[…]", "function cell walk". */
function referenceText(graph: HeapGraph, { type, kind, label, edges, targetType }: BreakProposal) {
  const name = shortTypeName(typeName(graph, type));
  // Of several items the label of the first would mislead.
  const isOneOfMany = isPositionKind(kind) && edges.length > 1;
  const shown = decorateEdgeLabel(kind, isOneOfMany ? '' : clip(showable(label), MAX_LABEL));
  if (shown === '') return `${name} → ${shortTypeName(typeName(graph, targetType))}`;
  return /^[.[]/.test(shown) ? `${name}${shown}` : `${name} ${shown}`;
}

function reasonFor(proposal: BreakProposal, found: BreakProposals, runtime: Runtime): string {
  const owner = OWNERS.get(proposal.origin) ?? '';
  return `${effectOf(proposal, found, runtime)}${owner === '' ? '' : ` ${owner}`}`;
}

const OWNERS: ReadonlyMap<number, string> = new Map<number, string>([
  [TypeOrigin.program, 'This is your own class.'],
  [TypeOrigin.library, 'This is a library’s class.'],
]);

function effectOf(
  { bytesFreed, isChosen }: BreakProposal,
  found: BreakProposals,
  runtime: Runtime,
): string {
  if (bytesFreed === null) {
    return 'Without it these cycles do not close; this dump cannot tell what else holds their objects.';
  }
  if (found.verdict === Verdict.held) {
    return bytesFreed === 0
      ? 'Without it these cycles do not close, but nothing is freed: something outside still holds their objects.'
      : `What is in use hangs on it alone: ${formatBytes(bytesFreed)} would go with it.`;
  }
  if (runtime !== 'python') {
    return 'Nothing leads to these objects any more: the next collection frees them, cycles and all.';
  }
  if (bytesFreed > 0) {
    const instead =
      found.verdict === Verdict.never
        ? 'which no collection would ever free'
        : 'without waiting for the collector';
    return `Then reference counting alone frees ${formatBytes(bytesFreed)}, ${instead}.`;
  }
  const together = isChosen && (found.bytesFreed ?? 0) > 0;
  return together
    ? 'It frees nothing by itself, but is needed together with the others.'
    : 'Without it these cycles do not close, but other garbage still holds their objects.';
}

function noteOn(found: BreakProposals): string {
  const chosen = found.proposals.filter((proposal) => proposal.isChosen);
  if (found.isPartial) {
    return 'There are too many cycles to look at all of them; some may be left.';
  }
  if (chosen.length === 0) return 'No reference on these cycles is a program’s to break.';
  if (found.leavesCycles) {
    return 'Cycles that the interpreter itself makes are left; only the collector frees these.';
  }
  if (found.verdict === Verdict.held) {
    return 'Something outside holds these objects: breaking the cycles frees nothing. Look at what holds them.';
  }
  if (chosen.length === 1) return '';
  const effect =
    isUnreachable(found.verdict) && found.bytesFreed !== null
      ? ` and free ${formatBytes(found.bytesFreed)}`
      : '';
  return `All ${formatCount(chosen.length)} of them together leave no cycle${effect}.`;
}

/** "break PandasTableAccessor._dataframe (100 references): frees 1.15 MB". */
export function proposalSentence(
  row: { readonly text: string; readonly references: number; readonly bytesFreed: number | null },
  verdict: string,
): string {
  return `break ${row.text} (${formatQuantity(row.references, 'reference')})${shortEffect(row.bytesFreed, verdict)}`;
}

/** References named of those to be broken together. */
const MAX_NAMED_TOGETHER = 3;

/** "break Client.callbacks and Client.on_message together: frees 36.4 MB". */
export function jointSentence(
  rows: readonly { readonly text: string }[],
  bytesFreed: number | null,
): string {
  const named = rows.slice(0, MAX_NAMED_TOGETHER).map((row) => row.text);
  const others = rows.length - named.length;
  const last = others === 0 ? named.pop() : `${formatCount(others)} more`;
  const effect = bytesFreed === null ? '' : `: frees ${formatBytes(bytesFreed)}`;
  return `break ${named.join(', ')} and ${last} together${effect}`;
}

function shortEffect(bytesFreed: number | null, verdict: string): string {
  if (bytesFreed === null) return '';
  if (bytesFreed === 0) return ': frees nothing by itself';
  return verdict === 'held'
    ? `: ${formatBytes(bytesFreed)} in use would go with it`
    : `: frees ${formatBytes(bytesFreed)}`;
}
