import type { AccumulationCause } from '../../analysis/causes/cause.ts';
import type { Causes } from '../../analysis/causes/find-causes.ts';
import { findCauses } from '../../analysis/causes/find-causes.ts';
import type { Job } from '../../base/job.ts';
import { withoutPackageFolder } from '../../base/source-origin.ts';
import { memoryParts } from '../../heap/memory-parts.ts';
import type {
  AnswerResult,
  Cause,
  CausePlace,
  MemoryAccount,
} from '../../protocol/cause-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { objectRow } from '../rows/rows.ts';
import { runtimeOf } from '../rows/runtime.ts';
import { detachedNodes } from './detached-nodes.ts';
import { ACCOUNT, BESIDES, CYCLES, HEALTHY, LOOK_AT, UNKNOWN } from './strings.ts';
import type { Whole } from './tell-cause.ts';
import { accumulationPlace, tellCause } from './tell-cause.ts';
import { unknownCycles } from './unknown-cycles.ts';

/** Causes of the first lines; more are in the list. */
const IN_TEXT = 3;
/** What stands first where nothing leaks, if it is worth a line. */
const MIN_BELOW = 1e6;

interface CachedAnswer {
  readonly causes: Causes;
  readonly result: AnswerResult;
}

const ANSWERED_AT_ONCE = 5_000_000;

/** Whether the answer is given unasked: a command line has nothing to show meanwhile. */
export function isAnsweredAtOnce({ graph }: DerivedColumns): boolean {
  return graph.nodeCount <= ANSWERED_AT_ONCE;
}

/** Asked for by every view, and by the report: found once for each choice of cuts. */
const cached = new WeakMap<DerivedColumns, CachedAnswer>();

/** What leaks, how much, why, where, and what to do. O(objects + references) the first time. */
export function answerOf(derived: DerivedColumns, job: Job): AnswerResult {
  return causesWithAnswer(derived, job).result;
}

/** The answer, and the causes that it tells, in the same order. */
export function causesWithAnswer(derived: DerivedColumns, job: Job): CachedAnswer {
  const known = cached.get(derived);
  if (known !== undefined) return known;
  const causes = causesOf(derived, job);
  const found = { causes, result: tellAnswer(derived, causes, job) };
  cached.set(derived, found);
  return found;
}

function causesOf(derived: DerivedColumns, job: Job): Causes {
  // Names and dominators need nothing of each other.
  derived.beginDominators(job);
  const forest = derived.names(job);
  const columns = {
    isPartial: derived.isPartial,
    verdicts: derived.verdicts(job),
    dominators: derived.dominators(job),
    forest,
    namer: derived.namer(job),
    entries: derived.entries(job),
    freed: derived.freedAtOnce(job),
  };
  return findCauses(derived.followed, columns, job);
}

function tellAnswer(derived: DerivedColumns, found: Causes, job: Job): AnswerResult {
  // Of a dump that lost objects the parts would not add up to the process.
  const parts = derived.isPartial ? null : memoryParts(derived.graph, found.pythonBytes);
  const whole: Whole =
    parts === null
      ? { bytes: found.pythonBytes, isResident: false }
      : { bytes: parts.resident, isResident: true };
  const causes = found.told.map((cause) => tellCause(derived, cause, whole, job));
  const places = found.places.map((place) =>
    tellCause(derived, { ...place, ownsNative: null }, whole, job),
  );
  const account = parts === null ? null : accountOf(parts);
  const said = saidFirst(derived, causes, job) ?? nothingLeaks(derived, found.places[0], job);
  const isPython = runtimeOf(derived.graph) === 'python';
  const last =
    account !== null
      ? [accountText(account)]
      : isPython && !derived.isPartial
        ? [ACCOUNT.unknown]
        : [];
  const details = [...said.details, ...last];
  return { headline: said.headline, details, causes, places, lead: said.lead, account };
}

type Said = Pick<AnswerResult, 'headline' | 'lead'> & { readonly details: readonly string[] };

/** The first cause; nodes that no document has any more come before. Null where nothing leaks. */
function saidFirst(derived: DerivedColumns, causes: readonly Cause[], job: Job): Said | null {
  const detached = detachedNodes(derived, job);
  if (detached !== null) {
    const { sentence, detail, example } = detached;
    const besides = causes.slice(0, IN_TEXT - 1).map((cause) => BESIDES(cause.sentence));
    const lead = { object: objectRow(derived, example, job), isOnCycle: false };
    return { headline: sentence, details: [detail, ...besides], lead };
  }
  const [first, ...others] = causes;
  if (first === undefined) return null;
  const besides = others.slice(0, IN_TEXT - 1).map(({ sentence }) => BESIDES(sentence));
  const { example, holderObject, isOnCycle } = first;
  const shown = example ?? holderObject;
  return {
    headline: first.sentence,
    details: [...causeDetails(first), ...besides],
    lead: shown === null ? null : { object: shown, isOnCycle },
  };
}

/** The largest fact, where nothing leaks or the dump cannot tell. */
function nothingLeaks(
  derived: DerivedColumns,
  most: AccumulationCause | undefined,
  job: Job,
): Said {
  const isTold = most !== undefined && most.bytes > MIN_BELOW && most.holderText !== '';
  const below = isTold ? [HEALTHY.mostIn(most.bytes, accumulationPlace(derived, most))] : [];
  const lead = isTold ? { object: objectRow(derived, most.example, job), isOnCycle: false } : null;
  const { known, totals } = derived.verdicts(job);
  if (!known) {
    const { headline, details, example } = unknownCycles(derived, job);
    const onCycle =
      example === null ? null : { object: objectRow(derived, example, job), isOnCycle: true };
    return { headline, details: [...details, ...below], lead: onCycle ?? lead };
  }
  const isUnknown = totals.unknown.objects > totals.held.objects;
  const headline = isUnknown
    ? UNKNOWN.missingCounts
    : derived.isPartial
      ? HEALTHY.partial
      : HEALTHY.nothing;
  return { headline, details: below, lead };
}

/** What there is to say of a cause after its sentence: cycle, advice, places. */
export function causeDetails({
  cycles,
  advice,
  places,
}: Pick<Cause, 'cycles' | 'advice' | 'places'>): readonly string[] {
  return [
    ...(cycles.length === 0 ? [] : [CYCLES(cycles)]),
    ...(advice === '' ? [] : [advice]),
    ...(places.length === 0 ? [] : [LOOK_AT(places.map(placeText))]),
  ];
}

/** `Session.add (app.py:40)`; the file alone where no function is known. */
export function placeText({ name, file, line }: CausePlace): string {
  const path = withoutPackageFolder(file);
  return name === '' || name === '<module>' ? path : `${name} (${path}:${line})`;
}

/** The parts of the resident memory as they are told. */
export function accountOf({
  resident,
  python,
  native,
  kept: free,
  mappings,
  remainder,
}: NonNullable<ReturnType<typeof memoryParts>>): MemoryAccount {
  return { resident, python, native, kept: free, mappings, remainder };
}

/** Where the resident memory is, as a sentence. */
export function accountText({
  resident,
  python,
  native,
  kept: free,
  mappings,
  remainder,
}: MemoryAccount): string {
  const isKnown = native > 0 || free !== null || mappings !== null;
  return ACCOUNT.resident(resident, [
    ACCOUNT.python(python),
    ...(native > 0 ? [ACCOUNT.native(native)] : []),
    ...(free !== null && free > 0 ? [ACCOUNT.kept(free)] : []),
    ...(mappings !== null ? [ACCOUNT.mappings(mappings)] : []),
    ...(isKnown ? [ACCOUNT.remainder(remainder)] : []),
  ]);
}
