import type { OuroborosErrorCode } from '../../shared/base/errors.ts';
import { formatQuantity } from '../../shared/base/units.ts';

/** Words of the screens before a dump is open, and after it could not be or was lost. */

export const START_SCREEN = {
  title: 'Why is this memory still there?',
  what: 'Open a dump of a Python process. Ouroboros says which reference cycles hold the memory, what holds the rest, and which reference to break.',
  drop: 'Drop a heap dump to open it',
  formats:
    'Ouroboros, PyHeap, meliae, refcycle, objgraph, heaps of V8, Java and Ruby, memory over time, or an allocation profile; plain, gzip or zstd. A folder, or many files, is looked at as a fleet. Nothing is uploaded: it stays on this machine.',
  open: 'Open a dump…',
  example: 'Open the example',
  recent: 'Recent',
  clearRecent: 'Clear',
  dropAgain: 'choose it or drop it again',
  backTo: (name: string) => `Back to ${name}`,
} as const;

export const PROCESSES = {
  title: 'Python processes',
  refresh: 'Look again',
  what: 'One click reads a process from outside: it stands still for a moment, and no code runs in it. A second one reads it again and compares.',
  none: 'No Python process can be seen here.',
  notReadable: 'may not be read by this user',
  facts: (version: string | null, resident: string, growth: string) =>
    [version === null ? 'Python' : `Python ${version}`, resident, growth]
      .filter((part) => part !== '')
      .join(' · '),
  grown: (bytes: string, time: string) => `${bytes} in ${time}`,
} as const;

export const WATCH = {
  start: 'Watch',
  startHint: (pid: number) => `Watch process ${pid}: what grows in it, read again and again`,
  title: (pid: number) => `Process ${pid} is watched`,
  over: (pid: number) => `Process ${pid} was watched`,
  every: 'Read it every',
  interval: (seconds: number) =>
    seconds < 60 ? formatQuantity(seconds, 'second') : formatQuantity(seconds / 60, 'minute'),
  stop: 'Stop',
  close: 'Close',
  openLast: 'Open the last reading',
  reading: 'Reading the process…',
  ending: 'Reading the process for the last time…',
  first: 'One reading so far: growth shows from the second on.',
  readings: (count: number) => `${formatQuantity(count, 'reading')} so far.`,
  nothing: 'Nothing has grown since the first reading.',
  gained: 'Gained since the first reading, by container',
  memory: 'Memory of the process',
  growing: 'What grows',
  container: 'Container',
  items: 'Items an hour',
  bytes: 'Bytes an hour',
  steady: 'In every step',
  yes: 'yes',
  no: '–',
} as const;

export const TAKE = {
  title: 'Capture a heap dump',
  where: 'Where the program runs',
  file: 'Single file, standard library only.',
  save: 'Save ouroboros_dump.py…',
  theLines: 'the lines',
} as const;

/** One way to come by a dump: what to do, in as many lines as fit on a hand. */
export interface Situation {
  readonly id: 'script' | 'process' | 'notebook' | 'container' | 'pytest';
  readonly name: string;
  readonly what: string;
  readonly lines: string;
  readonly note: string;
}

export const SITUATIONS: readonly Situation[] = [
  {
    id: 'script',
    name: 'Script',
    what: 'Put the file next to your program, and these lines where the memory is high.',
    lines: 'import ouroboros_dump\n\nouroboros_dump.dump("leak.ouro")',
    note: 'Or change nothing, and have it done once memory passes a limit: python -m ouroboros_dump run --over 2GB SCRIPT',
  },
  {
    id: 'process',
    name: 'Process',
    what: 'On Linux, read it from outside: no code runs in it, and it may hang or be at its memory limit. Elsewhere, attach from the folder the file is in.',
    lines: 'ouroboros read PID -o leak.ouro\n\npython -m ouroboros_dump attach PID leak.ouro',
    note: 'Reading stops the process for a moment. Attaching is safe from Python 3.14 on; before, it takes gdb on Linux and is never free of risk: only where the process may die.',
  },
  {
    id: 'notebook',
    name: 'Notebook',
    what: 'In a cell, with the file in the folder of the notebook.',
    lines: 'import ouroboros_dump\n\nouroboros_dump.dump("leak.ouro")',
    note: 'IPython keeps what cells returned in Out and _. Where that is what holds memory, Ouroboros says so.',
  },
  {
    id: 'container',
    name: 'Container',
    what: 'Kubernetes; with Docker it is docker cp and docker exec.',
    lines:
      'kubectl cp ouroboros_dump.py POD:/tmp/\nkubectl exec POD -- python /tmp/ouroboros_dump.py attach 1 /tmp/leak.ouro\nkubectl cp POD:/tmp/leak.ouro leak.ouro',
    note: 'The Python of the container attaches to the process with number 1. Where its memory limit leaves no room, the dump is refused, not begun.',
  },
  {
    id: 'pytest',
    name: 'pytest',
    what: 'With the file where you run it. A test that leaves objects in cycles fails, and a dump of them is kept.',
    lines: 'python -m pytest -p ouroboros_dump --ouroboros-all\n\nls ouroboros-dumps/',
    note: 'For single tests, leave out the last word and let them ask for the fixture no_cyclic_garbage.',
  },
];

export const LOADING = {
  opening: 'Opening',
  starting: 'Starting the engine',
  cancel: 'Cancel',
} as const;

export const FAILED = {
  openAgain: 'Open it again',
  openAnother: 'Open another dump…',
  close: 'Close',
  detail: 'Detail',
  othersOpen: (count: number) =>
    count === 1 ? 'Your other dump is still open.' : `Your ${count} other dumps are still open.`,
  needed: 'Needed',
  available: 'Available',
} as const;

export const NO_CYCLES = {
  title: 'No cycles hold memory',
  none: 'Nothing in this dump refers back to itself. What is still there is held by a root: look at the largest objects, and at the path to each.',
  cut: 'With these references cut, nothing refers back to itself. What is still there is held by a root. Lift a cut above to see the cycles it hides.',
} as const;

export interface ErrorWords {
  readonly title: string;
  readonly advice: readonly string[];
}

/** What to do about each kind of failure, beside the sentence the engine gives. */
export const ERROR_WORDS: Readonly<Record<OuroborosErrorCode, ErrorWords>> = {
  'dump-unrecognised': {
    title: 'Unrecognised file',
    advice: [
      'Files are recognised by what is in them, whatever they are called; gzip and zstd are looked through.',
    ],
  },
  'dump-unsupported': {
    title: 'This version of the format cannot be read',
    advice: [
      'Open it with a newer Ouroboros, or take the dump again with the collector of this one.',
    ],
  },
  'dump-malformed': {
    title: 'The dump is damaged',
    advice: [
      'A dump that was merely cut short opens with what it holds; this one is damaged in a place the rest depends on.',
      'Copy it again from where it was taken, and compare the sizes.',
    ],
  },
  'dump-empty': {
    title: 'There is nothing in this dump',
    advice: [
      'A file of no bytes is usually a full disk, or a dump that was stopped before it began.',
      'Take the dump again, to a disk with room.',
    ],
  },
  'dump-too-large': {
    title: 'Too large for this machine',
    advice: ['The command line needs less than the window: ouroboros summary FILE.'],
  },
  'file-unreadable': {
    title: 'The file cannot be read',
    advice: ['Check that it is still there, that it is a file, and that you may read it.'],
  },
  'file-unwritable': {
    title: 'The file cannot be written',
    advice: ['Check that there is room on the disk and that you may write there.'],
  },
  'not-found': { title: 'Not in this dump', advice: [] },
  'bad-request': { title: 'The question could not be asked', advice: [] },
  cancelled: { title: 'Cancelled', advice: [] },
  'worker-exited': {
    title: 'The engine stopped',
    advice: [
      'The file and every other open dump are unharmed.',
      'If it stops at the same place again, the dump may need more memory than there is.',
    ],
  },
  internal: {
    title: 'Something in Ouroboros went wrong',
    advice: ['Try again. If it happens twice, the detail below belongs in a bug report.'],
  },
};
