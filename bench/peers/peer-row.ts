import { formatBytes } from '../../shared/base/units.ts';
import { markdownTable } from '../table.ts';

/** What one tool took to answer a question, and whether its answer is ours. */
export interface PeerRow {
  readonly who: string;
  /** Null where it was not run. */
  readonly seconds: number | null;
  /** In all threads; null where it cannot be told apart. */
  readonly processorSeconds: number | null;
  readonly peakBytes: number | null;
  readonly results: string;
  /** It came to another answer than we did, and nothing explains why. */
  readonly differs: boolean;
}

/** One question on one graph or dump; the first row is ours. */
export interface PeerQuestion {
  readonly question: string;
  readonly rows: readonly PeerRow[];
}

export function notRun(who: string, why: string): PeerRow {
  return {
    who,
    seconds: null,
    processorSeconds: null,
    peakBytes: null,
    results: `not run: ${why}`,
    differs: false,
  };
}

/** All questions in one table, with every time and peak as a multiple of ours. */
export function peerTable(questions: readonly PeerQuestion[]): string {
  const head = [
    'question',
    'who',
    'time',
    'ratio',
    'processor',
    'ratio',
    'peak',
    'ratio',
    'results',
  ];
  return markdownTable([head, ...questions.flatMap(questionRows)]);
}

function questionRows({ question, rows }: PeerQuestion): string[][] {
  const [own] = rows;
  return rows.map(({ who, seconds, processorSeconds, peakBytes, results, differs }, at) => [
    at === 0 ? question : '',
    who,
    secondsText(seconds),
    ratio(seconds, own?.seconds ?? null),
    secondsText(processorSeconds),
    ratio(processorSeconds, own?.processorSeconds ?? null),
    peakBytes === null ? '–' : formatBytes(peakBytes),
    ratio(peakBytes, own?.peakBytes ?? null),
    differs ? `RESULTS DIFFER: ${results}` : results,
  ]);
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '–' : `${seconds.toFixed(2)} s`;
}

function ratio(value: number | null, own: number | null): string {
  if (value === null || own === null) return '–';
  return value === own ? '1' : (value / own).toFixed(1);
}
