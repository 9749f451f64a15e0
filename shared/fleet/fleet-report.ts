import { compareText } from '../base/text.ts';
import type { CausePlace } from '../protocol/cause-schemas.ts';
import type { FleetCause, FleetMember } from '../protocol/fleet-schemas.ts';

/** A file of a fleet, and what it was found to be. */
export type FleetFile = { readonly file: string } & (
  | { readonly member: FleetMember; readonly failure: null }
  /** Why it could not be read, in a sentence. */
  | { readonly member: null; readonly failure: string }
);

/** One process; sizes in bytes, null where the dump does not tell. */
export interface FleetProcess {
  readonly file: string;
  readonly pid: number | null;
  readonly commandLine: string;
  readonly takenAt: string;
  readonly objects: number;
  readonly residentBytes: number | null;
  readonly sharedBytes: number | null;
  /** Resident, and this process's alone. */
  readonly privateBytes: number | null;
  /** What its causes hold together. */
  readonly explainedBytes: number;
  /** Its heaviest cause, or that nothing leaks. */
  readonly headline: string;
  /** Of its causes, the heaviest first; empty where nothing leaks. */
  readonly signatures: readonly string[];
  readonly warnings: readonly string[];
}

/** How a cause spreads over the processes that have it, in bytes. */
export interface ByteSpread {
  readonly total: number;
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** One cause in all processes that have it. Words, places and advice are those of the heaviest. */
export interface FleetLeak {
  readonly signature: string;
  readonly kind: FleetCause['kind'];
  readonly processes: number;
  readonly bytes: ByteSpread;
  /** Each process that has it, and how much there, the heaviest first. */
  readonly members: readonly { readonly file: string; readonly bytes: number }[];
  /** The file in which it is heaviest: where to look first. */
  readonly heaviest: string;
  readonly sentence: string;
  readonly holder: string;
  readonly subjects: readonly string[];
  readonly places: readonly CausePlace[];
  readonly advice: string;
  /** Files in which it holds far more than is usual, the heaviest first; ten at most. */
  readonly outliers: readonly string[];
}

export interface FleetReport {
  /** Heaviest first. */
  readonly processes: readonly FleetProcess[];
  /** Those that hold most in all processes together first. */
  readonly causes: readonly FleetLeak[];
  /** Processes in which nothing leaks. */
  readonly healthy: number;
  readonly residentBytes: number;
  readonly explainedBytes: number;
  /** What could not be read, and why, in the order of the files. */
  readonly failures: readonly { readonly file: string; readonly reason: string }[];
}

/** Fewer processes have no "usual". */
const MIN_FOR_OUTLIERS = 5;
const MAX_OUTLIERS = 10;
/** Tukey's fence: so many times the distance between the quartiles above the upper one. */
const FENCE = 1.5;
/** What lies close together has no outliers: they hold this many times the median at least. */
const MIN_FACTOR = 1.5;

/**
 * Puts the dumps of a program's processes together: causes of one signature are one leak.
 *
 * The order is by bytes, then by names, never by the order in which files were read.
 * O(causes · log causes).
 */
export function fleetReport(files: readonly FleetFile[]): FleetReport {
  const read = files.flatMap(({ file, member }) => (member === null ? [] : [{ file, member }]));
  const processes = read.map(({ file, member }) => processOf(file, member)).sort(byWeight);
  return {
    processes,
    causes: leaksOf(read),
    healthy: processes.filter(({ signatures }) => signatures.length === 0).length,
    residentBytes: sum(processes.map(({ residentBytes }) => residentBytes ?? 0)),
    explainedBytes: sum(processes.map(({ explainedBytes }) => explainedBytes)),
    failures: files.flatMap(({ file, failure }) =>
      failure === null ? [] : [{ file, reason: failure }],
    ),
  };
}

function processOf(file: string, member: FleetMember): FleetProcess {
  const { process, residentBytes, sharedBytes, causes } = member;
  const isSplit = residentBytes !== null && sharedBytes !== null;
  return {
    file,
    pid: process.pid,
    commandLine: process.commandLine,
    takenAt: process.takenAt,
    objects: member.objects,
    residentBytes,
    sharedBytes,
    privateBytes: isSplit ? Math.max(0, residentBytes - sharedBytes) : null,
    explainedBytes: sum(causes.map(({ bytes }) => bytes)),
    headline: member.headline,
    signatures: [...new Set(causes.map(({ signature }) => signature))],
    warnings: member.warnings.map(({ message }) => message),
  };
}

interface Seen {
  readonly file: string;
  readonly bytes: number;
  /** The heaviest of that signature in this process. */
  readonly cause: FleetCause;
}

function leaksOf(
  members: readonly { readonly file: string; readonly member: FleetMember }[],
): FleetLeak[] {
  const seen = new Map<string, Map<string, Seen>>();
  for (const { file, member } of members) {
    for (const cause of member.causes) {
      const ofSignature = seen.get(cause.signature) ?? new Map<string, Seen>();
      seen.set(cause.signature, ofSignature);
      const earlier = ofSignature.get(file);
      // Two lists that one name leads to are one leak of the program.
      ofSignature.set(file, {
        file,
        bytes: (earlier?.bytes ?? 0) + cause.bytes,
        cause: earlier === undefined || cause.bytes > earlier.cause.bytes ? cause : earlier.cause,
      });
    }
  }
  return [...seen]
    .map(([signature, ofFiles]) => leakOf(signature, [...ofFiles.values()].sort(byBytes)))
    .sort((a, b) => b.bytes.total - a.bytes.total || compareText(a.signature, b.signature));
}

/** `seen`: the heaviest first, one at least. */
function leakOf(signature: string, seen: readonly Seen[]): FleetLeak {
  const heaviest = seen[0] as Seen;
  const bytes = seen.map((one) => one.bytes).reverse();
  const { kind, sentence, holder, subjects, places, advice } = heaviest.cause;
  return {
    signature,
    kind,
    processes: seen.length,
    bytes: {
      total: sum(bytes),
      least: bytes[0] ?? 0,
      median: quantile(bytes, 0.5),
      most: bytes.at(-1) ?? 0,
    },
    members: seen.map(({ file, bytes: held }) => ({ file, bytes: held })),
    heaviest: heaviest.file,
    sentence,
    holder,
    subjects,
    places,
    advice,
    outliers: outliersOf(seen, bytes),
  };
}

function outliersOf(seen: readonly Seen[], ascending: readonly number[]): string[] {
  if (ascending.length < MIN_FOR_OUTLIERS) return [];
  const [low, median, high] = [0.25, 0.5, 0.75].map((at) => quantile(ascending, at));
  const limit = Math.max(
    (high ?? 0) + FENCE * ((high ?? 0) - (low ?? 0)),
    (median ?? 0) * MIN_FACTOR,
  );
  return seen
    .filter(({ bytes }) => bytes > limit)
    .slice(0, MAX_OUTLIERS)
    .map(({ file }) => file);
}

/** Between two of them, where it falls between. */
function quantile(ascending: readonly number[], share: number): number {
  const at = (ascending.length - 1) * share;
  const below = ascending[Math.floor(at)] ?? 0;
  const above = ascending[Math.ceil(at)] ?? 0;
  return below + (above - below) * (at - Math.floor(at));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

function byWeight(a: FleetProcess, b: FleetProcess): number {
  return (b.residentBytes ?? 0) - (a.residentBytes ?? 0) || compareText(a.file, b.file);
}

function byBytes(a: Seen, b: Seen): number {
  return b.bytes - a.bytes || compareText(a.file, b.file);
}
