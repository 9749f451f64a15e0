import type { RankedCause } from '../../analysis/causes/find-causes.ts';
import { isUnreachable, Verdict, verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { Cause } from '../../protocol/cause-schemas.ts';
import type { BreakProposalRow, BreakResult, CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { BreakReport } from '../cycles/break-report.ts';
import { breakResult } from '../cycles/breaks.ts';
import { signatureText } from '../cycles/families.ts';
import { causesWithAnswer, isAnsweredAtOnce } from './answer.ts';
import { BREAKS } from './strings.ts';

/** Families that are advised on where a dump cannot tell which of them are garbage. */
const UNKNOWN_FAMILIES = 3;
/** Families looked at for them: many share one reference. */
const LOOKED_AT = 30;

/** The JSON that `ouroboros break FILE` prints: the best breaks of the whole dump. */
export interface DumpBreaks {
  /** Cycles that are garbage, by what goes with them, as the answer tells them. */
  readonly causes: readonly Pick<
    Cause,
    'kind' | 'bytes' | 'sentence' | 'cycles' | 'breaks' | 'advice' | 'places'
  >[];
  /** Where the dump cannot tell garbage: the families with the most objects. */
  readonly families: BreakReport['families'];
  /** What else is to be said; '' where nothing is. */
  readonly note: string;
}

/** What to break in the whole dump; held cycles are not broken, since that frees nothing. */
export function dumpBreaks(derived: DerivedColumns, cuts: CutChoice, job: Job): DumpBreaks {
  const { known } = derived.verdicts(job);
  if (!known) {
    return { causes: [], families: unknownFamilies(derived, cuts, job), note: BREAKS.unknown };
  }
  const { result } = causesWithAnswer(derived, job);
  const causes = result.causes
    .filter(({ kind, cycles }) => kind === 'garbage' || (kind === 'lost' && cycles.length > 0))
    .map(({ kind, bytes, sentence, cycles, breaks, advice, places }) => {
      return { kind, bytes, sentence, cycles, breaks, advice, places };
    });
  return { causes, families: [], note: causes.length === 0 ? BREAKS.nothing : '' };
}

function unknownFamilies(
  derived: DerivedColumns,
  cuts: CutChoice,
  job: Job,
): BreakReport['families'] {
  const { families } = derived.cycles(cuts, job).families;
  const ids = [...families.keys()]
    .filter((id) => families[id]?.isMachinery === false)
    .sort((a, b) => (families[b]?.objects ?? 0) - (families[a]?.objects ?? 0) || a - b);
  const told = new Set<string>();
  const found: BreakReport['families'][number][] = [];
  for (const id of ids.slice(0, LOOKED_AT)) {
    const family = families[id];
    if (family === undefined || found.length === UNKNOWN_FAMILIES) break;
    const result = withSafeAdvice(derived, id, cuts, breakResult(derived, id, cuts, job), job);
    const key = result.proposals
      .filter(({ chosen }) => chosen)
      .map(({ text }) => text)
      .join(' ');
    if (told.has(key)) continue;
    told.add(key);
    const verdict = verdictName(family.verdict);
    found.push({ number: id + 1, text: signatureText(family), verdict, ...result });
  }
  return found;
}

/**
 * What to break for a family, with the advice that holds for all of its tangle, and a weak reference
 * advised only where the answer found that something else still owns what it leads to.
 */
export function withSafeAdvice(
  derived: DerivedColumns,
  familyId: number,
  cuts: CutChoice,
  result: BreakResult,
  job: Job,
): BreakResult {
  const family = derived.cycles(cuts, job).families.families[familyId];
  const isGarbage = family !== undefined && isUnreachable(family.verdict);
  const found = isGarbage ? causeOf(derived, family.instances[0], job) : null;
  const safe = new Set(found?.cause.advice.id === 'weakBack' ? found.told.breaks : []);
  const advice = found === null ? '' : found.told.advice;
  const isHeld = family?.verdict === Verdict.held;
  return {
    ...result,
    note: [advice, result.note].filter(Boolean).join(' '),
    proposals: safeFirst(result.proposals, safe).map((row) =>
      row.how !== 'weak-reference' || safe.has(row.text) || isHeld
        ? row
        : { ...row, howText: BREAKS.weakOnlyIf(row.target) },
    ),
  };
}

/** The references to break for a family, in the order of its advice: a drawing marks what is told. */
export function advisedEdges(
  derived: DerivedColumns,
  familyId: number,
  cuts: CutChoice,
  job: Job,
): readonly Uint32Array[] {
  const { proposals } = derived.familyBreaks(familyId, cuts, job);
  const first = proposals.filter(({ isChosen }) => isChosen);
  // Only one that may have to give way is worth the answer.
  if (first.length !== 1 || first[0]?.how !== 'weak-reference' || proposals.length === 1) {
    return first.map(({ edges }) => edges);
  }
  const listed = breakResult(derived, familyId, cuts, job);
  const chosen = withSafeAdvice(derived, familyId, cuts, listed, job).proposals.filter(
    (row) => row.chosen,
  );
  const isAdvised = (at: number): boolean => {
    const row = listed.proposals[at];
    // Beyond those that are listed the order is that in which they were found.
    if (row === undefined) return proposals[at]?.isChosen === true;
    return chosen.some(({ text, target }) => text === row.text && target === row.target);
  };
  return proposals.filter((_, at) => isAdvised(at)).map(({ edges }) => edges);
}

/**
 * The one reference that was cheapest to break gives way to one that the answer found safe and that
 * frees as much alone: what is cheap would be lost at once, held weakly.
 */
function safeFirst(
  proposals: readonly BreakProposalRow[],
  safe: ReadonlySet<string>,
): readonly BreakProposalRow[] {
  const [first, ...others] = proposals;
  if (first?.how !== 'weak-reference' || safe.has(first.text)) return proposals;
  if (!first.chosen || others.some(({ chosen }) => chosen)) return proposals;
  const better = others.find(
    ({ text, bytesFreed }) => safe.has(text) && (bytesFreed ?? -1) >= (first.bytesFreed ?? 0),
  );
  if (better === undefined) return proposals;
  return [
    { ...better, chosen: true, exact: first.exact },
    { ...first, chosen: false, exact: false },
    ...others.filter((row) => row !== better),
  ];
}

/** The cause that an unreachable object is charged to, if that is told. */
function causeOf(
  derived: DerivedColumns,
  node: NodeIndex | undefined,
  job: Job,
): { readonly cause: RankedCause; readonly told: Cause } | null {
  if (node === undefined || !isAnsweredAtOnce(derived)) return null;
  const { causes, result } = causesWithAnswer(derived, job);
  const group = causes.groupOf[node] ?? -1;
  const at = causes.told.findIndex((cause) => 'group' in cause && cause.group === group);
  const [cause, told] = [causes.told[at], result.causes[at]];
  return cause === undefined || told === undefined ? null : { cause, told };
}
