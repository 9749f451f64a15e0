import type { DumpResponse } from '../../shared/protocol/channels.ts';
import type { LentDigest } from '../../shared/protocol/engine-messages.ts';
import { chooseFile, downloadText } from './browser-files.ts';
import type { BrowserSource } from './browser-source.ts';
import type { DumpHandle, HostApi, OpenDump } from './host-api.ts';
import { HostError } from './host-api.ts';
import { WorkerEngine } from './worker-engine.ts';

/** A dump the loopback server offers. */
interface ServedDump {
  readonly name: string;
  readonly url: string;
  readonly size: number;
}

/**
 * The browser: the engine runs in a Web Worker of this page and nothing is uploaded.
 *
 * Files come from the picker or a drop; a loopback server (`serve`) may offer more through
 * `/api/startup` and `/api/example`. Elsewhere those answer 404, which means "none".
 */
export function createBrowserHost(): HostApi {
  let nextDump = 1;
  let nextBaseline = 1;
  const engines = new Map<string, WorkerEngine>();
  const engineOf = ({ id }: OpenDump): WorkerEngine => {
    const engine = engines.get(id);
    if (engine !== undefined) return engine;
    throw new HostError({ code: 'not-found', message: 'This dump is not open any more.' });
  };

  return {
    kind: 'browser',
    async chooseDump() {
      const file = await chooseFile();
      return file === null ? null : fileHandle(file);
    },
    handleForFile: (file) => Promise.resolve(fileHandle(file)),
    async startupDumps() {
      const answer = await fetchJson('api/startup');
      return servedDumps(answer).map(servedHandle);
    },
    recentDumps: () => Promise.resolve([]),
    async exampleDump() {
      const answer = await fetchJson('api/example');
      return isServedDump(answer) ? servedHandle(answer) : null;
    },
    async open(dump, options) {
      const engine = new WorkerEngine(
        new Worker(new URL('../worker/engine-worker.ts', import.meta.url), {
          type: 'module',
          name: `engine: ${dump.name}`,
        }),
      );
      try {
        await engine.request({ type: 'open', source: dump.token }, options);
      } catch (thrown) {
        engine.end();
        throw thrown;
      }
      const id = `d${nextDump++}`;
      engines.set(id, engine);
      return openDump(id, dump.name, engine, () => engines.delete(id));
    },
    async lendDump(from, to, cuts, options) {
      const [lender, borrower] = [engineOf(from), engineOf(to)];
      const lent = (await lender.request({ type: 'lend', cuts }, options)) as LentDigest;
      const baseline = `b${nextBaseline++}`;
      await borrower.request({ type: 'borrow', baseline, lent }, options);
      return baseline;
    },
    async giveBackDump(to, baseline) {
      await engines.get(to.id)?.request({ type: 'giveBack', baseline });
    },
    saveText(suggestedName, mediaType, text) {
      downloadText(suggestedName, mediaType, text);
      return Promise.resolve({ path: suggestedName });
    },
    onOpenRequested() {},
    onMenuCommand() {},
  };
}

function openDump(id: string, name: string, engine: WorkerEngine, onClosed: () => void): OpenDump {
  return {
    id,
    name,
    async ask(channel, request, options) {
      const answer = await engine.request({ type: 'ask', channel, request }, options);
      return answer as DumpResponse<typeof channel>;
    },
    close() {
      onClosed();
      engine.end();
      return Promise.resolve();
    },
    onLost: (listener) =>
      engine.onLost((error) => {
        onClosed();
        listener(error);
      }),
  };
}

function fileHandle(file: File): DumpHandle {
  const token: BrowserSource = { kind: 'file', file };
  return { name: file.name, folder: '', token };
}

function servedHandle(dump: ServedDump): DumpHandle {
  // The worker resolves relative addresses against its own script, not against this page.
  const url = new URL(dump.url, document.baseURI).href;
  const token: BrowserSource = { kind: 'http', name: dump.name, url, size: dump.size };
  return { name: dump.name, folder: '', token };
}

async function fetchJson(path: string): Promise<unknown> {
  try {
    const response = await fetch(path, { cache: 'no-store' });
    return response.ok ? await response.json() : null;
  } catch {
    // No server behind this page, or its answer is not JSON: there is simply nothing on offer.
    return null;
  }
}

function servedDumps(answer: unknown): readonly ServedDump[] {
  if (typeof answer !== 'object' || answer === null || !('dumps' in answer)) return [];
  return Array.isArray(answer.dumps) ? answer.dumps.filter(isServedDump) : [];
}

function isServedDump(value: unknown): value is ServedDump {
  if (typeof value !== 'object' || value === null) return false;
  const { name, url, size } = value as Partial<Record<keyof ServedDump, unknown>>;
  return typeof name === 'string' && typeof url === 'string' && typeof size === 'number';
}
