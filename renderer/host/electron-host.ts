import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type { OuroborosBridge, Settled } from '../../shared/protocol/bridge.ts';
import type { DumpResponse, FileKind, FoundFile } from '../../shared/protocol/channels.ts';
import type { AskOptions, DumpHandle, GivenDump, HostApi, OpenDump } from './host-api.ts';
import { HostError } from './host-api.ts';

interface ElectronToken {
  readonly fileToken: string;
}

/**
 * The desktop: files and the engine live behind the main process.
 *
 * Cancellation is a message to main, which sets the flag the engine polls; the promise rejects at
 * once, so the window never waits for an engine to notice.
 */
export function createElectronHost(bridge: OuroborosBridge): HostApi {
  let nextRequest = 1;
  const progressListeners = new Map<string, NonNullable<AskOptions['onProgress']>>();
  const losses = new LossBoard();

  bridge.onProgress(({ requestId, ...progress }) => progressListeners.get(requestId)?.(progress));
  bridge.onDumpLost(({ dumpId, message }) => {
    losses.lost(dumpId, { code: 'worker-exited', message });
  });

  /** `undo`: what to do with a success that comes when nobody waits for it any more. */
  const attended = async <T>(
    options: AskOptions,
    send: (requestId: string) => Promise<Settled<T>>,
    undo: (late: T) => Promise<unknown> = () => Promise.resolve(),
  ): Promise<T> => {
    const { signal, onProgress } = options;
    if (signal?.aborted === true) throw cancelled();
    const requestId = `r${nextRequest++}`;
    if (onProgress !== undefined) progressListeners.set(requestId, onProgress);
    let stop: (() => void) | undefined;
    const aborted = new Promise<never>((_, reject) => {
      stop = () => {
        void bridge.cancel({ requestId });
        reject(cancelled());
      };
      signal?.addEventListener('abort', stop);
    });
    const answer = send(requestId);
    try {
      return unwrap(await Promise.race([answer, aborted]));
    } catch (thrown) {
      // The engine may have been done when the cancel reached it. (Where `answer` itself failed,
      // there is nothing to undo.)
      void answer.then((late) => late.ok && undo(late.value)).catch(() => undefined);
      throw thrown;
    } finally {
      progressListeners.delete(requestId);
      if (stop !== undefined) signal?.removeEventListener('abort', stop);
    }
  };

  const openDump = (dumpId: string, name: string, kind: FileKind): OpenDump => ({
    id: dumpId,
    kind,
    name,
    async ask(channel, request, options = {}) {
      const answer = await attended(options, (requestId) =>
        bridge.askDump({ dumpId, requestId, channel, request }),
      );
      return answer as DumpResponse<typeof channel>;
    },
    async close() {
      losses.forget(dumpId);
      unwrap(await bridge.closeDump({ dumpId }));
    },
    onLost(listener) {
      losses.listen(dumpId, listener);
    },
    async isUnchanged() {
      return unwrap(await bridge.isUnchanged({ dumpId }));
    },
  });

  return {
    kind: 'electron',
    async chooseDump() {
      const chosen = unwrap(await bridge.chooseDump({}));
      return chosen === null ? null : handle(chosen);
    },
    async chooseFleet(from) {
      const chosen = unwrap(await bridge.chooseFleet({ from }));
      return chosen?.map(givenDump) ?? null;
    },
    handlesForDrop(dropped) {
      return Promise.all(
        [...dropped.files].map(async (file) => {
          const fileToken = await bridge.tokenForFile(file);
          const { name } = file;
          if (fileToken === null) return { name, handle: null, inside: null };
          const settled = await bridge.filesIn({ fileTokens: [fileToken] });
          // Opening it says why it cannot be read.
          if (!settled.ok && settled.error.code === 'file-unreadable') {
            return { name, handle: handle({ fileToken, name }), inside: null };
          }
          const found = unwrap(settled);
          // What lies in a folder was found there; a file was named itself.
          const isFile = found.some(({ isFound }) => !isFound);
          return {
            name,
            handle: handle({ fileToken, name }),
            inside: isFile ? null : found.map(givenDump),
          };
        }),
      );
    },
    async startupDumps() {
      return unwrap(await bridge.startupDumps({})).map(handle);
    },
    async recentDumps() {
      return unwrap(await bridge.recentDumps({})).map(handle);
    },
    async pythonProcesses() {
      const processes = unwrap(await bridge.pythonProcesses({}));
      if (processes === null) return null;
      return processes.map(({ fileToken, name, ...facts }) => ({
        ...facts,
        handle: handle({ fileToken, name }),
      }));
    },
    async watchProcess(watched, dump, options) {
      const fileToken = tokenOf(watched);
      const known = dump?.id ?? null;
      const { dumpId, name, reading } = await attended(
        options,
        (requestId) =>
          bridge.watchProcess({ fileToken, dumpId: known, requestId, units: options.units }),
        (late) => bridge.closeDump({ dumpId: late.dumpId }),
      );
      return { dump: openDump(dumpId, name, 'dump'), reading };
    },
    async exampleDump() {
      const example = unwrap(await bridge.exampleDump({}));
      return example === null ? null : handle(example);
    },
    async open(dump, options) {
      const opened = await attended(
        options,
        (requestId) =>
          bridge.openDump({
            fileToken: tokenOf(dump),
            requestId,
            units: options.units,
            memoryShare: options.memoryShare,
          }),
        ({ dumpId }) => bridge.closeDump({ dumpId }),
      );
      return openDump(opened.dumpId, opened.name, opened.kind);
    },
    async lendDump(from, to, cuts, options) {
      const { baseline } = await attended(
        options,
        (requestId) => bridge.lendDump({ fromDumpId: from.id, toDumpId: to.id, cuts, requestId }),
        (late) => bridge.giveBackDump({ dumpId: to.id, baseline: late.baseline }),
      );
      return baseline;
    },
    async giveBackDump(to, baseline) {
      unwrap(await bridge.giveBackDump({ dumpId: to.id, baseline }));
    },
    async saveText(suggestedName, mediaType, text) {
      return unwrap(await bridge.saveText({ suggestedName, mediaType, text }));
    },
    async saveBytes(suggestedName, mediaType, bytes) {
      return unwrap(await bridge.saveBytes({ suggestedName, mediaType, bytes }));
    },
    async clearRecent() {
      unwrap(await bridge.clearRecentDumps({}));
    },
    // Main gives one token to one path.
    isSame: (a, b) => tokenOf(a) === tokenOf(b),
    async lastSession() {
      const { tabs, active } = unwrap(await bridge.lastSession({}));
      return {
        tabs: tabs.map(({ links, at, ...file }) => ({ handle: handle(file), links, at })),
        active,
      };
    },
    async keepSession({ tabs, active }) {
      const named = tabs.map(({ links, at, ...tab }) => ({
        fileToken: tokenOf(tab.handle),
        links: [...links],
        at,
      }));
      unwrap(await bridge.keepSession({ tabs: named, active }));
    },
    async loadMarks(fingerprint) {
      return unwrap(await bridge.loadMarks({ fingerprint }));
    },
    async saveMarks(fingerprint, marks) {
      unwrap(await bridge.saveMarks({ fingerprint, marks }));
    },
    addressBar: null,
    source: {
      async settings() {
        return unwrap(await bridge.sourceSettings({}));
      },
      async setEditor(editor, command) {
        return unwrap(await bridge.setEditor({ editor, command: [...command] }));
      },
      async addMapping(from) {
        return unwrap(await bridge.addMapping({ from }));
      },
      async removeMapping(from) {
        return unwrap(await bridge.removeMapping({ from }));
      },
      async open({ file, line }) {
        return unwrap(await bridge.openInEditor({ file, line })).path;
      },
      async read({ file, line }) {
        return unwrap(await bridge.readSource({ file, line }));
      },
    },
    onOpenRequested(listener) {
      bridge.onOpenRequested((request) => listener(handle(request)));
    },
    showMenu(enabled) {
      void bridge.setMenu({ enabled: [...enabled] });
    },
    showTheme(theme) {
      void bridge.setTheme({ theme });
    },
    onMenuCommand(listener) {
      bridge.onMenuCommand(({ command }) => listener(command));
    },
  };
}

/** Who wants to hear of which engine's death, and deaths that nobody has asked about yet. */
class LossBoard {
  private readonly listeners = new Map<string, (error: OuroborosErrorData) => void>();
  private readonly early = new Map<string, OuroborosErrorData>();

  lost(dumpId: string, error: OuroborosErrorData): void {
    const listener = this.listeners.get(dumpId);
    this.listeners.delete(dumpId);
    if (listener === undefined) this.early.set(dumpId, error);
    else listener(error);
  }

  listen(dumpId: string, listener: (error: OuroborosErrorData) => void): void {
    const error = this.early.get(dumpId);
    this.early.delete(dumpId);
    if (error === undefined) this.listeners.set(dumpId, listener);
    else listener(error);
  }

  forget(dumpId: string): void {
    this.listeners.delete(dumpId);
    this.early.delete(dumpId);
  }
}

function givenDump({ isFound, ...file }: FoundFile): GivenDump {
  return { handle: handle(file), isFound };
}

function handle(file: { fileToken: string; name: string; folder?: string }): DumpHandle {
  const token: ElectronToken = { fileToken: file.fileToken };
  return { name: file.name, folder: file.folder ?? '', token };
}

function tokenOf(dump: DumpHandle): string {
  return (dump.token as ElectronToken).fileToken;
}

function unwrap<T>(settled: Settled<T>): T {
  if (settled.ok) return settled.value;
  throw new HostError(settled.error);
}

function cancelled(): HostError {
  return new HostError({ code: 'cancelled', message: 'Cancelled.' });
}
