export const USAGE = `npm run bench -- [--large] [--shuffled] [--MODE] [--objects N] [--runs N]

Times every analysis on a generated heap and prints medians and peak memory.
  --large      10,000,000 objects instead of 1,000,000 (needs 3 GB)
  --objects N  any other number of objects, from 10,000 to 100,000,000
  --shuffled   objects in random order instead of the order of allocation
  --runs N     runs per phase, 3 if not said otherwise

MODE, instead of analyses of one heap:
  --shapes     graphs that are hard on algorithms
  --filters    filters and orders of objects
  --open       openings of dumps of each format, the second time from an index
  --real       dumps that V8 and CPython write of programs, opened and analysed (needs 4 GB and 2 GB of disk)
  --growth     every analysis and opening with so many objects and with ten times as many (needs 3 GB and 4 GB of disk)
  --cores      core files of the Pythons named after it, or of those here: garbage against their collectors', and the time a large one takes
  --gaps       the longest time in which each analysis does not look whether it was cancelled
  --drawings   drawings of the dumps named after it, or of the example, beside dot's of the same boxes
  --svg FOLDER keeps those drawings
  --peers      the same work by other tools, installed for it; fails where results differ`;

const MODES = [
  'shapes',
  'filters',
  'open',
  'real',
  'growth',
  'gaps',
  'cores',
  'drawings',
  'peers',
] as const;
export type Mode = 'analyses' | (typeof MODES)[number];

export interface Options {
  readonly mode: Mode;
  readonly objects: number;
  readonly isShuffled: boolean;
  readonly runs: number;
  /** Dumps to draw. */
  readonly files: readonly string[];
  /** Where drawings are kept; null for nowhere. */
  readonly svgFolder: string | null;
}

/** Null where the words make no sense. */
export function parseOptions(words: readonly string[]): Options | null {
  let mode: Mode = 'analyses';
  let objects = 1_000_000;
  let isShuffled = false;
  let runs = 3;
  const files: string[] = [];
  let svgFolder: string | null = null;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const named = MODES.find((name) => word === `--${name}`);
    if (named !== undefined) mode = named;
    else if (word === '--large') objects = 10_000_000;
    else if (word === '--shuffled') isShuffled = true;
    else if (word === '--objects') objects = Number(words[++at]);
    else if (word === '--runs') runs = Number(words[++at]);
    else if (word === '--svg') svgFolder = words[++at] ?? null;
    else if ((mode === 'drawings' || mode === 'cores') && !word?.startsWith('-'))
      files.push(word ?? '');
    else return null;
  }
  const isSane = objects >= 10_000 && objects <= 100_000_000 && runs >= 1 && runs <= 100;
  return isSane
    ? { mode, objects: Math.trunc(objects), isShuffled, runs: Math.trunc(runs), files, svgFolder }
    : null;
}
