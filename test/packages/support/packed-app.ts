import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { onTestFinished } from 'vitest';

/** Chromium's sandbox does not work for root: such a run hands the app to a user without rights. */
export const USER = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

export interface StartedApp {
  /** What the window says: the text of its page. */
  text(): Promise<string>;
  /** The value of an expression in the window's page. */
  evaluate(expression: string): Promise<unknown>;
  /** What was written to standard error so far. */
  complaints(): string;
  /** Of each process that draws pages: its command line, and the state of its sandbox. */
  renderers(): readonly Renderer[];
}

export interface Renderer {
  readonly commandLine: string;
  /** 2 where system calls are filtered. */
  readonly seccomp: string;
  readonly noNewPrivileges: string;
}

/**
 * A packed app, running until the test ends. Its fuses forbid Node's inspector; the page is asked
 * over a pipe, by DevTools' own protocol.
 */
export function startPacked(
  executable: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): StartedApp {
  const child = spawn(executable, ['--remote-debugging-pipe', ...args], {
    ...USER,
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  onTestFinished(() => ended(child));
  const ask = asker(child.stdio[3] as Writable, child.stdio[4] as Readable);
  const evaluate = async (expression: string): Promise<unknown> => {
    const { targetInfos = [] } = await ask('Target.getTargets', {});
    const page = targetInfos.find(({ type }) => type === 'page');
    if (page === undefined) return undefined;
    const { sessionId } = await ask('Target.attachToTarget', {
      targetId: page.targetId,
      flatten: true,
    });
    const { result } = await ask(
      'Runtime.evaluate',
      { expression, returnByValue: true, awaitPromise: true },
      sessionId,
    );
    return result?.value;
  };
  return {
    evaluate,
    text: async () => String((await evaluate('document.body.innerText')) ?? ''),
    complaints: () => complaints,
    renderers: () => (child.pid === undefined ? [] : descendants(child.pid).flatMap(rendererOf)),
  };
}

interface Answer {
  readonly targetInfos?: readonly { readonly type: string; readonly targetId: string }[];
  readonly sessionId?: string;
  readonly result?: { readonly value?: unknown };
}

type Ask = (method: string, params: object, sessionId?: string) => Promise<Answer>;

/** Questions of DevTools' protocol, each ended by a NUL; one that fails has an empty answer. */
function asker(to: Writable, from: Readable): Ask {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  let rest = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const { id, result = {} } = JSON.parse(message) as { id?: number; result?: Answer };
      if (id !== undefined) waiting.get(id)?.(result);
    }
  });
  // The app may have ended: what is asked of it then has no answer.
  to.on('error', () => undefined);
  return (method, params, sessionId) =>
    new Promise((resolve) => {
      last += 1;
      waiting.set(last, resolve);
      to.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
    });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}

/** Processes that a process started, and those that these did. */
function descendants(pid: number): readonly number[] {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => parentOf(candidate) === pid);
  return [...children, ...children.flatMap(descendants)];
}

function parentOf(pid: number): number | null {
  const parent = field(pid, 'PPid');
  return parent === null ? null : Number(parent);
}

function field(pid: number, name: string): string | null {
  return new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(procFile(pid, 'status'))?.[1] ?? null;
}

/** '' of a process that has ended meanwhile. */
function procFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}

function rendererOf(pid: number): readonly Renderer[] {
  const commandLine = procFile(pid, 'cmdline').replaceAll('\0', ' ');
  if (!commandLine.includes('--type=renderer')) return [];
  return [
    {
      commandLine,
      seccomp: field(pid, 'Seccomp') ?? '',
      noNewPrivileges: field(pid, 'NoNewPrivs') ?? '',
    },
  ];
}
