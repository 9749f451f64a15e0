import { stat } from 'node:fs/promises';
import { OuroborosError } from '../../shared/base/errors.ts';
import { showable } from '../../shared/base/text.ts';
import type {
  SourceExcerpt,
  SourceLinePlace,
  SourceSettings,
} from '../../shared/protocol/source-settings.ts';
import {
  MAX_MAPPINGS,
  NO_SOURCE_SETTINGS,
  sourceSettings,
} from '../../shared/protocol/source-settings.ts';
import { writeFileAtomically } from '../node/atomic-write.ts';
import { readKeptJson } from '../node/kept-file.ts';
import { editorLaunches, startProgram } from './editor-launch.ts';
import { resolveSource } from './source-paths.ts';
import { readSourceLines } from './source-reader.ts';

const MAX_BYTES = 1024 * 1024;

/** What this needs of the system; tests have their own. */
export interface DeskSystem {
  /** Asks for a folder; null when the user thought better of it. */
  chooseFolder(): Promise<string | null>;
  /** Whether the user wants this program to be run from now on. */
  confirmCommand(command: readonly string[]): Promise<boolean>;
  openLink(url: string): Promise<void>;
}

/**
 * The program's source on this machine: which editor opens it, where it lies, and its lines.
 *
 * The window says what it wants; what is opened, run and read is decided here. It cannot name a
 * folder, and a program of its own only after the user said yes in a dialog of the system.
 */
export class SourceDesk {
  private readonly storeFile: string;
  private readonly system: DeskSystem;
  private kept: SourceSettings | null = null;

  constructor(storeFile: string, system: DeskSystem) {
    this.storeFile = storeFile;
    this.system = system;
  }

  async settings(): Promise<SourceSettings> {
    if (this.kept !== null) return this.kept;
    const stored = sourceSettings.safeParse(await readKeptJson(this.storeFile, MAX_BYTES));
    this.kept ??= stored.success ? stored.data : NO_SOURCE_SETTINGS;
    return this.kept;
  }

  async setEditor(choice: Pick<SourceSettings, 'editor' | 'command'>): Promise<SourceSettings> {
    const before = await this.settings();
    const isNew = JSON.stringify(choice.command) !== JSON.stringify(before.command);
    const asksForProgram = choice.editor === 'command' && (isNew || before.editor !== 'command');
    if (asksForProgram && !(await this.system.confirmCommand(choice.command))) return before;
    // A command that nobody was asked about is not kept for later.
    const command = choice.editor === 'command' ? choice.command : [];
    return this.keep({ ...before, editor: choice.editor, command });
  }

  /** Null when no folder was chosen. Throws `bad-request` when there are too many. */
  async addMapping(from: string): Promise<SourceSettings | null> {
    const before = await this.settings();
    const others = before.mappings.filter((mapping) => mapping.from !== from);
    if (others.length >= MAX_MAPPINGS) {
      throw new OuroborosError(
        'bad-request',
        `There are ${MAX_MAPPINGS} folders; remove one first.`,
      );
    }
    const to = await this.system.chooseFolder();
    return to === null ? null : this.keep({ ...before, mappings: [...others, { from, to }] });
  }

  async removeMapping(from: string): Promise<SourceSettings> {
    const before = await this.settings();
    const mappings = before.mappings.filter((mapping) => mapping.from !== from);
    return this.keep({ ...before, mappings });
  }

  /** Opens a line in the chosen editor. Throws `bad-request` or `not-found` with what to do. */
  async open({ file, line }: SourceLinePlace): Promise<{ path: string }> {
    const settings = await this.settings();
    const resolved = resolveSource(file, settings.mappings);
    if (resolved === null) {
      throw new OuroborosError(
        'bad-request',
        `${showable(file)} is no source file of this machine.`,
      );
    }
    const found = await stat(resolved.file).catch(() => null);
    if (found?.isFile() !== true) {
      throw new OuroborosError(
        'not-found',
        `There is no ${showable(resolved.file)} here. Say in Settings where the program’s source lies.`,
      );
    }
    for (const launch of editorLaunches(settings, { ...resolved, line }, process.platform)) {
      if (launch.kind === 'link') {
        await this.system.openLink(launch.url);
        return { path: resolved.file };
      }
      if (await startProgram(launch.program, launch.args)) return { path: resolved.file };
    }
    throw new OuroborosError(
      'not-found',
      'The editor could not be started. Choose one in Settings.',
    );
  }

  async read({ file, line }: SourceLinePlace): Promise<SourceExcerpt | null> {
    const resolved = resolveSource(file, (await this.settings()).mappings);
    return resolved === null ? null : readSourceLines(resolved, line);
  }

  private async keep(settings: SourceSettings): Promise<SourceSettings> {
    this.kept = settings;
    await writeFileAtomically(this.storeFile, JSON.stringify(settings)).catch(() => undefined);
    return settings;
  }
}
