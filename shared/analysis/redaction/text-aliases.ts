import { installedPart } from '../../base/source-origin.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { ModuleOrigin, ProgramModules } from '../names/program-modules.ts';

const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*/gu;
const WHOLE_IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const DUNDER = /^__\w+__$/;
/** Names that the interpreter gives to code that has none, such as `<lambda>`. */
const UNNAMED = /^<\w+>$/;
const CODE_PLACE = /^(.*):(\d{1,9}) in (.*)$/s;

/**
 * The aliases given so far. Dumps that are compared share one: what is called `key3` in one of them
 * is then called so in the other.
 */
export class AliasBook {
  readonly keys = new Map<string, string>();
  readonly names = new Map<string, string>();
  readonly files = new Map<string, string>();
  readonly threads = new Map<string, string>();
}

/** What stands for texts that are left out. Equal texts have one alias. */
export class TextAliases {
  private readonly book: AliasBook;
  private readonly modules: ProgramModules;
  private readonly publicNames: ReadonlySet<string>;
  private readonly hidesNames: boolean;

  /** `hidesNames`: whether the program's own code is called by aliases too. */
  constructor(graph: HeapGraph, hidesNames: boolean, book: AliasBook) {
    this.book = book;
    this.hidesNames = hidesNames;
    this.modules = new ProgramModules(graph);
    this.publicNames = hidesNames ? publicNamesOf(graph, this.modules) : new Set();
  }

  /** Of a key of a dict: `key3`. */
  key(text: string): string {
    return numbered(this.book.keys, text, (number) => `key${number}`);
  }

  /** An attribute or variable; what is no identifier is data, whatever it is used as. */
  attribute(text: string, hidesValues: boolean): string {
    if (hidesValues && !WHOLE_IDENTIFIER.test(text)) return this.key(text);
    return this.name(text);
  }

  /** A name of code with its parts: `app.Session.__init__` becomes `n1.n2.__init__`. */
  name(text: string): string {
    if (!this.hidesNames || UNNAMED.test(text)) return text;
    return text
      .split(/(<\w+>)/)
      .map((part) => (UNNAMED.test(part) ? part : part.replace(IDENTIFIER, this.part)))
      .join('');
  }

  private readonly part = (name: string): string =>
    DUNDER.test(name) || this.publicNames.has(name)
      ? name
      : numbered(this.book.names, name, (number) => `n${number}`);

  /** A file of the program gets a number; of what is installed, the folders above it go. */
  file(path: string): string {
    if (!this.hidesNames || path === '' || path.startsWith('<frozen ')) return path;
    const origin = this.modules.originOfFile(path);
    if (origin !== ModuleOrigin.program && origin !== ModuleOrigin.collector) {
      const part = installedPart(path);
      if (part !== null) return part;
    }
    return numbered(this.book.files, path, (number) => `file${number}.py`);
  }

  /** Of an object of code: a name, a path, or "file:line in name". */
  codeText(text: string): string {
    const [, file, line, name] = CODE_PLACE.exec(text) ?? [];
    if (file !== undefined) return `${this.file(file)}:${line} in ${this.name(name ?? '')}`;
    return this.hidesNames && /[\\/]/.test(text) ? this.file(text) : this.name(text);
  }

  /** "file:line", as a place of an allocation is written. */
  site(text: string): string {
    const [, file, line] = /^(.*):(\d{1,9})$/s.exec(text) ?? [];
    return file === undefined ? this.file(text) : `${this.file(file)}:${line}`;
  }

  thread(name: string): string {
    return name === 'MainThread' ? name : numbered(this.book.threads, name, (n) => `thread${n}`);
  }
}

/** Words in names of installed modules and of the types in them, and of what is built in. */
function publicNamesOf(graph: HeapGraph, modules: ProgramModules): ReadonlySet<string> {
  const found = new Set<string>();
  const isPublic = (origin: number): boolean =>
    origin === ModuleOrigin.library || origin === ModuleOrigin.standard;
  const add = (text: string): void => {
    for (const [part] of text.matchAll(IDENTIFIER)) found.add(part);
  };
  for (const { name, origin } of modules.all) if (isPublic(origin)) add(name);
  for (const index of graph.typeNames) {
    const name = index === NO_STRING ? '' : graph.strings.get(index);
    const home = modules.ofQualifiedName(name);
    if (home === null ? !name.includes('.') : isPublic(home.origin)) add(name);
  }
  return found;
}

function numbered(
  known: Map<string, string>,
  text: string,
  make: (number: number) => string,
): string {
  const found = known.get(text);
  if (found !== undefined) return found;
  const made = make(known.size + 1);
  known.set(text, made);
  return made;
}
