import type { OuroborosErrorData } from '../../shared/base/errors.ts';
import type { Progress } from '../../shared/base/job.ts';
import type { DumpChannel, DumpRequest, DumpResponse } from '../../shared/protocol/channels.ts';
import type { CutChoice } from '../../shared/protocol/schemas.ts';

/** A dump that could be opened: chosen, dropped, recent, or named on the command line. */
export interface DumpHandle {
  readonly name: string;
  /** Where it lies, for people ('' when the host does not know). */
  readonly folder: string;
  /** Opaque to the renderer. */
  readonly token: unknown;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** An open dump: its engine runs elsewhere (worker thread or Web Worker). */
export interface OpenDump {
  readonly id: string;
  readonly name: string;
  /** Rejects with `HostError`; a cancelled request rejects with code `cancelled`. */
  ask<C extends DumpChannel>(
    channel: C,
    request: DumpRequest<C>,
    options?: AskOptions,
  ): Promise<DumpResponse<C>>;
  close(): Promise<void>;
  /** Called once if the engine dies; the dump is unusable afterwards. */
  onLost(listener: (error: OuroborosErrorData) => void): void;
}

/** What the window needs from whatever it runs in. */
export interface HostApi {
  readonly kind: 'electron' | 'browser';
  chooseDump(): Promise<DumpHandle | null>;
  /** A file dropped on the window; null when the host cannot open it. */
  handleForFile(file: File): Promise<DumpHandle | null>;
  /** Dumps to open at start: command line, double click, `serve FILE`. */
  startupDumps(): Promise<readonly DumpHandle[]>;
  recentDumps(): Promise<readonly DumpHandle[]>;
  /** The bundled example, or null where none is shipped. */
  exampleDump(): Promise<DumpHandle | null>;
  open(handle: DumpHandle, options: AskOptions): Promise<OpenDump>;
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
  onOpenRequested(listener: (handle: DumpHandle) => void): void;
  onMenuCommand(listener: (command: string) => void): void;
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
