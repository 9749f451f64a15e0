import { z } from 'zod';
import { answers } from './answers.ts';

/** Editors that can be told to show a line. */
export const editorId = z.enum(['none', 'vscode', 'pycharm', 'zed', 'command']);
export type EditorId = z.infer<typeof editorId>;

const MAX_PATH = 4096;
/** No program, path or argument has a control character in it. */
const plainText = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^\P{Cc}*$/u);

/**
 * A program of the user's own with its arguments, one by one: no shell reads them. `{file}` and
 * `{line}` stand for what is opened.
 */
export const editorCommand = z.array(plainText(1000)).max(20);

/** Where the files of a folder on the machine of the dump lie on this one. */
export const pathMapping = z.object({
  /** As the dump has it: `/srv/app`; '' for files that it names by relative paths. */
  from: plainText(MAX_PATH),
  /** A folder that the user chose in the dialog of the system: source is read from nowhere else. */
  to: plainText(MAX_PATH),
});
export type PathMapping = z.infer<typeof pathMapping>;

export const MAX_MAPPINGS = 50;

export const sourceSettings = z.object({
  editor: editorId,
  command: editorCommand,
  mappings: z.array(pathMapping).max(MAX_MAPPINGS),
});
export type SourceSettings = z.infer<typeof sourceSettings>;

export const NO_SOURCE_SETTINGS: SourceSettings = { editor: 'none', command: [], mappings: [] };

/** A line of a file as the dump names it. */
export const sourceLine = z.object({
  file: z.string().min(1).max(MAX_PATH),
  line: z.number().int().min(0).max(100_000_000),
});
export type SourceLinePlace = z.infer<typeof sourceLine>;

/** Some lines of a file around one. */
export interface SourceExcerpt {
  /** Where it lies on this machine. */
  readonly path: string;
  /** Number of the first of them. */
  readonly first: number;
  readonly lines: readonly string[];
}

/** What the desktop window asks of main about the source at hand. */
export const SOURCE_CHANNELS = {
  sourceSettings: { request: z.object({}), response: answers<SourceSettings>() },
  /** A command of the user's own is asked about in a dialog of the system first. */
  setEditor: {
    request: z.object({ editor: editorId, command: editorCommand }),
    response: answers<SourceSettings>(),
  },
  /** Asks for the folder in a dialog of the system; null when the user thought better of it. */
  addMapping: {
    request: z.object({ from: plainText(MAX_PATH) }),
    response: answers<SourceSettings | null>(),
  },
  removeMapping: {
    request: z.object({ from: plainText(MAX_PATH) }),
    response: answers<SourceSettings>(),
  },
  openInEditor: {
    request: sourceLine,
    response: answers<{
      readonly path: string;
    }>(),
  },
  /** Null where the file is in no folder that the user chose, is not there, or is no source. */
  readSource: { request: sourceLine, response: answers<SourceExcerpt | null>() },
} as const;
