import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import type { ByteUnits } from '../../shared/base/units.ts';
import type {
  DumpChannel,
  DumpRequest,
  DumpResponse,
  FileKind,
} from '../../shared/protocol/channels.ts';
import type { DumpMarks, KeptViews } from '../../shared/protocol/kept.ts';
import type { GrowthReading, PythonProcessFacts } from '../../shared/protocol/process-schemas.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';
import type {
  EditorId,
  SourceExcerpt,
  SourceLinePlace,
  SourceSettings,
} from '../../shared/protocol/source-settings.ts';

/** A dump that could be opened: chosen, dropped, recent, or named on the command line. */
export interface DumpHandle {
  readonly name: string;
  /** Where it lies, for people ('' when the host does not know). */
  readonly folder: string;
  /** Opaque to the renderer. */
  readonly token: unknown;
  /**
   * What the host needs before it can open this one: a click of the user's, since the browser asks
   * for permission then; or the file itself, since the browser cannot find it again. Absent:
   * nothing.
   */
  readonly needs?: 'click' | 'file';
}

/** A process that runs. Opening it reads it as it is then. */
export interface ListedProcess extends Omit<PythonProcessFacts, 'fileToken' | 'name'> {
  readonly handle: DumpHandle;
}

/** A tab of last time: its dump, and how it was looked at. */
export interface KeptTab extends KeptViews {
  readonly handle: DumpHandle;
}

export interface KeptSession {
  readonly tabs: readonly KeptTab[];
  /** Null: the start screen. */
  readonly active: number | null;
}

/** The address bar, where there is one. */
export interface AddressBar {
  /** The part after the `#`; '' for none. */
  link(): string;
  /** Puts a link there: in place of the present one, or as a step that the browser can go back from. */
  show(link: string, step: 'same' | 'new'): void;
  /** Returns how to stop listening. */
  listen(listener: {
    /** The browser's own Back (-1) or Forward (1), or several of them. */
    onStep(steps: number): void;
    /** The user put another link there. */
    onLink(link: string): void;
  }): () => void;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface OpenOptions extends AskOptions {
  /** What the engine tells sizes in. */
  readonly units: ByteUnits;
  /**
   * One of a fleet, to be closed again at once: it may take so much of the memory, 0 … 1, and is not
   * put among the recent ones.
   */
  readonly memoryShare?: number;
}

/** A file that was named, or that lies in a folder that was. */
export interface GivenDump {
  readonly handle: DumpHandle;
  /** Found in a folder: it may be anything, and is passed over where it is no dump. */
  readonly isFound: boolean;
}

/** What was dropped on the window. */
export interface Dropped {
  readonly name: string;
  /** Null for what the host cannot open. */
  readonly handle: DumpHandle | null;
  /** Of a folder, the files in it; null for a file. */
  readonly inside: readonly GivenDump[] | null;
}

/** An open dump: its engine runs elsewhere (worker thread or Web Worker). */
export interface OpenDump {
  readonly id: string;
  readonly kind: FileKind;
  readonly name: string;
  /** Rejects with `HostError`; a cancelled request rejects with code `cancelled`. */
  ask<C extends DumpChannel>(
    channel: C,
    request: DumpRequest<C>,
    options?: AskOptions,
  ): Promise<DumpResponse<C>>;
  close(): Promise<void>;
  /** Called once if the engine dies or has died; the dump is unusable afterwards. */
  onLost(listener: (error: OuroborosErrorData) => void): void;
  /** Whether its file is known to be the one that was read; false where the host cannot tell. */
  isUnchanged(): Promise<boolean>;
}

/** The program's source on this machine, on hosts that may look at it. */
export interface SourceHost {
  settings(): Promise<SourceSettings>;
  setEditor(editor: EditorId, command: readonly string[]): Promise<SourceSettings>;
  /** Asks for the folder; null when the user thought better of it. */
  addMapping(from: string): Promise<SourceSettings | null>;
  removeMapping(from: string): Promise<SourceSettings>;
  /** Opens a line in the user's editor; resolves to where the file lies. */
  open(place: SourceLinePlace): Promise<string>;
  /** Null where the source is not at hand. */
  read(place: SourceLinePlace): Promise<SourceExcerpt | null>;
}

/** What the window needs from whatever it runs in. */
export interface HostApi {
  readonly kind: 'electron' | 'browser';
  chooseDump(): Promise<DumpHandle | null>;
  /** Several files, or all those in a folder; null when the user thought better of it. */
  chooseFleet(from: 'files' | 'folder'): Promise<readonly GivenDump[] | null>;
  /**
   * Files and folders dropped on the window. To be called while the drop is being handled:
   * afterwards the browser takes it away.
   */
  handlesForDrop(dropped: DataTransfer): Promise<readonly Dropped[]>;
  /** Dumps to open at start: command line, double click, `serve FILE`. */
  startupDumps(): Promise<readonly DumpHandle[]>;
  recentDumps(): Promise<readonly DumpHandle[]>;
  /** Python processes of this machine, each to be opened like a dump; null where none can be read. */
  pythonProcesses(): Promise<readonly ListedProcess[] | null>;
  /**
   * Reads a process once more, with what was kept of the readings before: `dump` is what this gave
   * for the last one, null for the first. Rejects as `open` does; the last reading is still there
   * then, unless its memory was needed already.
   */
  watchProcess(
    handle: DumpHandle,
    dump: OpenDump | null,
    options: OpenOptions,
  ): Promise<{ readonly dump: OpenDump; readonly reading: GrowthReading }>;
  /** The bundled example, or null where none is shipped. */
  exampleDump(): Promise<DumpHandle | null>;
  open(handle: DumpHandle, options: OpenOptions): Promise<OpenDump>;
  /**
   * Brings what comparing needs of one open dump to the engine of another; resolves to the name by
   * which `to` is then asked about it.
   */
  lendDump(from: OpenDump, to: OpenDump, cuts: CutChoice, options: AskOptions): Promise<string>;
  /** Frees what was lent; a dump that was closed has nothing to free. */
  giveBackDump(to: OpenDump, baseline: string): Promise<void>;
  /** Saves through a dialog (desktop) or a download (browser); null when cancelled. */
  saveText(
    suggestedName: string,
    mediaType: string,
    text: string,
  ): Promise<{ path: string } | null>;
  saveBytes(
    suggestedName: string,
    mediaType: string,
    bytes: Uint8Array<ArrayBuffer>,
  ): Promise<{ path: string } | null>;
  clearRecent(): Promise<void>;
  /** Whether two handles stand for one file, as far as the host can tell. */
  isSame(a: DumpHandle, b: DumpHandle): boolean;
  lastSession(): Promise<KeptSession>;
  keepSession(session: KeptSession): Promise<void>;
  /** Bookmarks and notes kept for a dump, by its fingerprint; null for none. */
  loadMarks(fingerprint: string): Promise<DumpMarks | null>;
  saveMarks(fingerprint: string, marks: DumpMarks): Promise<void>;
  readonly addressBar: AddressBar | null;
  /** Null where lines can only be copied. */
  readonly source: SourceHost | null;
  onOpenRequested(listener: (handle: DumpHandle) => void): void;
  onMenuCommand(listener: (command: string) => void): void;
  /** Tells a native menu which commands can be run now. */
  showMenu(enabled: readonly string[]): void;
  /** Tells what the system draws around the page which colours were chosen. */
  showTheme(theme: 'system' | 'light' | 'dark'): void;
}

/** A failure reported by the host or its engine, as data. */
export class HostError extends Error {
  readonly data: OuroborosErrorData;

  constructor(data: OuroborosErrorData) {
    super(data.message);
    this.name = 'HostError';
    this.data = data;
  }
}
