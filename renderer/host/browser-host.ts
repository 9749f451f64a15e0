import type { DumpResponse, FileKind } from '../../shared/protocol/channels.ts';
import type { LentDigest, OpenedFile } from '../../shared/protocol/engine-messages.ts';
import { pageAddressBar } from './address-bar.ts';
import type { ServedDump } from './browser-dumps.ts';
import {
  fileHandle,
  isSameDump,
  isSameServed,
  isServedDump,
  servedHandle,
  sourceOf,
  tokenOf,
} from './browser-dumps.ts';
import type { LocatedFile } from './browser-files.ts';
import { chooseFile, chooseFiles, chooseFolder, download, droppedFiles } from './browser-files.ts';
import { readMarks, writeMarks } from './browser-marks.ts';
import { addRecentFile, clearRecentFiles, recentFiles } from './browser-recent.ts';
import { ownRun, readSession, writeSession } from './browser-session.ts';
import type { DumpHandle, GivenDump, HostApi, OpenDump } from './host-api.ts';
import { HostError } from './host-api.ts';
import { serveKeyHeaders } from './serve-key.ts';
import { WorkerEngine } from './worker-engine.ts';

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
  const headers = serveKeyHeaders();
  const offer = offeredDumps(headers);
  /** What the server has there by now; null without one, and where it offers no such dump. */
  const servedNow = async (served: ServedDump): Promise<ServedDump | null> => {
    const { startup, example } = await offeredDumps(headers);
    const isIt = (other: ServedDump | null) => other !== null && isSameServed(other, served);
    return [...startup, example].find(isIt) ?? null;
  };
  /** A dump of the server's may have been written anew since it was listed. */
  const asItIsNow = async (dump: DumpHandle): Promise<DumpHandle> => {
    const token = tokenOf(dump);
    const now = token.kind === 'http' ? await servedNow(token.served) : null;
    // Of one that is gone the server says so when it is asked for it.
    return now === null || now.modified === 0 ? dump : servedHandle(now);
  };
  const isUnchanged = async (opened: DumpHandle): Promise<boolean> => {
    const token = tokenOf(opened);
    // A file that the user gave is the one it was, or cannot be read any more.
    if (token.kind === 'file') return true;
    const now = await servedNow(token.served);
    return now?.size === token.served.size && now.modified === token.served.modified;
  };

  return {
    kind: 'browser',
    async chooseDump() {
      const file = await chooseFile();
      return file === null ? null : fileHandle(file);
    },
    async chooseFleet(from) {
      const files = await (from === 'files' ? chooseFiles() : chooseFolder());
      return files.length === 0 ? null : givenDumps(files, from === 'folder');
    },
    async handlesForDrop(dropped) {
      return Promise.all(
        (await droppedFiles(dropped)).map(async ({ name, file, inside }) => ({
          name,
          handle: file === null ? null : await fileHandle(file),
          inside: inside === null ? null : await givenDumps(inside, true),
        })),
      );
    },
    async startupDumps() {
      const { run, startup } = await offer;
      // A page that was loaded again goes on with its own tabs, and opens nothing anew.
      return ownRun() === run ? [] : startup.map(servedHandle);
    },
    async recentDumps() {
      return recentFiles((await offer).startup);
    },
    // A page sees no processes.
    pythonProcesses: () => Promise.resolve(null),
    watchProcess: () =>
      Promise.reject(
        new HostError({ code: 'bad-request', message: 'A page cannot watch processes.' }),
      ),
    clearRecent: clearRecentFiles,
    async exampleDump() {
      const { example } = await offer;
      return example === null ? null : servedHandle(example);
    },
    isSame: isSameDump,
    async open(listed, options) {
      const dump = await asItIsNow(listed);
      const source = await sourceOf(dump, headers);
      const engine = new WorkerEngine(
        new Worker(new URL('../worker/engine-worker.ts', import.meta.url), {
          type: 'module',
          name: `engine: ${dump.name}`,
        }),
      );
      let opened: OpenedFile;
      try {
        opened = (await engine.request(
          { type: 'open', source, units: options.units, memoryShare: options.memoryShare ?? 1 },
          options,
        )) as OpenedFile;
      } catch (thrown) {
        engine.end();
        throw thrown;
      }
      if (options.memoryShare === undefined) await addRecentFile(dump, (await offer).startup);
      const id = `d${nextDump++}`;
      engines.set(id, engine);
      const unchanged = () => isUnchanged(dump);
      return openDump(id, dump, { kind: opened.kind, engine, unchanged }, () => engines.delete(id));
    },
    async lendDump(from, to, cuts, options) {
      const [lender, borrower] = [engineOf(from), engineOf(to)];
      const lent = (await lender.request({ type: 'lend', cuts }, options)) as LentDigest;
      const baseline = `b${nextBaseline++}`;
      try {
        await borrower.request({ type: 'borrow', baseline, lent }, options);
      } catch (thrown) {
        // Cancelled while it was on its way: it may have arrived.
        void borrower.request({ type: 'giveBack', baseline }).catch(() => undefined);
        throw thrown;
      }
      return baseline;
    },
    async giveBackDump(to, baseline) {
      await engines.get(to.id)?.request({ type: 'giveBack', baseline });
    },
    saveText(suggestedName, mediaType, text) {
      download(suggestedName, new Blob([text], { type: mediaType }));
      return Promise.resolve({ path: suggestedName });
    },
    saveBytes(suggestedName, mediaType, bytes) {
      download(suggestedName, new Blob([bytes], { type: mediaType }));
      return Promise.resolve({ path: suggestedName });
    },
    async lastSession() {
      const { run, startup, example } = await offer;
      const where = ownRun() === run ? 'window' : 'browser';
      return readSession(where, example === null ? startup : [...startup, example]);
    },
    async keepSession(session) {
      writeSession(session, (await offer).run);
    },
    async loadMarks(fingerprint) {
      return readMarks(fingerprint);
    },
    async saveMarks(fingerprint, marks) {
      writeMarks(fingerprint, marks);
    },
    addressBar: pageAddressBar(),
    source: null,
    onOpenRequested() {},
    onMenuCommand() {},
    // A browser has a menu and colours of its own.
    showMenu() {},
    showTheme() {},
  };
}

interface OpenedDump {
  readonly kind: FileKind;
  readonly engine: WorkerEngine;
  unchanged(): Promise<boolean>;
}

function givenDumps(
  files: readonly LocatedFile[],
  isFound: boolean,
): Promise<readonly GivenDump[]> {
  return Promise.all(
    files.map(async ({ file, folder }) => ({
      handle: { ...(await fileHandle(file)), folder },
      isFound,
    })),
  );
}

function openDump(
  id: string,
  handle: DumpHandle,
  { kind, engine, unchanged }: OpenedDump,
  onClosed: () => void,
): OpenDump {
  return {
    id,
    kind,
    name: handle.name,
    isUnchanged: unchanged,
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

interface Offer {
  /** Tells one start of the server from another; '' without a server. */
  readonly run: string;
  readonly startup: readonly ServedDump[];
  readonly example: ServedDump | null;
}

async function offeredDumps(headers: Readonly<Record<string, string>>): Promise<Offer> {
  const [startup, example] = await Promise.all([
    fetchJson('api/startup', headers),
    fetchJson('api/example', headers),
  ]);
  return {
    run: runOf(startup),
    startup: servedDumps(startup),
    example: isServedDump(example) ? example : null,
  };
}

async function fetchJson(
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<unknown> {
  try {
    const response = await fetch(path, { cache: 'no-store', headers });
    return response.ok ? await response.json() : null;
  } catch {
    // No server behind this page, or its answer is not JSON: there is simply nothing on offer.
    return null;
  }
}

function runOf(answer: unknown): string {
  return typeof answer === 'object' &&
    answer !== null &&
    'run' in answer &&
    typeof answer.run === 'string'
    ? answer.run
    : '';
}

function servedDumps(answer: unknown): readonly ServedDump[] {
  if (typeof answer !== 'object' || answer === null || !('dumps' in answer)) return [];
  return Array.isArray(answer.dumps) ? answer.dumps.filter(isServedDump) : [];
}
