import { formatCount } from '../../base/units.ts';
import { TIMES } from './strings.ts';

/** The steps of a name up to a repetition that is still going on. */
export interface Run {
  /** Text that comes before and is settled. */
  readonly before: string;
  /** The last steps, none of them repeated yet. */
  readonly tail: readonly string[];
  /** The steps that repeat; none while nothing does. */
  readonly unit: readonly string[];
  readonly times: number;
  /** How many steps of one more repetition there are. */
  readonly begun: number;
}

export const EMPTY_RUN: Run = { before: '', tail: [], unit: [], times: 0, begun: 0 };

/** Steps that repeat together, at most: `.request.meta['prev']` are three. */
const MAX_UNIT = 4;
/** Up to this often they are written out. */
const WRITTEN_OUT = 2;

/** Adds a step; `settled` is text that nothing can change any more. O(1). */
export function addToRun(run: Run, step: string): { readonly settled: string; readonly run: Run } {
  if (run.unit.length > 0) {
    if (step === run.unit[run.begun]) {
      const isWhole = run.begun + 1 === run.unit.length;
      const next = isWhole
        ? { ...run, times: run.times + 1, begun: 0 }
        : { ...run, begun: run.begun + 1 };
      return { settled: '', run: next };
    }
    const begun = run.unit.slice(0, run.begun);
    const settled = run.before + repeated(run.unit, run.times);
    const rest = addToRun({ ...EMPTY_RUN, tail: begun }, step);
    return { settled: settled + rest.settled, run: rest.run };
  }
  const tail = [...run.tail, step];
  const unit = repeatedEnd(tail);
  if (unit.length > 0) {
    const before = run.before + tail.slice(0, tail.length - 2 * unit.length).join('');
    return { settled: '', run: { before, tail: [], unit, times: 2, begun: 0 } };
  }
  const settled = run.before + (tail.length >= 2 * MAX_UNIT ? (tail.shift() ?? '') : '');
  return { settled, run: { ...EMPTY_RUN, tail } };
}

export function runText({ before, tail, unit, times, begun }: Run): string {
  return before + tail.join('') + repeated(unit, times) + unit.slice(0, begun).join('');
}

/** The steps that the last ones say twice. */
function repeatedEnd(tail: readonly string[]): readonly string[] {
  for (let length = 1; length <= MAX_UNIT && 2 * length <= tail.length; length++) {
    const last = tail.slice(-length);
    const isTwice = last.every((step, at) => step === tail[tail.length - 2 * length + at]);
    if (isTwice) return last;
  }
  return [];
}

function repeated(unit: readonly string[], times: number): string {
  const text = unit.join('');
  return times <= WRITTEN_OUT ? text.repeat(times) : TIMES(text, formatCount(times));
}
