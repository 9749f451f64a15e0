import type { HostApi, ListedProcess, OpenDump } from '../../host/host-api.ts';
import { errorOf } from '../store/answers.ts';
import type { AppStore } from '../store/app-store.ts';
import { type ProcessWatch, WATCH_INTERVALS, withReading } from '../store/process-watch.ts';
import type { DumpActions } from './dump-actions.ts';

export interface WatchActions {
  /** Reads a process now and again and again; the watch before it is closed. */
  start(process: ListedProcess): void;
  /** How long to wait from now on. */
  setInterval(seconds: number): void;
  /** Reads no more, once what is being read is there; what was read stays. */
  stop(): void;
  /** Opens the last reading as a dump; the watch is closed with it. */
  openLast(): Promise<void>;
  close(): void;
}

/** Readings that fail one after the other before the watching is given up. */
const MAX_FAILURES = 5;

/** One process watched from outside: of each reading a digest is kept, of the last one all. */
export function createWatchActions(
  store: AppStore,
  host: HostApi,
  dumps: DumpActions,
): WatchActions {
  let dump: OpenDump | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Which watch it is: answers for an earlier one come too late. */
  let turn = 0;
  let failures = 0;
  /** The reading that goes on, or the one before. */
  let reading: Promise<void> = Promise.resolve();

  const change = (changed: Partial<ProcessWatch>): void => {
    const { watch } = store.getState();
    if (watch !== null) store.setState({ watch: { ...watch, ...changed } });
  };

  const wait = (): void => {
    clearTimeout(timer);
    const { watch } = store.getState();
    if (watch?.state !== 'waiting') return;
    timer = setTimeout(readAgain, 1000 * watch.everySeconds);
  };

  const readAgain = (): void => {
    reading = readOnce();
  };

  const readOnce = async (): Promise<void> => {
    const { watch, persisted } = store.getState();
    if (watch?.state !== 'waiting' && watch?.state !== 'reading') return;
    const mine = turn;
    change({ state: 'reading' });
    try {
      const read = await host.watchProcess(watch.process.handle, dump, {
        units: persisted.byteUnits,
      });
      if (mine !== turn) {
        await read.dump.close();
        return;
      }
      dump = read.dump;
      failures = 0;
      const readings = withReading(store.getState().watch?.readings ?? [], read.reading);
      change({ readings, canOpen: true, error: null });
    } catch (thrown) {
      if (mine !== turn) return;
      const error = errorOf(thrown);
      failures++;
      const isOver = dump === null || failures === MAX_FAILURES || LAST_WORDS.has(error.code);
      if (error.code === 'worker-exited') dump = null;
      change({ error, canOpen: dump !== null, ...(isOver ? { state: 'over' } : {}) });
    }
    const state = store.getState().watch?.state;
    if (state === 'reading') change({ state: 'waiting' });
    if (state === 'ending') change({ state: 'over' });
    wait();
  };

  const end = (): OpenDump | null => {
    clearTimeout(timer);
    turn++;
    const last = dump;
    dump = null;
    store.setState({ watch: null });
    return last;
  };

  const close = (): void => void end()?.close();

  return {
    start(process) {
      close();
      failures = 0;
      const [everySeconds] = WATCH_INTERVALS;
      store.setState({
        watch: {
          process,
          everySeconds,
          readings: [],
          state: 'reading',
          canOpen: false,
          error: null,
        },
      });
      readAgain();
    },
    setInterval(everySeconds) {
      change({ everySeconds });
      wait();
    },
    stop() {
      clearTimeout(timer);
      const state = store.getState().watch?.state;
      // What is being read takes the place of what was: only then there is a last reading.
      change({ state: state === 'reading' || state === 'ending' ? 'ending' : 'over' });
    },
    async openLast() {
      // One that goes on ends in the engine of the last one, and would close it as too late.
      const mine = turn;
      await reading;
      if (mine !== turn) return;
      const { watch } = store.getState();
      const last = end();
      if (watch !== null && last !== null) await dumps.adopt(watch.process.handle, last);
    },
    close,
  };
}

/** The process has ended, or nothing can be read in this thread any more. */
const LAST_WORDS: ReadonlySet<string> = new Set(['not-found', 'worker-exited', 'internal']);
