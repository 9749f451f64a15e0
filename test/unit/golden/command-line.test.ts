// @module-tag slow
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DumpOpener } from '../../../electron/cli/open-session.ts';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';

/**
 * What programs read of the command line keeps its fields and their values: keys may be added,
 * never renamed or removed. Sentences may be worded anew, so that of them only their place is kept,
 * and of long lists the first rows and the length.
 */
const ROOT = path.join(import.meta.dirname, '../../..');
const FOLDER = path.join(ROOT, 'test/fixtures/golden');
const EXAMPLE = 'examples/accessor-leak.ouro';
const PYTHON_2 = 'test/fixtures/meliae/odd_values_py27.json';
const PYTHON_3 = 'test/fixtures/meliae/dump_py3_invalid_escapes.json.gz';
const V8 = 'test/fixtures/v8/random.heapsnapshot';
const FRAME = 'pandas.core.frame.DataFrame';
const CHECKS = ['--max-garbage', '0', '--max-type', `${FRAME}=50`, '--no-family', FRAME];

const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'summary-example': ['summary', EXAMPLE],
  'summary-python-2': ['summary', PYTHON_2],
  'summary-v8': ['summary', V8],
  'cycles-example': ['cycles', EXAMPLE],
  'cycles-python-2': ['cycles', PYTHON_2],
  'garbage-example': ['garbage', EXAMPLE],
  'path-example': ['path', EXAMPLE, '--address', '0x7fdac3638710', '--ways'],
  'path-many': ['path', EXAMPLE, '--type', FRAME, '--ways'],
  'diff-same': ['diff', EXAMPLE, EXAMPLE],
  'diff-others': ['diff', PYTHON_2, PYTHON_3],
  'check-example': ['check', EXAMPLE, ...CHECKS],
};

const SENTENCES: ReadonlySet<string> = new Set([
  ...['text', 'headline', 'detail', 'details', 'sentence', 'advice', 'note', 'notes', 'reason'],
  ...['message', 'subjects', 'title', 'patternTitle', 'basis', 'signature', 'cycles', 'breaks'],
  ...['alsoIn', 'pattern', 'look'],
]);
const FIRST_ROWS = 3;

function gist(value: unknown): unknown {
  if (Array.isArray(value)) {
    const rows = value.slice(0, FIRST_ROWS).map(gist);
    return value.length > FIRST_ROWS ? [...rows, `${value.length} in all`] : rows;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SENTENCES.has(key) ? placeOnly(inner) : gist(inner),
    ]),
  );
}

function placeOnly(value: unknown): unknown {
  if (typeof value === 'string') return value === '' ? '' : 'a text';
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
    ? 'texts'
    : gist(value);
}

const job = UNATTENDED_JOB;
/** Each dump is read once, for all commands. */
const dumps = new DumpOpener(job, () => undefined);
dumps.usesIndexes = false;
const opened = new Map<string, ReturnType<DumpOpener['open']>>();
const open = (file: string) => {
  const found = opened.get(file) ?? dumps.open(file);
  opened.set(file, found);
  return found;
};
afterAll(() => dumps.close());

async function ask(args: readonly string[]): Promise<unknown> {
  let printed = '';
  const terminal = {
    write: (text: string) => {
      printed += text;
    },
    complain: (sentence: string) => {
      throw new Error(sentence);
    },
    note: () => undefined,
    settle: () => undefined,
    job,
  };
  const files = args.map((arg) => (/^(examples|test)\//.test(arg) ? path.join(ROOT, arg) : arg));
  await runCli(
    [...files, '--json'],
    {
      terminal,
      job,
      dumps,
      open,
      openAny: open,
      openProfile: (file) => dumps.openProfile(file),
      skim: (file) => dumps.skim(file),
    },
    '0',
  );
  return JSON.parse(printed);
}

test.each(Object.entries(QUESTIONS))(
  'the JSON of %s keeps what it had when it was written down',
  async (name, args) => {
    const file = path.join(FOLDER, `${name}.json`);
    const found = gist(await ask(args));
    // A new question is written down by `GOLDEN=write npx vitest run test/unit/golden`.
    if (process.env.GOLDEN === 'write' && !existsSync(file)) {
      writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    }
    expect(found).toMatchObject(JSON.parse(readFileSync(file, 'utf8')));
  },
);
