import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { ProcessId } from '../node/process/proc-files.ts';

/** A file as the window sees it. */
export interface NamedToken {
  readonly fileToken: string;
  readonly name: string;
}

/**
 * The files that the user chose, dropped, named or opened before, and the processes that were
 * listed, by token: the window can open these and no other.
 */
export class FileTokens {
  private readonly pathByToken = new Map<string, string>();
  private readonly tokenByPath = new Map<string, string>();
  private readonly processByToken = new Map<string, ProcessId>();

  /** A token for a path: one path has one token, however often it is asked for. */
  tokenFor(filePath: string): NamedToken {
    const absolute = path.resolve(filePath);
    let fileToken = this.tokenByPath.get(absolute);
    if (fileToken === undefined) {
      fileToken = randomUUID();
      this.tokenByPath.set(absolute, fileToken);
      this.pathByToken.set(fileToken, absolute);
    }
    return { fileToken, name: path.basename(absolute) };
  }

  /** A token for a process: the same whenever it is listed. */
  tokenForProcess({ pid, startTime }: ProcessId): NamedToken {
    const fileToken = `process ${pid} ${startTime}`;
    this.processByToken.set(fileToken, { pid, startTime });
    return { fileToken, name: `process ${pid}` };
  }

  /** The process that a token names; null for a file's. */
  processOf(fileToken: string): ProcessId | null {
    return this.processByToken.get(fileToken) ?? null;
  }

  pathOf(fileToken: string): string {
    const filePath = this.pathByToken.get(fileToken);
    if (filePath === undefined) {
      throw new OuroborosError('bad-request', 'Open the file from the dialog, a drop or the list.');
    }
    return filePath;
  }
}
