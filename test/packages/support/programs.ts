import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const EXAMPLE = path.join(ROOT, 'examples', 'accessor-leak.ouro');

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** As another user. */
  readonly uid?: number;
  readonly gid?: number;
}

/** One run of a program to its end; `exitCode` is null where it could not be started. */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = process.env, ...user }: RunOptions = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...user, cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    child.on('error', (error) => resolve({ exitCode: null, stdout: '', stderr: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode, ...output }));
  });
}

/** A clean folder with a dump `leak.ouro` in it. */
export function folderWithLeak(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-package-'));
  cpSync(EXAMPLE, path.join(folder, 'leak.ouro'));
  return folder;
}

/** What is on the path, without the folders in which there is a Node. */
export function pathWithoutNode(): string {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !existsSync(path.join(folder, 'node')))
    .join(path.delimiter);
}

/** What a browser would get from a started window. */
export interface ServedWindow {
  readonly title: string;
  /** Bytes of its script. */
  readonly scriptBytes: number;
  readonly dumps: readonly { readonly name: string; readonly size: number }[];
}

/** Starts `serve`, opens its link as a browser would, and ends it. */
export async function openWindow(
  command: string,
  args: readonly string[],
  options: RunOptions,
): Promise<ServedWindow> {
  const { cwd = ROOT, env = process.env } = options;
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    const link = await firstLine(child);
    const { origin } = new URL(link);
    const entry = await fetch(link);
    const cookie = entry.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const key = /key=([\w-]+)/.exec(await entry.text())?.[1] ?? '';
    const headers = { cookie, 'sec-fetch-site': 'same-origin', 'x-ouroboros-key': key };
    const get = (place: string) => fetch(new URL(place, origin), { headers });
    const page = await (await get('/')).text();
    const [, script = ''] = /<script[^>]+src="([^"]+)"/.exec(page) ?? [];
    const startup = (await (await get('/api/startup')).json()) as Pick<ServedWindow, 'dumps'>;
    return {
      title: /<title>([^<]*)/.exec(page)?.[1] ?? '',
      scriptBytes: (await (await get(script)).arrayBuffer()).byteLength,
      dumps: startup.dumps,
    };
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

function firstLine(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let complaint = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      complaint += part;
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`It ended before it gave a link: ${complaint}`)));
  });
}
