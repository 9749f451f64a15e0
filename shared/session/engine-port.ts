import { CancelledError, OuroborosError, toErrorData } from '../base/errors.ts';
import type { Job, Progress } from '../base/job.ts';
import { jobWithFlag, UNATTENDED_JOB } from '../base/job.ts';
import { setByteUnits } from '../base/units.ts';
import type { ByteSource, Codecs, ScratchSpace } from '../formats/bytes/byte-source.ts';
import type { IndexStore } from '../formats/dump-index/index-store.ts';
import type { BinaryFiles } from '../formats/outside/binary-files.ts';
import type { FileKind } from '../protocol/channels.ts';
import type {
  EngineToHost,
  HostToEngine,
  LentDigest,
  OpenedFile,
} from '../protocol/engine-messages.ts';
import type { WatchedReading } from '../protocol/process-schemas.ts';
import type { CutChoice } from '../protocol/schemas.ts';
import { cutChoice } from '../protocol/schemas.ts';
import type { DotRunner } from '../scene/layout/dot-runner.ts';
import type { DumpDigest } from './compare/dump-digest.ts';
import { GrowthMonitor } from './growth-monitor.ts';
import { HeapSession } from './heap-session.ts';
import { type OpenedSession, openFile } from './open-file.ts';
import { openProcess, type TakenImage } from './open-image.ts';
import { TimelineSession } from './timeline/timeline-session.ts';

/** Where the engine's answers go: `parentPort.postMessage`, or a Web Worker's own. */
export interface EnginePort {
  /** `transfer`: buffers that go over to the host instead of being copied. */
  post(message: EngineToHost, transfer?: ArrayBuffer[]): void;
}

function kindOf(session: OpenedSession): FileKind {
  if (session instanceof HeapSession) return 'dump';
  return session instanceof TimelineSession ? 'timeline' : 'profile';
}

/** A dump's bytes, and what this host can do faster than the portable code. */
export interface OpenedSource {
  readonly source: ByteSource;
  readonly codecs: Codecs;
  /** Where indexes of dumps are kept, on hosts that have such a place. */
  readonly index?: IndexStore | null;
  /** For core files: binaries of other processes, and room to unpack. */
  readonly binaries?: BinaryFiles;
  readonly scratch?: ScratchSpace;
  /** See `LoadOptions`. */
  readonly hasSideThreads?: boolean;
}

/** A process of this machine, whose memory is taken anew as often as it is asked for. */
export interface ProcessSource {
  take(job: Job): Promise<TakenImage>;
}

/** What this host has for an engine. */
export interface EngineHost {
  readonly memoryLimitBytes: number;
  /** Where drawings are laid out. */
  readonly dot: DotRunner;
}

/**
 * One engine behind a port: give every message from the host to the returned function.
 *
 * One dump per engine, requests begun in the order they came. Every request is answered exactly
 * once; what is thrown becomes a `failure`. Progress is passed on at most every 50 ms, so that a fast
 * phase cannot flood the window.
 */
export function serveEngine(
  port: EnginePort,
  openSource: (source: unknown) => Promise<OpenedSource | ProcessSource>,
  { memoryLimitBytes, dot }: EngineHost,
): (message: HostToEngine) => void {
  let session: OpenedSession | null = null;
  let queue: Promise<void> = Promise.resolve();
  let monitor: GrowthMonitor | null = null;
  let waiting = 0;
  let lastAnswered = 0;

  /** Writes a chunk whenever nobody has asked anything for a while. */
  const saveIndexWhenIdle = async (opened: HeapSession): Promise<void> => {
    await opened.opening.saveIndex?.(async () => {
      while (waiting > 0 || performance.now() - lastAnswered < QUIET_MS) await pause(QUIET_MS / 4);
      if (session !== opened) throw new CancelledError();
    }, UNATTENDED_JOB);
  };

  const openIt = async (
    source: OpenedSource | ProcessSource,
    job: Job,
    memoryLimit: number,
  ): Promise<OpenedSession> => {
    if ('take' in source) {
      const take = () => source.take(job);
      return (await openProcess(take, { job, memoryLimitBytes: memoryLimit }, dot)).session;
    }
    const { source: file, index, ...host } = source;
    return openFile(file, { job, memoryLimitBytes: memoryLimit, ...host }, index, dot);
  };

  /** The last reading stays until its memory is needed, so that a failure leaves it there. */
  const readAgain = async (
    source: OpenedSource | ProcessSource,
    job: Job,
  ): Promise<WatchedReading> => {
    if (!('take' in source)) throw new OuroborosError('bad-request', 'Files do not grow.');
    const take = async (): Promise<TakenImage> => {
      const image = await source.take(job);
      session = null;
      return image;
    };
    const read = await openProcess(take, { job, memoryLimitBytes }, dot);
    monitor ??= new GrowthMonitor();
    const time = Date.parse(read.image.process.takenAt ?? '');
    const reading = monitor.add(read.session, time, job);
    session = read.session;
    return { reading, name: read.session.name };
  };

  const answer = async (message: HostToEngine): Promise<unknown> => {
    const job = jobFor(message, port);
    job.checkpoint();
    if (message.type === 'open') {
      session = null;
      setByteUnits(message.units ?? 'decimal');
      const limit = memoryLimitBytes * (message.memoryShare ?? 1);
      const opened = await openIt(await openSource(message.source), job, limit);
      // Cancelled at the very end: nobody waits for this dump any more.
      job.checkpoint();
      session = opened;
      if (session instanceof HeapSession) void saveIndexWhenIdle(session);
      return { name: session.name, kind: kindOf(session) } satisfies OpenedFile;
    }
    if (message.type === 'watch') {
      setByteUnits(message.units ?? 'decimal');
      return readAgain(await openSource(message.source), job);
    }
    if (session === null) throw new OuroborosError('bad-request', 'No dump is open.');
    if (message.type === 'ask') return session.ask(message.channel, message.request, job);
    if (!(session instanceof HeapSession)) {
      throw new OuroborosError('bad-request', 'This file has no objects to compare.');
    }
    switch (message.type) {
      case 'lend':
        return session.comparer.lend(checkedCuts(message.cuts), job);
      case 'borrow':
        session.comparer.borrow(message.baseline, message.lent as LentDigest<DumpDigest>);
        return {};
      case 'giveBack':
        session.comparer.giveBack(message.baseline);
        return {};
    }
  };

  /** What cannot be posted must not keep later questions from being answered. */
  const postFailure = (id: number, thrown: unknown): void => {
    try {
      port.post({ type: 'failure', id, error: toErrorData(thrown) });
    } catch {
      const message = 'The engine could not say what went wrong.';
      port.post({ type: 'failure', id, error: { code: 'internal', message } });
    }
  };

  const settle = async (message: HostToEngine): Promise<void> => {
    try {
      const value = await answer(message);
      const transfer = message.type === 'lend' ? (value as LentDigest).buffers : [];
      port.post({ type: 'result', id: message.id, value }, transfer);
    } catch (thrown) {
      postFailure(message.id, thrown);
    }
    waiting--;
    lastAnswered = performance.now();
  };

  return (message) => {
    waiting++;
    queue = queue.then(() => {
      const settled = settle(message);
      // What a question may have to wait for is a layout, in another thread: others go on then.
      return message.type === 'ask' ? Promise.race([settled, pause(0)]) : settled;
    });
  };
}

/** After the last answer: the window asks several things in a row. */
const QUIET_MS = 400;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function checkedCuts(cuts: unknown): CutChoice {
  const parsed = cutChoice.safeParse(cuts);
  if (parsed.success) return parsed.data;
  throw new OuroborosError(
    'bad-request',
    'The request to lend a dump is not well-formed.',
    parsed.error.message,
  );
}

const PROGRESS_INTERVAL_MS = 50;

function jobFor(message: HostToEngine, port: EnginePort): Job {
  let lastAt = Number.NEGATIVE_INFINITY;
  let lastPhase = '';
  return jobWithFlag(message.cancelFlag, (progress: Progress) => {
    const now = performance.now();
    if (progress.phase === lastPhase && now - lastAt < PROGRESS_INTERVAL_MS) return;
    lastAt = now;
    lastPhase = progress.phase;
    port.post({ type: 'progress', id: message.id, progress });
  });
}
