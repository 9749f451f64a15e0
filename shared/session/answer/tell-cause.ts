import type {
  AccumulationCause,
  GarbageCause,
  KeptCause,
  NativeCause,
  OutsideCause,
  UnseenCause,
} from '../../analysis/causes/cause.ts';
import type { RankedCause } from '../../analysis/causes/find-causes.ts';
import { referenceText } from '../../analysis/causes/garbage-causes.ts';
import type { CodePlace } from '../../analysis/causes/heap-reader.ts';
import { ModuleOrigin } from '../../analysis/names/program-modules.ts';
import type { Job } from '../../base/job.ts';
import { shortTypeName } from '../../base/type-name.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { IMMORTAL_COUNT, NO_COUNT, NO_NODE } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { Cause, CausePlace } from '../../protocol/cause-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { countOfType, typeNameOf } from '../rows/names.ts';
import { objectRow, previewOf, shapeText } from '../rows/rows.ts';
import { runtimeOf } from '../rows/runtime.ts';
import { causeSignature } from './cause-signature.ts';
import { ADVICE, PLACE_IN, SENTENCE, SIZE, SUBJECT, WAITS } from './strings.ts';
import { adviceText } from './tell-advice.ts';
import { cycleText, shown, subjectText, whyText } from './tell-subject.ts';

/** What shares are of: the resident memory, or Python's objects where the dump does not tell it. */
export interface Whole {
  readonly bytes: number;
  readonly isResident: boolean;
}

type Told = Pick<Cause, 'sentence' | 'subjects' | 'holder' | 'cycles' | 'breaks'>;

const SHOWN_SUBJECTS = 3;
/** What is outside of Python's objects is worth a word from this part of a cause. */
const TELLING_NATIVE = 0.1;

/** A cause in words, with rows of the objects that show it. */
export function tellCause(
  derived: DerivedColumns,
  cause: RankedCause,
  whole: Whole,
  job: Job,
): Cause {
  const share = whole.bytes > 0 ? Math.min(1, cause.bytes / whole.bytes) : 0;
  const native = cause.nativeBytes >= TELLING_NATIVE * cause.bytes ? cause.nativeBytes : 0;
  const size = SIZE(cause.bytes, share, whole.isResident, native);
  const told = words(derived, cause, size, whole);
  const holder = holderOf(cause);
  const row = (node: number) => (node === NO_NODE ? null : objectRow(derived, node, job));
  return {
    kind: cause.kind,
    signature: causeSignature(derived, cause, job),
    bytes: Math.round(cause.bytes),
    nativeBytes: Math.round(cause.nativeBytes),
    share,
    ...told,
    subjects: told.subjects.slice(0, SHOWN_SUBJECTS),
    places: cause.places.map(placeOf),
    advice: adviceOn(derived, cause),
    confidence: isEstimate(cause) ? 'estimate' : 'exact',
    example: row(cause.example),
    holderObject: row(holder),
    isOnCycle: 'ways' in cause,
  };
}

/** What to do; in other runtimes cycles are nobody's to break: every collection frees them. */
function adviceOn(derived: DerivedColumns, cause: RankedCause): string {
  const isFreed = cause.kind === 'garbage' || cause.kind === 'lost';
  if (isFreed && runtimeOf(derived.graph) !== 'python') return ADVICE.nextCollection;
  return [adviceText(cause.advice), linesOfWaits(cause), waitText(derived, cause)]
    .filter(Boolean)
    .join(' ');
}

/** At which line tasks, coroutines and generators wait, those that are held or what holds them. */
function linesOfWaits(cause: RankedCause): string {
  if (!('shape' in cause)) return '';
  const { itemsWait, holderWaits } = cause;
  return [
    itemsWait === null ? '' : WAITS.items(shown(itemsWait.name), lineOf(itemsWait)),
    holderWaits === null ? '' : WAITS.holder(shown(holderWaits.name), lineOf(holderWaits)),
  ]
    .filter(Boolean)
    .join(' ');
}

function lineOf({ file, line }: CodePlace): string {
  return `${shown(file.slice(1 + Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))))}:${line}`;
}

/** Where nobody collects, what waits does so for good. */
function waitText({ graph }: DerivedColumns, { kind }: RankedCause): string {
  return kind === 'garbage' && graph.process.gcEnabled === false ? ADVICE.collectorOff : '';
}

function isEstimate(cause: RankedCause): boolean {
  return cause.kind === 'unseen' || cause.kind === 'frozen' || cause.ownsNative !== null;
}

function holderOf(cause: RankedCause): number {
  if (cause.kind === 'native') return cause.suspect?.holder ?? NO_NODE;
  return 'holder' in cause ? cause.holder : NO_NODE;
}

function placeOf({ name, file, line, origin }: CodePlace): CausePlace {
  const isOwn = origin === ModuleOrigin.program;
  return { name: shown(name), file: shown(file), line, isOwn };
}

function words(derived: DerivedColumns, cause: RankedCause, size: string, whole: Whole): Told {
  if ('ways' in cause) return ofGarbage(derived, cause, size);
  if ('shape' in cause) return ofAccumulation(derived, cause, size);
  if ('hidden' in cause) return ofOutside(derived, cause, size);
  if (cause.kind === 'native') return ofNative(cause, whole);
  return cause.kind === 'kept' ? ofKept(cause, whole) : ofUnseen(cause, size);
}

function ofKept({ bytes, byMalloc, byPymalloc, isAlone }: KeptCause, whole: Whole): Told {
  const by = SENTENCE.keptBy(byPymalloc, byMalloc);
  return { ...NOTHING, sentence: SENTENCE.kept(bytes, whole.bytes, by, isAlone) };
}

const NOTHING: Omit<Told, 'sentence'> = { subjects: [], holder: '', cycles: [], breaks: [] };

function ofGarbage(
  { graph }: DerivedColumns,
  cause: GarbageCause & Pick<RankedCause, 'ownsNative'>,
  size: string,
): Told {
  const { deadClasses, deadClass, ownsNative } = cause;
  const isOfClasses = deadClasses > 1;
  const subject = isOfClasses
    ? SUBJECT.deadClasses(countOfType(deadClasses, 'type'), shown(deadClass))
    : subjectText(graph, cause.subject);
  const isOne = !isOfClasses && cause.subject.count === 1;
  const owned = ownsNative === null ? '' : countOfType(ownsNative.count, ownsNative.type);
  const sentence =
    owned !== ''
      ? SENTENCE.garbageWithNative(size, subject, isOne, owned)
      : cause.kind === 'lost'
        ? SENTENCE.lost(size, subject, isOne)
        : SENTENCE.garbage(size, subject, isOne);
  const cuts = cause.ways.map(({ cut }) => cut).filter((cut) => cut !== null);
  return {
    ...NOTHING,
    sentence,
    subjects: [subject],
    cycles: cause.ways.map(cycleText),
    breaks: [...new Set(cuts.map((cut) => shown(referenceText(cut))))],
  };
}

function ofOutside({ graph }: DerivedColumns, cause: OutsideCause, size: string): Told {
  const subject = subjectText(graph, cause.subject);
  const { hidden } = cause;
  if (hidden === null) {
    return { ...NOTHING, sentence: SENTENCE.outside(size, subject), subjects: [subject] };
  }
  const [text, type] = [shown(hidden.text), shown(hidden.type)];
  return {
    ...NOTHING,
    sentence: SENTENCE.hidden(size, subject, cause.subject.count === 1, type),
    subjects: [subject],
    cycles: [`${text} → ${type} → ${shown(hidden.end)}`],
    breaks: [text],
  };
}

/** Where an accumulation lies and what it consists of, without its size. */
export function accumulationPlace(derived: DerivedColumns, cause: AccumulationCause): string {
  return PLACE_IN(cause.holderText, accumulationContent(derived, cause));
}

function accumulationContent({ graph }: DerivedColumns, cause: AccumulationCause): string {
  const { subjects, isInside, shape, holder, why } = cause;
  if (shape === 'one') return oneText(graph, holder);
  const texts = subjects.map((subject) => subjectText(graph, subject));
  const [first = '', second = ''] = texts;
  const content = isInside && second !== '' ? SUBJECT.inside(first, second) : SUBJECT.and(texts);
  const because = why === null ? '' : whyText(why);
  return because === '' ? content : `${content}; ${because}`;
}

function oneText(graph: HeapGraph, node: NodeIndex): string {
  const type = shortTypeName(typeNameOf(graph, node));
  const details = objectDetails(graph, node);
  const shape = details === null ? '' : shapeText(details);
  if (shape !== '') return SUBJECT.oneShaped(type, shape);
  const length = graph.length?.[node] ?? NO_COUNT;
  const items = length >= IMMORTAL_COUNT ? -1 : length;
  const text = TEXT.test(type) ? previewOf(graph, node) : '';
  return text === '' ? SUBJECT.one(type, items) : SUBJECT.oneText(type, items, shown(text));
}

const TEXT = /^(str|bytes)$/;

function ofAccumulation(derived: DerivedColumns, cause: AccumulationCause, size: string): Told {
  const { graph } = derived;
  const { shape, holderText, run, variable, link, why } = cause;
  const subjects = cause.subjects.map((subject) => subjectText(graph, subject));
  const breaks =
    why?.id === 'attribute' ? why.names.map((name) => ownAttribute(derived, cause, name)) : [];
  const told = { ...NOTHING, subjects, breaks, holder: holderText };
  const [first = ''] = subjects;
  switch (shape) {
    case 'modules':
      return { ...told, sentence: SENTENCE.modules(size, first), holder: 'sys.modules' };
    case 'frames': {
      const threads = cause.subjects[0]?.count ?? 0;
      const sentence = SENTENCE.frames(size, shown(run), threads, shown(variable));
      return { ...told, sentence, holder: `${shown(run)}()` };
    }
    case 'callbacks':
      return { ...told, sentence: SENTENCE.callbacks(size, first), holder: 'atexit' };
    case 'chain': {
      const links = cause.subjects.map((subject) =>
        countOfType(subject.count, derived.graph.strings.get(graph.typeNames[subject.type])),
      );
      const sentence = SENTENCE.chain(size, holderText, SUBJECT.and(links), shown(link));
      return { ...told, sentence };
    }
    default:
      return {
        ...told,
        sentence: SENTENCE.accumulation(size, holderText, accumulationContent(derived, cause)),
      };
  }
}

function ownAttribute(
  { graph }: DerivedColumns,
  { example }: AccumulationCause,
  name: string,
): string {
  return `${shortTypeName(typeNameOf(graph, example))}.${shown(name)}`;
}

function ofUnseen(cause: UnseenCause, size: string): Told {
  const { count, names, holderText, holderCount } = cause;
  if (cause.kind === 'frozen') {
    const subject = countOfType(count, shown(names[0] ?? ''));
    return {
      ...NOTHING,
      sentence: SENTENCE.frozen(size, subject),
      subjects: [subject],
      holder: holderText,
    };
  }
  const runs = names.map((name) => `${shown(name)}()`).join(' and ');
  const by = holderText === '' ? '' : SENTENCE.greenletsHeldBy(holderText, holderCount);
  return {
    ...NOTHING,
    sentence: SENTENCE.greenlets(size, count, runs, by),
    subjects: [countOfType(count, 'greenlet')],
    holder: holderText,
  };
}

function ofNative({ bytes, suspect }: NativeCause, whole: Whole): Told {
  if (suspect === null) {
    return { ...NOTHING, sentence: SENTENCE.native(bytes, whole.bytes, SENTENCE.nativeUnknown) };
  }
  const items = countOfType(suspect.items, shown(suspect.itemType));
  const by = SENTENCE.nativeSuspect(items, suspect.holderText, shown(suspect.nativeType));
  return {
    ...NOTHING,
    sentence: SENTENCE.native(bytes, whole.bytes, by),
    subjects: [items],
    holder: suspect.holderText,
  };
}
