import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { OuroborosError, type OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import type { ByteUnits } from '../../shared/base/units.ts';
import type { DumpChannel, ShellRequest } from '../../shared/protocol/channels.ts';
import type { LentDigest, OpenedFile } from '../../shared/protocol/engine-messages.ts';
import type { WatchedReading } from '../../shared/protocol/process-schemas.ts';
import type { ProcessId } from '../node/process/proc-files.ts';
import { DumpEngine } from './dump-engine.ts';

export interface OpenDumpsEvents {
  progress(requestId: string, progress: Progress): void;
  lost(dumpId: string, error: OuroborosErrorData): void;
}

/** A file, and what was true of it just before it was read; null when that is not known. */
interface ReadFile {
  readonly filePath: string;
  readonly read: string | null;
}

interface OpenedDump extends OpenedFile {
  readonly dumpId: string;
}

interface WatchedDump extends WatchedReading {
  readonly dumpId: string;
}

/** Tells a file from itself after it was written anew. */
async function stampOf(filePath: string): Promise<string | null> {
  const stats = await stat(filePath, { bigint: true }).catch(() => null);
  return stats === null ? null : `${stats.dev} ${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}

/** The open dumps, one engine each. */
export class OpenDumps {
  private readonly engines = new Map<string, DumpEngine>();
  private readonly files = new Map<string, ReadFile>();
  private readonly workerFile: string;
  private readonly events: OpenDumpsEvents;

  constructor(workerFile: string, events: OpenDumpsEvents) {
    this.workerFile = workerFile;
    this.events = events;
  }

  /** Loads a file in an engine of its own; a load that fails leaves nothing behind. */
  async open(
    filePath: string,
    requestId: string,
    units: ByteUnits = 'decimal',
    memoryShare = 1,
  ): Promise<OpenedDump> {
    const read = stampOf(filePath);
    const opened = await this.openSource(filePath, requestId, units, memoryShare);
    this.files.set(opened.dumpId, { filePath, read: await read });
    return opened;
  }

  /** Reads a process in an engine of its own: as it is now, so that it is never unchanged. */
  openProcess(
    { pid, startTime }: ProcessId,
    requestId: string,
    units: ByteUnits = 'decimal',
  ): Promise<OpenedDump> {
    return this.openSource({ pid, startTime }, requestId, units);
  }

  private async openSource(
    source: unknown,
    requestId: string,
    units: ByteUnits,
    memoryShare = 1,
  ): Promise<OpenedDump> {
    const opened = await this.startEngine((engine) =>
      engine.request({ type: 'open', source, units, memoryShare }, requestId),
    );
    return opened as OpenedDump;
  }

  /** Reads a process again in the engine that read it before; null: in one of its own. */
  async watchProcess(
    { pid, startTime }: ProcessId,
    dumpId: string | null,
    requestId: string,
    units: ByteUnits = 'decimal',
  ): Promise<WatchedDump> {
    const read = (engine: DumpEngine): Promise<unknown> =>
      engine.request({ type: 'watch', source: { pid, startTime }, units }, requestId);
    if (dumpId === null) return (await this.startEngine(read)) as WatchedDump;
    return { dumpId, ...((await read(this.engineOf(dumpId))) as WatchedReading) };
  }

  private async startEngine(
    first: (engine: DumpEngine) => Promise<unknown>,
  ): Promise<{ readonly dumpId: string }> {
    const dumpId = randomUUID();
    let isOpen = false;
    const engine = new DumpEngine(this.workerFile, this.events.progress, (error) => {
      this.forget(dumpId);
      // While it loads, the rejected request says it.
      if (isOpen) this.events.lost(dumpId, error);
    });
    this.engines.set(dumpId, engine);
    try {
      const answer = await first(engine);
      isOpen = true;
      return { dumpId, ...(answer as object) };
    } catch (thrown) {
      await this.close(dumpId);
      throw thrown;
    }
  }

  ask(dumpId: string, channel: DumpChannel, request: unknown, requestId: string): Promise<unknown> {
    return this.engineOf(dumpId).request({ type: 'ask', channel, request }, requestId);
  }

  /** Brings one dump's digest to another dump's engine; the name by which it is asked about. */
  async lend({ fromDumpId, toDumpId, cuts, requestId }: ShellRequest<'lendDump'>): Promise<string> {
    const lender = this.engineOf(fromDumpId);
    const borrower = this.engineOf(toDumpId);
    const lent = (await lender.request({ type: 'lend', cuts }, requestId)) as LentDigest;
    const baseline = randomUUID();
    await borrower.request({ type: 'borrow', baseline, lent }, requestId);
    return baseline;
  }

  /** Lets the memory of a digest go; nothing to do where its borrower was closed. */
  async giveBack(dumpId: string, baseline: string): Promise<void> {
    await this.engines.get(dumpId)?.request({ type: 'giveBack', baseline }, '');
  }

  cancel(requestId: string): void {
    for (const engine of this.engines.values()) engine.cancel(requestId);
  }

  async close(dumpId: string): Promise<void> {
    const engine = this.engines.get(dumpId);
    this.forget(dumpId);
    await engine?.close();
  }

  /** Whether a dump's file is still what was read; false when it is gone or cannot be known. */
  async isUnchanged(dumpId: string): Promise<boolean> {
    const file = this.files.get(dumpId);
    if (file === undefined || file.read === null) return false;
    return (await stampOf(file.filePath)) === file.read;
  }

  private forget(dumpId: string): void {
    this.engines.delete(dumpId);
    this.files.delete(dumpId);
  }

  private engineOf(dumpId: string): DumpEngine {
    const engine = this.engines.get(dumpId);
    if (engine !== undefined) return engine;
    throw new OuroborosError('not-found', 'This dump is not open any more; open it again.');
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.engines.keys()].map((dumpId) => this.close(dumpId)));
  }
}
