// @module-tag slow
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import type { AnswerResult } from '../../../../shared/protocol/cause-schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
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

async function answerOf(program: string): Promise<AnswerResult> {
  const out = join(folder, `${program}.ouro`);
  // Without what is installed: packages that run at start (`.pth` files) leave garbage of their own.
  execFileSync(PYTHON, ['-I', '-S', PROGRAM, 'collector', program, out], { stdio: 'pipe' });
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  const source = memorySource(new Uint8Array(readFileSync(out)), `${program}.ouro`);
  const session = await HeapSession.open(source, options);
  return session.query('answer', { cuts: DEFAULT_CUTS }, UNATTENDED_JOB);
}

const placesOf = ({ causes: [first] }: AnswerResult) =>
  first?.places.map(({ name, line }) => `${name} ${line}`);

describe('the answer names what leaks and where the source has to do with it', {
  timeout: 60_000,
}, () => {
  test('a registry of bound methods', async () => {
    const answer = await answerOf('signals');
    expect(answer.headline).toMatch(
      /pile up in `__main__\.finished\.receivers`: 300 methods such as Session\.on_finish/,
    );
    expect(answer.causes[0]?.advice).toContain('weakref.WeakMethod');
    expect(placesOf(answer)).toContain(`Signal.connect ${marked('connect')}`);
  });

  test('a list that another function fills than the one that made it', async () => {
    const answer = await answerOf('filled_from_outside');
    expect(answer.headline).toContain('`__main__.board.followers`: 300 Followers');
    expect(placesOf(answer)?.[0]).toBe(`follow ${marked('follow')}`);
  });

  test('a WeakKeyDictionary whose values keep their keys', async () => {
    const answer = await answerOf('weak_keys');
    expect(answer.headline).toContain('`__main__.parsed_documents.data`: 500 Parsed');
    expect(answer.causes[0]?.advice).toContain('WeakKeyDictionary');
    expect(placesOf(answer)?.[0]).toBe(`parse ${marked('parse')}`);
  });

  test('handlers added to a logger again and again', async () => {
    const answer = await answerOf('handlers');
    expect(answer.headline).toContain('.handlers`: 1,000 ContextHandlers');
    expect(answer.causes[0]?.advice).toContain('Take items out');
    expect(placesOf(answer)).toContain(`request ${marked('request')}`);
  });

  test('a queue that nobody empties, on a variable of a running function', async () => {
    const answer = await answerOf('queued');
    expect(answer.headline).toContain('`pipeline.inbox.queue in queued()`: 300 Events');
    expect(answer.causes[0]?.advice).toContain('maxsize');
    expect(placesOf(answer)).toContain(`Pipeline.__init__ ${marked('pipeline')}`);
  });

  test('exceptions that are kept, with what their tracebacks keep', async () => {
    const answer = await answerOf('failing');
    expect(answer.headline).toContain(
      '`__main__.failures`: 300 ValueErrors; each keeps its traceback',
    );
    expect(answer.causes[0]?.advice).toContain('with_traceback(None)');
    expect(placesOf(answer)?.[0]).toBe(`convert ${marked('raised')}`);
  });

  test('where tracemalloc saw them made', async () => {
    expect(placesOf(await answerOf('traced'))?.[0]).toBe(` ${marked('allocated')}`);
  });

  test('tasks that never end, held by their set and by what they wait for', async () => {
    const answer = await answerOf('tasks');
    expect(answer.headline).toMatch(/pile up in `.*`: 30\d Tasks of \w+\(\)/);
    expect(answer.causes[0]?.advice).toContain('timeout, or cancel');
  });

  test('timers that nobody cancels, each held by its own thread', async () => {
    const answer = await answerOf('timers');
    expect(answer.headline).toMatch(/pile up .*60 /);
    expect(answer.causes[0]?.advice).toContain('cancel()');
    expect(placesOf(answer)).toContain(`Job.__init__ ${marked('job')}`);
  });

  test('classes made at run time', async () => {
    const { headline } = await answerOf('classes');
    expect(headline).toMatch(/wait for the garbage collector: (499|500) classes such as Row, each/);
  });

  test('parents and children, with the reference to break', async () => {
    const answer = await answerOf('tree');
    expect(answer.headline).toMatch(
      /wait for the garbage collector: 6,000 Nodes are in reference cycles\.$/,
    );
    expect(answer.causes[0]?.advice).toBe(
      'Let Node.parent lead back weakly (weakref.ref): the Node owns the rest. The collector is switched off, so that nothing frees them meanwhile.',
    );
    expect(placesOf(answer)?.[0]).toBe(`Node.__init__ ${marked('node')}`);
  });

  test('what a context variable holds', async () => {
    const answer = await answerOf('context_variable');
    expect(answer.headline).toContain('pile up in `__main__.BAG.get()`: 300 Spans');
    expect(placesOf(answer)?.[0]).toBe(`remember ${marked('remember')}`);
  });

  test('contexts that are kept, by the variable that is large in each', async () => {
    const answer = await answerOf('kept_contexts');
    expect(answer.headline).toContain(
      'pile up in `__main__.callbacks`: 300 Contexts, in each 1 Span for `__main__.REQUEST`.',
    );
    expect(placesOf(answer)?.[0]).toBe(`take_context ${marked('context')}`);
  });

  test('log records that a handler keeps', async () => {
    const answer = await answerOf('log_records');
    expect(answer.headline).toContain('pile up in `__main__.memory.buffer`: 300 LogRecords');
    expect(answer.causes[0]?.advice).toContain('Take items out');
    expect(placesOf(answer)?.[0]).toBe(`place_order ${marked('logs')}`);
  });

  test('a registry on a dataclass', async () => {
    const answer = await answerOf('dataclass_registry');
    expect(answer.headline).toContain('pile up in `__main__.Model.registry`: 300 Models');
    expect(placesOf(answer)?.[0]).toBe(`Model.__post_init__ ${marked('registry')}`);
  });

  test('a cache of a function without a limit', async () => {
    const answer = await answerOf('function_cache');
    expect(answer.headline).toContain('pile up in `lru_cache of __main__.fetch`: 300 Spans');
    expect(answer.causes[0]?.advice).toContain('maxsize');
  });

  test('generators that have not ended', async () => {
    const answer = await answerOf('open_generators');
    expect(answer.headline).toContain(
      'pile up in `__main__.opened`: 300 generators such as read_lines',
    );
    expect(answer.causes[0]?.advice).toContain('close()');
    expect(answer.causes[0]?.advice).toContain(
      `They wait in read_lines() (leaks.py:${marked('yield')}).`,
    );
    expect(placesOf(answer)?.[0]).toBe(`read_lines ${marked('yield')}`);
  });

  test('tasks that wait for a lock nobody releases, with the line of the wait', async () => {
    const answer = await answerOf('waiting_tasks');
    expect(answer.headline).toMatch(
      /pile up in `pool.* in submit\(\)`: 300 Tasks of Pool\.run\(\)/,
    );
    expect(answer.causes[0]?.advice).toContain(
      `They wait in Pool.run() (leaks.py:${marked('locked')}).`,
    );
    expect(placesOf(answer)?.[0]).toBe(`Pool.run ${marked('locked')}`);
  });

  test('a variable of a coroutine, with the line at which that waits', async () => {
    const answer = await answerOf('variable_of_coroutine');
    expect(answer.headline).toMatch(/pile up in `seen in consume\(\)`: 299 bytes/);
    expect(answer.causes[0]?.advice).toContain(`consume() waits at leaks.py:${marked('awaited')}.`);
    expect(placesOf(answer)?.[0]).toBe(`consume ${marked('seen')}`);
  });

  test('what sys.exc_info() gave, with its frames', async () => {
    const answer = await answerOf('error_tuples');
    expect(answer.headline).toContain(
      'pile up in `__main__.errors`: 300 tuples; each keeps its traceback, and that the variables of error_tuples() and decode().',
    );
    expect(answer.causes[0]?.advice).toContain('with_traceback(None)');
    expect(placesOf(answer)?.[0]).toBe(`decode ${marked('decode')}`);
  });

  test('a cache on a method, by the objects whose method it is', async () => {
    const answer = await answerOf('method_cache');
    expect(answer.headline).toContain(
      'pile up in `lru_cache of __main__.Prices.quote`: 300 tuples, in them 300 Prices',
    );
    expect(answer.causes[0]?.advice).toContain('leave self out of the key');
  });

  test('functions registered with one that a decorator made, by the name it has in its module', async () => {
    const answer = await answerOf('registered_functions');
    expect(answer.headline).toContain('pile up in `__main__.render.registry`: 300 functions');
  });

  test('the default of a context variable', async () => {
    const answer = await answerOf('default_of_variable');
    expect(answer.headline).toContain('pile up in `__main__.TRAIL.get()`: 300 Spans');
    expect(placesOf(answer)?.[0]).toBe(`leave_trace ${marked('trace')}`);
  });

  test('loggers made for each request', async () => {
    const answer = await answerOf('loggers');
    expect(answer.headline).toContain('.manager.loggerDict`: 302 Loggers');
    expect(answer.causes[0]?.advice).toContain('Name loggers after modules');
    expect(placesOf(answer)).toContain(`take_request ${marked('logger')}`);
  });

  test('what two dicts of one object share, by the object', async () => {
    const answer = await answerOf('shared_by_dicts');
    expect(answer.causes[0]?.holder).toBe('__main__.network');
    expect(answer.headline).not.toContain('__dict__');
  });

  test('a chain of objects, every link counted', async () => {
    const answer = await answerOf('history');
    expect(answer.headline).toContain(
      'in a chain that begins at `__main__.state`: 1,500 States, each held by `.previous`',
    );
  });

  test('watchers that their subject owns, in garbage', async () => {
    const answer = await answerOf('observers');
    expect(answer.headline).toContain('300 Subjects are in reference cycles');
    expect(answer.causes[0]?.advice).toContain('Let Watcher.subject lead back weakly');
  });

  test('two accumulations of one object, the larger first', async () => {
    const { causes } = await answerOf('two_at_once');
    expect(causes.slice(0, 2).map(({ holder }) => holder)).toEqual([
      '__main__.app.audit',
      '__main__.app.cache',
    ]);
  });

  test('finalizers that keep the objects whose end they wait for', async () => {
    const answer = await answerOf('finalizers');
    expect(answer.headline).toContain(
      'pile up in `weakref.finalize._registry`: 300 _Infos that call Connection.close',
    );
    expect(answer.causes[0]?.advice).toContain('so that the object never goes');
    expect(placesOf(answer)?.[0]).toBe(`Connection.__init__ ${marked('finalizer')}`);
  });

  test('finalizers that wait for objects which something else keeps', async () => {
    const answer = await answerOf('finalizers_of_kept');
    expect(answer.causes[0]?.advice).toContain('keeps its arguments until its object is gone');
  });

  test('nothing is blamed in a program that does not leak', async () => {
    const answer = await answerOf('healthy');
    expect(answer.headline).toMatch(/^Nothing leaks/);
  });

  test('lists of one kind of thing in a dict of few, added up', async () => {
    const answer = await answerOf('lists_of_one_kind');
    expect(answer.headline).toContain('pile up in `__main__.albums`: 3 lists, in them 600 Crops.');
    expect(answer.causes[0]?.bytes).toBeGreaterThan(6e6);
    expect(placesOf(answer)?.[0]).toBe(`add_crop ${marked('crop')}`);
  });

  test('functions packed in tuples, as the callbacks they are', async () => {
    const answer = await answerOf('tuples_of_functions');
    expect(answer.headline).toContain('300 tuples, in them 300 functions such as check_out');
    expect(answer.causes[0]?.advice).toMatch(/^Callbacks keep what they close over/);
  });

  test('tuples, and not those that the objects in them consist of', async () => {
    const answer = await answerOf('tuples_of_objects');
    expect(answer.headline).toContain('`__main__.responses`: 300 tuples, in them 300 Headers.');
  });

  test('the innermost line of the program, however many coroutines wait for one another', async () => {
    const answer = await answerOf('layers_of_coroutines');
    expect(answer.causes[0]?.advice).toContain(
      `They wait in layered() (leaks.py:${marked('innermost')}).`,
    );
  });

  test('no line of what a decorator generated', async () => {
    const answer = await answerOf('generated_init');
    expect(answer.headline).toContain('600 Branch objects are in reference cycles');
    expect(placesOf(answer)?.join()).toMatch(/^grow_branch \d+$/);
  });

  test('what an optimizer keeps of a model is not blamed', async () => {
    const answer = await answerOf('trained_model');
    expect(answer.headline).toMatch(/^Nothing leaks/);
  });

  test('fragmentation is told before what is small', async () => {
    const answer = await answerOf('fragmented');
    expect(answer.headline).toMatch(/resident are free, but kept by the allocators/);
  });
});
