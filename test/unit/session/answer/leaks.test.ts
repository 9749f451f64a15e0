// @module-tag slow
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import type { SourcePlace } from '../../../../shared/protocol/source-schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { findPython } from '../../../support/find-python.ts';

/** Real programs, each leaking in its own way: whether the answer names the place and the line. */

const PYTHON = findPython('3.11') ?? 'python3';
const PROGRAM = join(import.meta.dirname, 'leaks.py');
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-leaks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The line of the program with this mark. */
function marked(mark: string): number {
  const lines = readFileSync(PROGRAM, 'utf8').split('\n');
  return 1 + lines.findIndex((line) => line.endsWith(`# MARK ${mark}`));
}

async function answerOf(program: string) {
  const out = join(folder, `${program}.ouro`);
  // Without what is installed: packages that run at start (`.pth` files) leave garbage of their own.
  execFileSync(PYTHON, ['-I', '-S', PROGRAM, 'collector', program, out], { stdio: 'pipe' });
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  const source = memorySource(new Uint8Array(readFileSync(out)), `${program}.ouro`);
  const session = await HeapSession.open(source, options);
  const { answer } = session.summaryReport(UNATTENDED_JOB);
  if (answer === null) throw new Error('no answer');
  return answer;
}

const placesOf = (sources: readonly SourcePlace[], role: SourcePlace['role']) =>
  sources
    .filter((place) => place.role === role)
    .map(({ subject, name, line }) => `${subject}: ${name} ${line}`);

describe('the answer names what leaks and where the source has to do with it', {
  timeout: 60_000,
}, () => {
  test('a registry of bound methods', async () => {
    const { sentence, detail, sources } = await answerOf('signals');
    expect(sentence).toContain('pile up in __main__.finished.receivers: 300 methods');
    expect(sentence).toContain('such as Session.on_finish');
    expect(detail).toContain('weakref.WeakMethod');
    expect(placesOf(sources, 'uses')).toContain(`receivers: Signal.connect ${marked('connect')}`);
  });

  test('a WeakKeyDictionary whose values keep their keys', async () => {
    const { sentence, detail, sources } = await answerOf('weak_keys');
    expect(sentence).toContain('__main__.parsed_documents.data: 500 Parsed');
    expect(detail).toContain('WeakKeyDictionary');
    expect(placesOf(sources, 'uses')).toEqual([`parsed_documents: parse ${marked('parse')}`]);
    expect(placesOf(sources, 'makes')).toEqual([`Parsed: parse ${marked('parse')}`]);
  });

  test('handlers added to a logger again and again', async () => {
    const { sentence, detail, sources } = await answerOf('handlers');
    expect(sentence).toContain("loggerDict['app'].handlers: 1,000 ContextHandlers");
    expect(detail).toContain('removeHandler');
    expect(placesOf(sources, 'makes')).toEqual([`ContextHandler: request ${marked('request')}`]);
  });

  test('a queue that nobody empties, on a variable of a running function', async () => {
    const { sentence, detail, sources } = await answerOf('queued');
    expect(sentence).toContain('queued() local pipeline.inbox.queue: 300 Events');
    expect(detail).toContain('maxsize');
    expect(placesOf(sources, 'uses')[0]).toBe(`inbox: Pipeline.__init__ ${marked('pipeline')}`);
    expect(placesOf(sources, 'runs')).toEqual([`queued: queued ${marked('dumped')}`]);
  });

  test('exceptions that are kept, with what their tracebacks keep', async () => {
    const { sentence, detail, sources } = await answerOf('failing');
    expect(sentence).toContain('pile up in __main__.failures: 300 ValueErrors');
    expect(detail).toContain('with_traceback(None)');
    expect(placesOf(sources, 'raised')).toEqual([`ValueError: convert ${marked('raised')}`]);
  });

  test('where tracemalloc saw them made', async () => {
    const { sources } = await answerOf('traced');
    expect(placesOf(sources, 'allocated')).toEqual([`Quote:  ${marked('allocated')}`]);
    expect(placesOf(sources, 'makes')).toEqual([]);
  });

  test('tasks that never end, held by their set and by what they wait for', async () => {
    const { sentence, detail } = await answerOf('tasks');
    expect(sentence).toMatch(/pile up in 30\d Tasks, such as \w+, held in several ways/);
    expect(detail).toContain('Await it, cancel it');
  });

  test('timers that nobody cancels, each held by its own thread', async () => {
    const { sentence, detail, sources } = await answerOf('timers');
    expect(sentence).toContain('pile up in 60 Timers, held in several ways');
    expect(detail).toContain('cancel() a Timer');
    expect(placesOf(sources, 'makes')).toEqual([`Timer: Job.__init__ ${marked('job')}`]);
  });

  test('classes made at run time', async () => {
    const { sentence } = await answerOf('classes');
    expect(sentence).toMatch(
      /^(499|500) classes, such as __main__\.Row, wait for the garbage collector/,
    );
  });

  test('parents and children, with the reference to break', async () => {
    const { sentence, toFix, sources } = await answerOf('tree');
    expect(sentence).toBe(
      '6,000 Nodes wait for the garbage collector, held by one family of cycles.',
    );
    expect(toFix).toMatch(/^break Node\.(parent|children) \(\d/);
    expect(sources[0]).toMatchObject({ role: 'uses', name: 'Node.__init__', line: marked('node') });
  });
});
