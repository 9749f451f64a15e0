import { fstatSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import type { DumpWarning } from '../../../shared/formats/importer.ts';
import type {
  ImageProcess,
  MemoryImage,
  MemoryRegion,
} from '../../../shared/formats/outside/memory-image.ts';
import {
  bytesOf,
  isOfProgram,
  type MappingPlan,
  type PageRun,
  planMapping,
  type Rest,
} from './page-plan.ts';
import { closeQuietly, openToRead, type PageStore, readFrom, storeFor } from './page-store.ts';
import {
  bootId,
  commandLineOf,
  isThere,
  type Mapping,
  PAGE_BYTES,
  type ProcessId,
  parseMaps,
  procText,
  readStat,
  residentBytesOf,
  statusField,
} from './proc-files.ts';
import { endedError, missingError, permissionError, requireLinux } from './process-refusals.ts';
import { type StopWay, whileStopped } from './stop-process.ts';

/** A run of copied pages, and where in the store it lies. */
interface CopiedRun extends PageRun {
  readonly at: number;
}

interface ImageRegion extends MemoryRegion {
  readonly mapping: Mapping;
  readonly rest: Rest;
}

/** How much is copied by one call: several are under way at once. */
const PIECE_BYTES = 4 * 2 ** 20;
const CALLS_AT_ONCE = 3;

/** Ten seconds, and more for what takes longer to copy even to a slow disk. */
const MIN_SECONDS = 10;
const SLOWEST_BYTES_PER_SECOND = 100e6;

/**
 * The memory of a process as it was at one moment: what it may change was copied while it stood,
 * what it cannot change is read from it, or from its files, later. No code runs in it.
 *
 * The process may end meanwhile. Whoever takes an image closes it.
 */
export class ProcessImage implements MemoryImage {
  readonly origin = 'process';
  readonly id: ProcessId;
  readonly process: ImageProcess;
  readonly regions: readonly ImageRegion[];
  /** How it was kept still, and for how long. */
  readonly way: StopWay;
  readonly pauseMs: number;
  readonly copiedBytes: number;
  private readonly opened: OpenedProcess;
  private readonly copy: Copy;

  private constructor(opened: OpenedProcess, copy: Copy, way: StopWay, pauseMs: number) {
    this.opened = opened;
    this.copy = copy;
    this.id = opened.id;
    this.way = way;
    this.pauseMs = pauseMs;
    this.copiedBytes = bytesOf(copy.plans);
    this.process = copy.facts;
    this.regions = copy.plans.map(({ mapping, rest }) => ({
      start: mapping.start,
      end: mapping.end,
      isWritable: mapping.isWritable,
      file: isFile(mapping) ? mapping.path : null,
      fileOffset: isFile(mapping) ? mapping.fileOffset : 0,
      mapping,
      rest,
    }));
  }

  /**
   * Stops a process, copies its memory and lets it go on.
   *
   * Throws `not-found` for a process that is not there or has ended, `bad-request` with the reason
   * for one that may not be read or does not stop, `dump-too-large` where there is no room.
   * @param startTime Of the process that is meant, where another may have its number by now.
   */
  static async take(pid: number, job: Job, startTime: number | null = null): Promise<ProcessImage> {
    requireLinux();
    const opened = await OpenedProcess.open(pid);
    try {
      if (startTime !== null && startTime !== opened.id.startTime) throw endedError(pid);
      const expected = opened.plan();
      const expectedBytes = bytesOf(expected);
      const store = await storeFor(expectedBytes);
      try {
        // Once while it runs: our memory is there then, and what it had swapped out is back, so
        // that the copy that counts takes a third of the time. What is copied is overwritten.
        store.grow(expectedBytes + (expectedBytes >> 5) + PIECE_BYTES);
        await copyPages(opened, store, expected, job);
        job.checkpoint();
        const seconds = MIN_SECONDS + expectedBytes / SLOWEST_BYTES_PER_SECOND;
        const copyAll = async (): Promise<Copy> => {
          const plans = opened.plan();
          store.grow(bytesOf(plans));
          const facts = opened.facts();
          return { plans, facts, store, ...(await copyPages(opened, store, plans, null)) };
        };
        const { value, way, pauseMs } = await whileStopped(opened.id, seconds, copyAll);
        return new ProcessImage(opened, value, way, pauseMs);
      } catch (thrown) {
        store.close();
        throw thrown;
      }
    } catch (thrown) {
      await opened.close();
      throw thrown;
    }
  }

  get name(): string {
    // Two readings of one process are told by their moments.
    const moment = new Date(this.process.takenAt ?? '').toTimeString().slice(0, 8);
    return `process ${this.id.pid} at ${moment}`;
  }

  get pauseText(): string {
    if (this.way === 'was-stopped') return 'was stopped already, and still is';
    const how = this.way === 'freezer' ? ', frozen in a control group' : '';
    return `stood for ${formatDuration(this.pauseMs / 1000)}${how}, and goes on`;
  }

  readInto(address: number, target: Uint8Array): number {
    let filled = 0;
    while (filled < target.length) {
      const got = this.readPart(address + filled, target.subarray(filled));
      if (got === 0) break;
      filled += got;
    }
    return filled;
  }

  bytesAt(address: number, length: number): Uint8Array | null {
    const { runs, store } = this.copy;
    const run = runs[lastFrom(runs, address)];
    if (run === undefined || address + length > run.end) return null;
    return store.bytesAt(run.at + (address - run.start), length);
  }

  release(): void {
    this.copy.store.close();
  }

  losses(): readonly DumpWarning[] {
    const { lostBytes } = this.copy;
    if (lostBytes === 0) return [];
    const message = `${formatBytes(lostBytes)} of the process's memory could not be read; what lies there counts as held.`;
    return [{ code: 'incomplete-walk', message }];
  }

  async close(): Promise<void> {
    this.copy.store.close();
    await this.opened.close();
  }

  /** From one run, or from between two; how many bytes that gave. */
  private readPart(address: number, target: Uint8Array): number {
    const { runs, store } = this.copy;
    const index = lastFrom(runs, address);
    const run = runs[index];
    if (run !== undefined && address < run.end) {
      const length = Math.min(target.length, run.end - address);
      return store.readInto(run.at + (address - run.start), target.subarray(0, length));
    }
    const region = this.regions[lastFrom(this.regions, address)];
    if (region === undefined || address >= region.end) return 0;
    const until = Math.min(region.end, runs[index + 1]?.start ?? region.end);
    const part = target.subarray(0, Math.min(target.length, until - address));
    if (region.rest === 'file') return this.opened.readFile(region.mapping, address, part);
    part.fill(0);
    return part.length;
  }
}

interface Copy {
  readonly plans: readonly MappingPlan[];
  readonly store: PageStore;
  readonly facts: ImageProcess;
  readonly runs: readonly CopiedRun[];
  readonly lostBytes: number;
}

/** A process whose memory may be read, and the files of `/proc` for it, which outlive it. */
class OpenedProcess {
  readonly id: ProcessId;
  private readonly memory: FileHandle;
  private readonly pagemap: number | null;
  private readonly root: number | null;
  private readonly files = new Map<string, number | null>();

  private constructor(id: ProcessId, memory: FileHandle) {
    this.id = id;
    this.memory = memory;
    this.pagemap = openToRead(`/proc/${id.pid}/pagemap`);
    // Keeps the file system that it sees, wherever it is mounted, when the process is gone.
    this.root = openToRead(`/proc/${id.pid}/root`);
  }

  static async open(pid: number): Promise<OpenedProcess> {
    const startTime = readStat(pid)?.startTime;
    if (startTime === undefined) throw missingError(pid);
    if (pid === process.pid) {
      throw new OuroborosError('bad-request', `Process ${pid} is Ouroboros itself.`);
    }
    let memory: FileHandle;
    try {
      memory = await open(`/proc/${pid}/mem`, 'r');
    } catch (thrown) {
      throw permissionError(pid, thrown);
    }
    const opened = new OpenedProcess({ pid, startTime }, memory);
    if (isThere(opened.id)) return opened;
    await opened.close();
    throw missingError(pid);
  }

  /** What has to be copied, by the mappings and pages that there are now. */
  plan(): MappingPlan[] {
    const mappings = parseMaps(procText(this.id.pid, 'maps') ?? '');
    if (mappings.length === 0) throw this.withoutMemory();
    return mappings
      .filter(isOfProgram)
      .map((mapping) => planMapping(mapping, this.pagesOf(mapping)));
  }

  facts(): ImageProcess {
    const { pid } = this.id;
    return {
      pid,
      commandLine: commandLineOf(pid),
      takenAt: new Date().toISOString(),
      rssBytes: residentBytesOf(pid),
      processKey: processKeyOf(this.id),
      endedBy: null,
      machine: process.arch === 'arm64' ? 183 : 62,
    };
  }

  async read(address: number, target: Uint8Array): Promise<number> {
    let filled = 0;
    try {
      while (filled < target.length) {
        const rest = target.length - filled;
        const { bytesRead } = await this.memory.read(target, filled, rest, address + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch {
      // A page that cannot be read: the caller goes on behind it.
    }
    return filled;
  }

  /** Memory that the process cannot have changed: from it, or from the file when it is gone. */
  readFile(mapping: Mapping, address: number, target: Uint8Array): number {
    const got = readFrom(this.memory.fd, address, target);
    if (got > 0) return got;
    const file = this.fileOf(mapping);
    return file === null
      ? 0
      : readFrom(file, mapping.fileOffset + (address - mapping.start), target);
  }

  async close(): Promise<void> {
    for (const file of this.files.values()) closeQuietly(file);
    this.files.clear();
    closeQuietly(this.pagemap);
    closeQuietly(this.root);
    await this.memory.close();
  }

  /** The very file of a mapping: one that was put in its place since is another. */
  private fileOf(mapping: Mapping): number | null {
    if (this.root === null || mapping.isDeleted || !isFile(mapping)) return null;
    const known = this.files.get(mapping.path);
    if (known !== undefined) return known;
    let file = openToRead(`/proc/self/fd/${this.root}${mapping.path}`);
    if (file !== null && fstatSync(file).ino !== mapping.inode) {
      closeQuietly(file);
      file = null;
    }
    this.files.set(mapping.path, file);
    return file;
  }

  private pagesOf({ start, end, isShared }: Mapping): Uint32Array | null {
    if (this.pagemap === null || isShared) return null;
    const bytes = new Uint8Array((8 * (end - start)) / PAGE_BYTES);
    const got = readFrom(this.pagemap, (8 * start) / PAGE_BYTES, bytes);
    return got === bytes.length ? new Uint32Array(bytes.buffer) : null;
  }

  private withoutMemory(): OuroborosError {
    const { pid } = this.id;
    const state = readStat(pid)?.state;
    if (!isThere(this.id) || state === 'Z' || state === 'X') return endedError(pid);
    return new OuroborosError(
      'bad-request',
      `Process ${pid} has no memory of its own: it is a thread of the kernel.`,
    );
  }
}

/** Copies the runs of all plans into a store, one behind the other. */
async function copyPages(
  opened: OpenedProcess,
  store: PageStore,
  plans: readonly MappingPlan[],
  job: Job | null,
): Promise<{ readonly runs: CopiedRun[]; readonly lostBytes: number }> {
  const runs: CopiedRun[] = [];
  let at = 0;
  for (const plan of plans) {
    for (const { start, end } of plan.runs) {
      runs.push({ start, end, at });
      at += end - start;
    }
  }
  const total = at;
  const pieces = piecesOf(runs);
  let next = 0;
  let done = 0;
  let lostBytes = 0;
  const work = async (): Promise<void> => {
    while (next < pieces.length) {
      const piece = pieces[next++];
      job?.checkpoint();
      lostBytes += await copyPiece(opened, store, piece);
      done += piece.end - piece.start;
      job?.report({ phase: 'Copying memory', done, total, unit: 'bytes' });
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, work));
  return { runs, lostBytes };
}

function piecesOf(runs: readonly CopiedRun[]): CopiedRun[] {
  const pieces: CopiedRun[] = [];
  for (const { start, end, at } of runs) {
    for (let from = start; from < end; from += PIECE_BYTES) {
      pieces.push({ start: from, end: Math.min(end, from + PIECE_BYTES), at: at + from - start });
    }
  }
  return pieces;
}

/** Copies a piece; how many bytes of it cannot be read, which become zeros. */
async function copyPiece(
  opened: OpenedProcess,
  store: PageStore,
  { start, end, at }: CopiedRun,
): Promise<number> {
  let lost = 0;
  for (let from = start; from < end; ) {
    const base = from;
    from += await store.fill(at + (base - start), end - base, (target, offset) =>
      opened.read(base + offset, target),
    );
    if (from >= end) break;
    const page = Math.min(end, (Math.floor(from / PAGE_BYTES) + 1) * PAGE_BYTES);
    lost += await store.fill(at + (from - start), page - from, (target) =>
      Promise.resolve(target.fill(0).length),
    );
    from = page;
  }
  return lost;
}

/** The last one that starts at an address or before it; −1 for none. */
function lastFrom(ascending: readonly { readonly start: number }[], address: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle].start <= address) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function isFile({ path }: Mapping): boolean {
  return path !== '' && !path.startsWith('[');
}

/** A name that no other process has, the same that the collector writes into its dumps. */
function processKeyOf({ pid, startTime }: ProcessId): string {
  // As it sees itself: in a container it has another number.
  const own = statusField(pid, 'NSpid').split('\t').at(-1) ?? String(pid);
  return `${bootId()} ${own} ${startTime}`;
}
