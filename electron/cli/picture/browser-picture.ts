import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { rasterScale, svgSize } from '../../../shared/base/raster-size.ts';
import { clip, showable } from '../../../shared/base/text.ts';
import { beforeSignalEnds } from '../../node/atomic-write.ts';

/** A browser that has not answered by then does not; the largest drawing takes seconds. */
const PATIENCE_MS = 60_000;
/** A browser that was killed is gone in hundredths of a second. */
const END_MS = 2000;

/** As the window does it: an image has no script and loads nothing. */
const PAINT = `async (address, width, height) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d').drawImage(image, 0, 0, width, height);
  return canvas.toDataURL('image/png');
}`;

const PNG_ADDRESS = 'data:image/png;base64,';

/**
 * An SVG drawing as a PNG: twice as many pixels as it is drawn with, or `width` of them across,
 * as far as a canvas can hold that.
 * @throws {OuroborosError} `bad-request` where the browser does not start or does not answer.
 */
export async function pictureOf(
  svg: string,
  browser: string,
  width: number | undefined,
  patienceMs = PATIENCE_MS,
): Promise<Uint8Array> {
  const size = svgSize(svg);
  const wanted = width === undefined ? 2 : width / Math.max(1, size.width);
  const scale = rasterScale(size.width, size.height, wanted);
  const pixels = [size.width, size.height].map((side) => Math.max(1, Math.round(side * scale)));
  const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const expression = `(${PAINT})(${[JSON.stringify(address), ...pixels]})`;
  const painted = await evaluate(browser, expression, patienceMs);
  if (typeof painted === 'string' && painted.startsWith(PNG_ADDRESS)) {
    return Buffer.from(painted.slice(PNG_ADDRESS.length), 'base64');
  }
  throw failure('could not paint the drawing; write --svg instead');
}

/** The value of an expression on an empty page of a browser that is started for it alone. */
async function evaluate(browser: string, expression: string, patienceMs: number): Promise<unknown> {
  const profile = temporaryProfile();
  const child = spawn(browser, switches(profile), {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: HAS_GROUPS,
  });
  const end = (): void => endAll(child);
  const remove = (): void => {
    // A browser that is killed may write a moment longer.
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  };
  process.once('exit', end);
  const release = beforeSignalEnds(() => {
    end();
    remove();
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const devTools = new DevTools(child, patienceMs);
    const { targetId } = await devTools.ask(TARGET, 'Target.createTarget', { url: 'about:blank' });
    const attach = { targetId, flatten: true };
    const { sessionId } = await devTools.ask(SESSION, 'Target.attachToTarget', attach);
    const evaluation = { expression, awaitPromise: true, returnByValue: true };
    const { result } = await devTools.ask(VALUE, 'Runtime.evaluate', evaluation, sessionId);
    return result.value;
  } finally {
    process.off('exit', end);
    end();
    // What left the group keeps the pipes open: neither is waited for, nor does it keep us running.
    await Promise.race([closed, wait(END_MS, undefined, { ref: false })]);
    for (const stream of child.stdio) stream?.destroy();
    remove();
    release();
  }
}

function temporaryProfile(): string {
  const folder = os.tmpdir();
  try {
    return mkdtempSync(path.join(folder, 'ouroboros-png-'));
  } catch {
    throw new OuroborosError(
      'file-unwritable',
      `The browser that paints a PNG needs a folder of its own, which cannot be made in ${showable(folder)}; name another in TMPDIR.`,
    );
  }
}

const HAS_GROUPS = process.platform !== 'win32';

/** Ends a browser with all it started: it may be a script that has started the browser itself. */
function endAll(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (HAS_GROUPS) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // It has ended already.
  }
}

const TARGET = z.object({ targetId: z.string() });
const SESSION = z.object({ sessionId: z.string() });
const VALUE = z.object({ result: z.object({ value: z.unknown() }) });

function switches(profile: string): string[] {
  // Chromium refuses to start for root with its sandbox on. To hand it to another user would fail
  // where root usually is, in containers: they rarely allow the namespaces that the sandbox is made
  // of. The page is empty, an image runs no script and loads nothing, and no name resolves.
  const isRoot = process.getuid?.() === 0;
  return [
    '--headless',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-dev-shm-usage',
    '--disable-extensions',
    '--disable-gpu',
    '--disable-sync',
    '--host-resolver-rules=MAP * ~NOTFOUND',
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}

const ANSWER = z.object({
  id: z.number(),
  result: z.unknown(),
  error: z.object({ message: z.string() }).optional(),
});

/** The DevTools protocol over a pipe: JSON, each message ended by a zero byte. */
class DevTools {
  private readonly out: Writable;
  private readonly waiting = new Map<number, (answer: z.infer<typeof ANSWER>) => void>();
  private readonly failed: Promise<never>;
  private asked = 0;

  constructor(child: ChildProcess, patienceMs: number) {
    const [, , stderr, out, answers] = child.stdio;
    this.out = out as Writable;
    let said = '';
    (stderr as Readable).setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2000);
    });
    this.failed = new Promise((_, reject) => {
      const fail = (message: string): void => reject(failure(message));
      child.once('error', () => fail('could not be started'));
      child.once('close', () => fail(`ended before the drawing was painted${lastLine(said)}`));
      // Its end says more than the pipe that broke with it.
      this.out.on('error', () => undefined);
      const timer = setTimeout(() => fail('did not answer in time'), patienceMs);
      timer.unref();
      child.once('close', () => clearTimeout(timer));
    });
    // Whoever asks hears of it; nobody has to be asking.
    this.failed.catch(() => undefined);
    this.listen(answers as Readable);
  }

  async ask<T>(
    schema: z.ZodType<T>,
    method: string,
    params: Readonly<Record<string, unknown>>,
    sessionId?: string,
  ): Promise<T> {
    const id = ++this.asked;
    const answered = new Promise<z.infer<typeof ANSWER>>((resolve) => {
      this.waiting.set(id, resolve);
    });
    this.out.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await Promise.race([answered, this.failed]);
    const parsed = schema.safeParse(result);
    if (error === undefined && parsed.success) return parsed.data;
    throw failure(`refused ${method}${error === undefined ? '' : `: ${error.message}`}`);
  }

  private listen(answers: Readable): void {
    let pending: string[] = [];
    answers.setEncoding('utf8').on('data', (text: string) => {
      const [head = '', ...others] = text.split('\0');
      pending.push(head);
      for (const other of others) {
        this.hear(pending.join(''));
        pending = [other];
      }
    });
  }

  private hear(message: string): void {
    const parsed = ANSWER.safeParse(parsedJson(message));
    // The rest are events that nobody asked for, or no browser's words.
    if (!parsed.success) return;
    this.waiting.get(parsed.data.id)?.(parsed.data);
    this.waiting.delete(parsed.data.id);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failure(what: string): OuroborosError {
  return new OuroborosError('bad-request', `The browser that paints a PNG ${what}.`);
}

function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1) ?? '';
  return line === '' ? '' : `: ${clip(showable(line.trim()), 300)}`;
}
