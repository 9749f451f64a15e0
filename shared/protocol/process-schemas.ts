import { z } from 'zod';

/** A Python process of this machine that can be read from outside. */
export const pythonProcess = z.object({
  /** Names it in `openDump`, which reads it anew each time. */
  fileToken: z.string(),
  name: z.string(),
  pid: z.number(),
  /** "3.11"; null where it is not known. */
  version: z.string().nullable(),
  user: z.string(),
  commandLine: z.string(),
  residentBytes: z.number(),
  /** Since the list was asked for before; null for the first time. */
  grownBytes: z.number().nullable(),
  /** How long ago that was; null for the first time. */
  grownSeconds: z.number().nullable(),
  /** Whether this user may read its memory. */
  isReadable: z.boolean(),
});
export type PythonProcessFacts = z.infer<typeof pythonProcess>;

/** Null where processes cannot be read from outside at all. */
export const pythonProcesses = z.array(pythonProcess).nullable();
