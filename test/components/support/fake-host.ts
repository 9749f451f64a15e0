import type {
  AddressBar,
  AskOptions,
  DumpHandle,
  GivenDump,
  HostApi,
  KeptSession,
  ListedProcess,
  OpenDump,
} from '../../../renderer/host/host-api.ts';
import { HostError } from '../../../renderer/host/host-api.ts';
import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import type { DumpChannel } from '../../../shared/protocol/channels.ts';

/** A question that waits for the test to answer it. */
export interface Asked {
  readonly channel: DumpChannel;
  readonly request: unknown;
  readonly options: AskOptions;
  answer(value: unknown): void;
  fail(error: OuroborosErrorData): void;
}

export interface FakeDump extends OpenDump {
  readonly asked: readonly Asked[];
  readonly isClosed: boolean;
  lose(error: OuroborosErrorData): void;
}

export const FINGERPRINT = '9-00112233445566ff';

/** An open dump that answers `overview` by itself, since opening waits for it, and nothing else. */
export function fakeDump(id = 'd1', name = 'leak.ouro', fingerprint = FINGERPRINT): FakeDump {
  const asked: Asked[] = [];
  let isClosed = false;
  let onLost: ((error: OuroborosErrorData) => void) | null = null;
  return {
    id,
    kind: 'dump',
    name,
    asked,
    get isClosed() {
      return isClosed;
    },
    ask(channel, request, options = {}) {
      return new Promise((resolve, reject) => {
        options.signal?.addEventListener('abort', () => reject(cancelled()));
        asked.push({
          channel,
          request,
          options,
          answer: (value) => resolve(value as never),
          fail: (error) => reject(new HostError(error)),
        });
        if (channel === 'overview')
          resolve({
            fingerprint,
            moment: { takenAt: null, pid: null, command: '' },
            verdicts: [],
            topFamilies: [],
            largest: [],
            lead: null,
          } as never);
      });
    },
    close() {
      isClosed = true;
      return Promise.resolve();
    },
    onLost(listener) {
      onLost = listener;
    },
    isUnchanged: () => Promise.resolve(true),
    lose: (error) => onLost?.(error),
  };
}

interface FakeHostParts {
  readonly startup?: readonly DumpHandle[];
  readonly recent?: readonly DumpHandle[];
  readonly processes?: readonly ListedProcess[];
  readonly example?: DumpHandle | null;
  readonly session?: KeptSession;
  readonly fleet?: readonly GivenDump[];
  readonly addressBar?: AddressBar;
  readonly open: HostApi['open'];
}

export interface FakeHost extends HostApi {
  readonly saved: readonly { readonly name: string; readonly text: string }[];
  readonly kept: readonly KeptSession[];
}

export function fakeHost(parts: FakeHostParts): FakeHost {
  const saved: { name: string; text: string }[] = [];
  const kept: KeptSession[] = [];
  return {
    kind: 'browser',
    saved,
    kept,
    chooseDump: () => Promise.resolve(null),
    chooseFleet: () => Promise.resolve(parts.fleet ?? null),
    handlesForDrop: (dropped) =>
      Promise.resolve(
        [...dropped.files].map(({ name }) => ({ name, handle: dumpHandle(name), inside: null })),
      ),
    startupDumps: () => Promise.resolve(parts.startup ?? []),
    recentDumps: () => Promise.resolve(parts.recent ?? []),
    watchProcess: () => Promise.reject(new Error('not watched')),
    pythonProcesses: () => Promise.resolve(parts.processes ?? null),
    exampleDump: () => Promise.resolve(parts.example ?? null),
    open: parts.open,
    lendDump: (from) => Promise.resolve(`lent ${from.id}`),
    giveBackDump: () => Promise.resolve(),
    saveText(name, _mediaType, text) {
      saved.push({ name, text });
      return Promise.resolve({ path: name });
    },
    saveBytes: (name) => Promise.resolve({ path: name }),
    clearRecent: () => Promise.resolve(),
    isSame: (a, b) => a.token === b.token,
    lastSession: () => Promise.resolve(parts.session ?? { tabs: [], active: null }),
    keepSession(session) {
      kept.push(session);
      return Promise.resolve();
    },
    loadMarks: () => Promise.resolve(null),
    saveMarks: () => Promise.resolve(),
    addressBar: parts.addressBar ?? null,
    source: null,
    onOpenRequested() {},
    showMenu() {},
    showTheme() {},
    onMenuCommand() {},
  };
}

export function dumpHandle(name: string): DumpHandle {
  return { name, folder: '', token: name };
}

export function cancelled(): HostError {
  return new HostError({ code: 'cancelled', message: 'Cancelled.' });
}

/** Lets everything that is already decided happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** A process as the start screen lists it. */
export const LISTED: ListedProcess = {
  handle: dumpHandle('process 7'),
  pid: 7,
  version: '3.12',
  user: 'app',
  commandLine: 'python app.py',
  residentBytes: 5e8,
  grownBytes: null,
  grownSeconds: null,
  isReadable: true,
};
