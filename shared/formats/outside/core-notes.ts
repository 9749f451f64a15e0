import { ADDRESS_END } from './address-space.ts';
import { latin1, readNotes, word } from './elf.ts';

/** A piece of a file that the process had mapped. */
export interface MappedFile {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly path: string;
}

/** What a core's notes say; null where they do not. */
export interface CoreNotes {
  /** Ascending by address. */
  readonly files: readonly MappedFile[];
  readonly pid: number | null;
  readonly commandLine: string | null;
  /** Name of the signal that ended the process. */
  readonly endedBy: string | null;
}

const NOTE = { processStatus: 1, processInfo: 3, files: 0x46494c45 } as const;
const MAX_FILES = 1 << 20;

/** Numbers of signals that end processes with a core, on Linux. */
const SIGNALS: Readonly<Record<number, string>> = {
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  11: 'SIGSEGV',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** The notes of a core file, from the bytes of its PT_NOTE segments. */
export function readCoreNotes(segments: readonly Uint8Array[]): CoreNotes {
  let files: MappedFile[] = [];
  let pid: number | null = null;
  let commandLine: string | null = null;
  let signal = 0;
  for (const segment of segments) {
    for (const { name, type, data } of readNotes(segment)) {
      if (name !== 'CORE') continue;
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      // The first status is that of the thread that brought the process down.
      if (type === NOTE.processStatus && data.length >= 36 && signal === 0) {
        signal = view.getUint16(12, true);
      } else if (type === NOTE.processInfo && data.length >= 136) {
        pid = view.getUint32(24, true);
        commandLine =
          latin1(data.subarray(56, 136)).trim() || latin1(data.subarray(40, 56)) || null;
      } else if (type === NOTE.files) {
        files = readFiles(data, view);
      }
    }
  }
  return { files, pid, commandLine, endedBy: SIGNALS[signal] ?? null };
}

/** NT_FILE: count, bytes of a page, then start, end and page of each, then their paths. */
function readFiles(data: Uint8Array, view: DataView): MappedFile[] {
  if (data.length < 16) return [];
  const count = Math.min(word(view, 0), MAX_FILES, Math.floor((data.length - 16) / 24));
  const pageBytes = word(view, 8);
  const decoder = new TextDecoder();
  const files: MappedFile[] = [];
  let nameAt = 16 + 24 * count;
  for (let index = 0; index < count; index++) {
    const at = 16 + 24 * index;
    const nameEnd = data.indexOf(0, nameAt);
    if (nameEnd < 0) break;
    const start = word(view, at);
    const end = word(view, at + 8);
    const offset = word(view, at + 16) * pageBytes;
    if (start < end && end <= ADDRESS_END && offset < Number.MAX_SAFE_INTEGER) {
      files.push({ start, end, offset, path: decoder.decode(data.subarray(nameAt, nameEnd)) });
    }
    nameAt = nameEnd + 1;
  }
  return files.sort((a, b) => a.start - b.start);
}
