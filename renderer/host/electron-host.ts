import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type { OuroborosBridge, Settled } from '../../shared/protocol/bridge.ts';
import type { DumpResponse, FileKind } from '../../shared/protocol/channels.ts';
import type { AskOptions, DumpHandle, HostApi, OpenDump } from './host-api.ts';
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
  const lostListeners = new Map<string, (error: OuroborosErrorData) => void>();

  bridge.onProgress(({ requestId, ...progress }) => progressListeners.get(requestId)?.(progress));
  bridge.onDumpLost(({ dumpId, message }) => {
    lostListeners.get(dumpId)?.({ code: 'worker-exited', message });
    lostListeners.delete(dumpId);
  });

  const attended = async <T>(
    options: AskOptions,
    send: (requestId: string) => Promise<Settled<T>>,
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
    try {
      return unwrap(await Promise.race([send(requestId), aborted]));
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
      lostListeners.delete(dumpId);
      unwrap(await bridge.closeDump({ dumpId }));
    },
    onLost(listener) {
      lostListeners.set(dumpId, listener);
    },
  });

  return {
    kind: 'electron',
    async chooseDump() {
      const chosen = unwrap(await bridge.chooseDump({}));
      return chosen === null ? null : handle(chosen);
    },
    handlesForDrop(dropped) {
      return Promise.all(
        [...dropped.files].map(async (file) => {
          const fileToken = await bridge.tokenForFile(file);
          const { name } = file;
          return { name, handle: fileToken === null ? null : handle({ fileToken, name }) };
        }),
      );
    },
    async startupDumps() {
      return unwrap(await bridge.startupDumps({})).map(handle);
    },
    async recentDumps() {
      return unwrap(await bridge.recentDumps({})).map(handle);
    },
    async exampleDump() {
      const example = unwrap(await bridge.exampleDump({}));
      return example === null ? null : handle(example);
    },
    async open(dump, options) {
      const opened = await attended(options, (requestId) =>
        bridge.openDump({ fileToken: tokenOf(dump), requestId }),
      );
      return openDump(opened.dumpId, opened.name, opened.kind);
    },
    async lendDump(from, to, cuts, options) {
      const { baseline } = await attended(options, (requestId) =>
        bridge.lendDump({ fromDumpId: from.id, toDumpId: to.id, cuts, requestId }),
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
    onOpenRequested(listener) {
      bridge.onOpenRequested((request) => listener(handle(request)));
    },
    onMenuCommand(listener) {
      bridge.onMenuCommand(({ command }) => listener(command));
    },
  };
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
