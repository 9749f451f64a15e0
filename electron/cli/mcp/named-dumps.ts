import path from 'node:path';
import { AliasBook } from '../../../shared/analysis/redaction/text-aliases.ts';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import { openFileSource } from '../../node/file-source.ts';
import type { CliContext } from '../context.ts';

/** Dumps in memory at a time. */
const MAX_OPEN = 2;

interface NamedFile {
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
}

/** The files that were named at the start, each opened when it is first asked about. */
export class NamedDumps {
  readonly files: readonly NamedFile[];
  private readonly context: CliContext;
  private readonly tellsValues: boolean;
  private readonly book = new AliasBook();
  /** The last used at the end. */
  private readonly open = new Map<string, HeapSession>();

  private constructor(context: CliContext, files: readonly NamedFile[], tellsValues: boolean) {
    this.context = context;
    this.files = files;
    this.tellsValues = tellsValues;
  }

  /** Throws what is wrong with a file before anything is answered. */
  static async of(
    context: CliContext,
    files: readonly string[],
    tellsValues: boolean,
  ): Promise<NamedDumps> {
    const named: NamedFile[] = [];
    for (const typed of files) {
      const file = path.resolve(typed);
      const source = await openFileSource(file);
      const bytes = source.size;
      await source.close();
      const base = showable(path.basename(file));
      const alike = named.filter(({ name }) => name.replace(/ \(\d+\)$/, '') === base).length;
      named.push({ name: alike === 0 ? base : `${base} (${alike + 1})`, file, bytes });
    }
    return new NamedDumps(context, named, tellsValues);
  }

  /** The dump of this name; of one alone the name may be left out. */
  async get(name: string | undefined): Promise<HeapSession> {
    const named = this.named(name);
    const known = this.open.get(named.file);
    if (known !== undefined) {
      this.open.delete(named.file);
      this.open.set(named.file, known);
      return known;
    }
    for (const oldest of [...this.open.keys()].slice(0, this.open.size - MAX_OPEN + 1)) {
      this.open.delete(oldest);
    }
    const whole = await this.context.open(named.file);
    const { job } = this.context;
    const session = this.tellsValues
      ? whole
      : whole.redacted({ values: true, names: false }, job, this.book);
    this.open.set(named.file, session);
    return session;
  }

  /** The later dump, with the earlier one lent to it under the name `before`. */
  async pair(before: string, after: string): Promise<HeapSession> {
    if (this.named(before) === this.named(after)) {
      throw new OuroborosError('bad-request', 'Name two different dumps to compare.');
    }
    const earlier = await this.get(before);
    const digest = earlier.comparer.lend(DEFAULT_CUTS, this.context.job);
    const session = await this.get(after);
    session.comparer.borrow('before', digest);
    return session;
  }

  private named(name: string | undefined): NamedFile {
    const [only] = this.files;
    const found =
      name === undefined && this.files.length === 1
        ? only
        : this.files.find((file) => file.name === name);
    if (found !== undefined) return found;
    const names = this.files.map((file) => file.name).join(', ');
    throw new OuroborosError('bad-request', `Name one of the dumps: ${names}.`);
  }
}
