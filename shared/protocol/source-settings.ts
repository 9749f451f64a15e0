import { z } from 'zod';

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
export const sourceExcerpt = z.object({
  /** Where it lies on this machine. */
  path: z.string(),
  /** Number of the first of them. */
  first: z.number().int(),
  lines: z.array(z.string()),
});
export type SourceExcerpt = z.infer<typeof sourceExcerpt>;

/** What the desktop window asks of main about the source at hand. */
export const SOURCE_CHANNELS = {
  sourceSettings: { request: z.object({}), response: sourceSettings },
  /** A command of the user's own is asked about in a dialog of the system first. */
  setEditor: {
    request: z.object({ editor: editorId, command: editorCommand }),
    response: sourceSettings,
  },
  /** Asks for the folder in a dialog of the system; null when the user thought better of it. */
  addMapping: {
    request: z.object({ from: plainText(MAX_PATH) }),
    response: sourceSettings.nullable(),
  },
  removeMapping: { request: z.object({ from: plainText(MAX_PATH) }), response: sourceSettings },
  openInEditor: { request: sourceLine, response: z.object({ path: z.string() }) },
  /** Null where the file is in no folder that the user chose, is not there, or is no source. */
  readSource: { request: sourceLine, response: sourceExcerpt.nullable() },
} as const;
