import type { Job } from '../../base/job.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { SourceStatement } from '../source/statement-index.ts';
import { StatementIndex } from '../source/statement-index.ts';
import type { CodePlace, HeapReader } from './heap-reader.ts';
import { unquoted } from './heap-reader.ts';

/** A function that the dump has the code of. */
export interface CodeFunction extends CodePlace {
  /** Unqualified: "append", "<module>". */
  readonly plain: string;
  /** "app.models"; '' where the dump does not say. */
  readonly module: string;
  readonly code: NodeIndex;
  /** The code of a class statement, which sets its attributes but is called by nobody. */
  readonly isClassBody: boolean;
}

/** A function that uses a name, and how well that explains what the name refers to. */
export interface CodeUse {
  readonly use: CodeFunction;
  /** 0: fills it where it belongs; more: less telling. */
  readonly rank: number;
}

/** What a name means where it is looked for. */
export type NameUse =
  | { readonly kind: 'attribute'; readonly classes: readonly string[]; readonly isSet: boolean }
  | { readonly kind: 'global'; readonly file: string };

/** Methods that put something into what they are called on. */
const FILLS: ReadonlySet<string> = new Set([
  'append',
  'add',
  'setdefault',
  'update',
  'insert',
  'extend',
  'push',
  'put',
  'put_nowait',
  'appendleft',
  'register',
  'subscribe',
  'connect',
  'on',
  '__setitem__',
  'submit',
  'heappush',
  'add_job',
  'create_task',
  'call_later',
  'setattr',
]);
/** Names that a builtin has too: an attribute of such a name proves nothing. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
  'abs all any ascii bin bool bytearray bytes callable chr classmethod compile complex delattr dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip'.split(
    ' ',
  ),
);
/** Levels of lambdas and comprehensions within one another that count as their function's code. */
const NESTED_LEVELS = 3;
/** How soon after a name its method must follow to be called on it. */
const NEAR = 3;
const IRRELEVANT = 99;

/**
 * The functions in a dump, the names they use, and which of them fill what they name.
 *
 * CPython compiles the attribute and global names of a function into `co_names`, in the order of
 * their first use: a name directly followed by `append` or `add` is filled there. That tells the
 * function where something is kept, without a line having been traced.
 *
 * O(objects + names in all functions).
 * Source: "Code objects" in the data model of the Python Language Reference.
 */
export class CodeIndex {
  readonly functions: CodeFunction[] = [];
  private readonly heap: HeapReader;
  private readonly functionOf = new Map<NodeIndex, CodeFunction>();
  private readonly outer = new Map<NodeIndex, CodeFunction>();
  private readonly names = new Map<CodeFunction, readonly string[]>();
  private readonly users = new Map<string, CodeFunction[]>();
  private packages: Map<string, CodeFunction[]> | null = null;
  private readonly statements: StatementIndex;
  /** Code objects of which it is known what their lines do. */
  private readonly isRead: ReadonlySet<NodeIndex>;

  constructor(heap: HeapReader, job: Job) {
    this.heap = heap;
    const { graph } = heap;
    this.statements = new StatementIndex(graph);
    this.isRead = new Set(
      this.statements.functions.filter((own) => own.isRead).map((own) => own.code),
    );
    const codes: NodeIndex[] = [];
    const functionType = heap.bareText.indexOf('function');
    const codeType = heap.bareText.indexOf('code');
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      const type = graph.type[node];
      if (type === functionType) this.addFunction(node);
      else if (type === codeType) codes.push(node);
    }
    // Last, since a function says more of its code than the code itself.
    for (const code of codes) this.add(code, '', '');
    for (const own of this.functions) {
      this.noteInner(own);
      for (const name of this.namesOf(own)) {
        const known = this.users.get(name);
        if (known === undefined) this.users.set(name, [own]);
        else known.push(own);
      }
    }
  }

  /** The function that a code object is of. */
  ofCode(code: NodeIndex): CodeFunction | null {
    return this.functionOf.get(code) ?? null;
  }

  /** Functions that use a name in any way, in the order of the dump. */
  using(name: string): readonly CodeFunction[] {
    return this.users.get(name) ?? [];
  }

  /** The names a function uses, in the order of their first use, those of its lambdas included. */
  namesOf(own: CodeFunction): readonly string[] {
    const known = this.names.get(own);
    if (known !== undefined) return known;
    const found: string[] = [];
    this.readNames(own.code, NESTED_LEVELS, found);
    this.names.set(own, found);
    return found;
  }

  /**
   * Functions that use an attribute of a class or a variable of a module, the most telling first:
   * its own methods that fill it, or set it where a single reference is meant.
   */
  usersOf(name: string, meaning: NameUse): readonly CodeUse[] {
    // Of functions whose statements are not known a name that a builtin has proves nothing.
    const guessed = BUILTIN_NAMES.has(name)
      ? []
      : this.using(name)
          .filter((use) => !use.isClassBody && !this.isRead.has(use.code))
          .map((use) => ({ use, rank: this.rank(use, name, meaning) }));
    return [...this.statementsOn(name, meaning), ...guessed]
      .filter(({ rank }) => rank < IRRELEVANT)
      .sort((a, b) => a.rank - b.rank || a.use.origin - b.use.origin || byLine(a.use, b.use));
  }

  /** Where a function stores or fills a variable of its own, the filling first. */
  fillsOfVariable(name: string, code: NodeIndex): readonly CodeFunction[] {
    const isOf = ({ function: own }: SourceStatement): boolean =>
      own.code === code || own.parent?.code === code;
    return this.statements
      .of(name)
      .filter((found) => (found.scope === 'local' || found.scope === 'closure') && isOf(found))
      .map((found) => ({ use: this.placed(found), rank: fillRank(found) }))
      .filter((found): found is CodeUse => found.use !== null && found.rank < LOADS)
      .sort((a, b) => a.rank - b.rank || byLine(a.use, b.use))
      .map(({ use }) => use);
  }

  /**
   * Functions of the program by what their statements do with a name, each by its most telling one.
   */
  private statementsOn(name: string, meaning: NameUse): readonly CodeUse[] {
    const best = new Map<NodeIndex, CodeUse>();
    const isOnlyIts = !this.isStoredByOthers(name, meaning);
    for (const found of this.statements.of(name)) {
      if (found.scope !== meaning.kind) continue;
      const use = this.placed(found);
      if (use === null || use.isClassBody) continue;
      const rank = statementRank(found, use, meaning, isOnlyIts);
      const known = best.get(use.code);
      if (known === undefined || rank < known.rank) best.set(use.code, { use, rank });
    }
    return [...best.values()];
  }

  /** Whether methods of another class store an attribute of that name: then it may be theirs. */
  private isStoredByOthers(name: string, meaning: NameUse): boolean {
    if (meaning.kind !== 'attribute') return false;
    return this.statements.of(name).some((found) => {
      if (found.scope !== 'attribute' || fillRank(found) !== STORES) return false;
      const use = this.placed(found);
      return use?.name.includes('.') && !meaning.classes.some((cls) => isMethodOf(use, cls));
    });
  }

  /** The function of a statement, at its line: of a lambda the function that it is written in. */
  private placed({ function: own, line }: SourceStatement): CodeFunction | null {
    const named =
      own.parent !== null && /<(lambda|\w+comp|genexpr)>$/.test(own.name) ? own.parent : own;
    const known = this.ofCode(named.code);
    return known === null ? null : { ...known, line };
  }

  private rank(use: CodeFunction, name: string, meaning: NameUse): number {
    const fill = this.fills(use, name) ? 0 : 1;
    const isOwn = use.origin === ModuleOrigin.program;
    if (meaning.kind === 'global') {
      if (isSameFile(use.file, meaning.file)) return fill + (use.plain === '<module>' ? 3 : 0);
      return isOwn ? 5 + fill : IRRELEVANT;
    }
    const isInit = use.plain === '__init__';
    // What fills a container comes first; a single reference is set where the object is made.
    if (!meaning.classes.some((cls) => isMethodOf(use, cls))) {
      return isOwn ? 4 + fill : IRRELEVANT;
    }
    if (meaning.isSet) return isInit ? 0 : 1 + fill;
    return isInit ? 2 + fill : fill;
  }

  /** Whether a function fills what a name refers to right after using it. */
  private fills(use: CodeFunction, name: string): boolean {
    const names = this.namesOf(use);
    const at = names.indexOf(name);
    return at >= 0 && names.slice(at + 1, at + 1 + NEAR).some((next) => FILLS.has(next));
  }

  /** Functions of the program that name a class, but for its own methods. */
  makersOf(qualified: string): readonly CodeFunction[] {
    const short = qualified.slice(qualified.lastIndexOf('.') + 1);
    if (BUILTIN_NAMES.has(short) || !/^\w+$/.test(short)) return [];
    return this.using(short)
      .filter(
        (maker) =>
          maker.origin === ModuleOrigin.program &&
          !maker.isClassBody &&
          !isMethodOf(maker, qualified) &&
          !maker.name.startsWith(`${short}.`),
      )
      .sort((a, b) => Number(isModuleCode(a)) - Number(isModuleCode(b)) || byLine(a, b))
      .map((maker) => this.atCall(maker, short));
  }

  /** A function at the line where it calls a name; as it is where that is not known. */
  private atCall(maker: CodeFunction, name: string): CodeFunction {
    const call = this.statements
      .of(name)
      .find(({ action, function: own }) => action === 'call' && own.code === maker.code);
    return call === undefined ? maker : { ...maker, line: call.line };
  }

  /** A function at the line where it calls a method of this name on something it names. */
  atMethodCall(caller: CodeFunction, method: string): CodeFunction {
    const call = this.statements
      .callsOfMethod(method)
      .find(({ function: own }) => own.code === caller.code);
    return call === undefined ? caller : { ...caller, line: call.line };
  }

  /** The methods of a class, `__init__` first, then by line. */
  methodsOf(qualified: string): readonly CodeFunction[] {
    const isInit = (own: CodeFunction): number => (own.plain === '__init__' ? 0 : 1);
    return this.functions
      .filter((own) => `${own.module}.${own.name}`.startsWith(`${qualified}.`))
      .sort((a, b) => isInit(a) - isInit(b) || a.line - b.line);
  }

  /** Functions of the program that use a variable which comes from a package, or the package. */
  usersOfPackage(name: string): readonly CodeFunction[] {
    this.packages ??= this.readPackages();
    return this.packages.get(name) ?? [];
  }

  /** The function in which a nested function or class is written. */
  enclosing(code: NodeIndex): CodeFunction | null {
    let outer = this.outer.get(code) ?? null;
    for (let levels = 0; outer?.isClassBody === true && levels < 10; levels++) {
      const next = this.outer.get(outer.code);
      if (next === undefined) return outer;
      outer = next;
    }
    return outer;
  }

  /** The function that made a function: what it is nested in, itself where it is not. */
  makerOf(node: NodeIndex): CodeFunction | null {
    const { heap } = this;
    const own = heap.bare(node) === 'method' ? heap.referent(node, '__func__') : node;
    const code = heap.referent(own, '__code__');
    if (code === NO_NODE) return null;
    const made = this.ofCode(code);
    return made?.name.includes('<locals>') === true ? this.enclosing(code) : made;
  }

  private addFunction(node: NodeIndex): void {
    const { heap } = this;
    const module = heap.referent(node, '__module__');
    const code = heap.referent(node, '__code__');
    this.add(code, heap.preview(node), module === NO_NODE ? '' : heap.preview(module));
  }

  private add(code: NodeIndex, qualified: string, module: string): void {
    if (code === NO_NODE || this.functionOf.has(code)) return;
    const { heap } = this;
    const place = heap.place(code);
    if (place === null || place.file.startsWith('<frozen')) return;
    const stored = qualified === '' ? heap.referent(code, 'co_qualname') : NO_NODE;
    const name = stored === NO_NODE ? qualified : heap.preview(stored);
    const own: CodeFunction = {
      ...place,
      name: name === '' ? place.name : name,
      plain: place.name,
      module,
      code,
      isClassBody: this.isClassBody(code),
    };
    this.functionOf.set(code, own);
    this.functions.push(own);
  }

  /** A class statement begins by copying `__name__` to `__module__`. */
  private isClassBody(code: NodeIndex): boolean {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const names = heap.referent(code, 'co_names');
    if (names === NO_NODE || firstEdge[names + 1] - firstEdge[names] < 3) return false;
    const [first, second] = [edgeTarget[firstEdge[names]], edgeTarget[firstEdge[names] + 1]];
    return heap.preview(first) === '__name__' && heap.preview(second) === '__module__';
  }

  private noteInner(own: CodeFunction): void {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const constants = heap.referent(own.code, 'co_consts');
    if (constants === NO_NODE) return;
    for (let edge = firstEdge[constants]; edge < firstEdge[constants + 1]; edge++) {
      if (heap.bare(edgeTarget[edge]) === 'code') this.outer.set(edgeTarget[edge], own);
    }
  }

  private readNames(code: NodeIndex, levels: number, found: string[]): void {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const names = heap.referent(code, 'co_names');
    if (names !== NO_NODE) {
      for (let edge = firstEdge[names]; edge < firstEdge[names + 1]; edge++) {
        found.push(heap.preview(edgeTarget[edge]));
      }
    }
    const constants = levels === 0 ? NO_NODE : heap.referent(code, 'co_consts');
    if (constants === NO_NODE) return;
    for (let edge = firstEdge[constants]; edge < firstEdge[constants + 1]; edge++) {
      const inner = edgeTarget[edge];
      if (heap.bare(inner) !== 'code' || !ANONYMOUS.test(heap.preview(inner))) continue;
      this.readNames(inner, levels - 1, found);
    }
  }

  private readPackages(): Map<string, CodeFunction[]> {
    const packages = new Map<string, CodeFunction[]>();
    const variables = this.variablesOfProgram();
    for (const own of this.functions) {
      if (own.origin !== ModuleOrigin.program || isModuleCode(own)) continue;
      const names = variables.get(own.module === '' ? '__main__' : own.module);
      if (names === undefined) continue;
      for (const name of this.namesOf(own)) {
        const of = names.get(name);
        if (of === undefined) continue;
        const known = packages.get(of);
        if (known === undefined) packages.set(of, [own]);
        else if (!known.includes(own)) known.push(own);
      }
    }
    return packages;
  }

  /** Per module of the program and per variable of it, the package that its value comes from. */
  private variablesOfProgram(): Map<string, Map<string, string>> {
    const { heap } = this;
    const { firstEdge, edgeTarget } = heap.graph;
    const found = new Map<string, Map<string, string>>();
    for (const { name, namespace, origin } of heap.modules.all) {
      if (origin !== ModuleOrigin.program || namespace === NO_NODE) continue;
      const variables = new Map<string, string>();
      for (let edge = firstEdge[namespace]; edge < firstEdge[namespace + 1]; edge++) {
        const kind = heap.kind(edge);
        if (kind !== EdgeKind.global && kind !== EdgeKind.value) continue;
        const of = this.qualifiedNameOf(edgeTarget[edge]).split('.')[0] ?? '';
        variables.set(unquoted(heap.label(namespace, edge)), of);
      }
      found.set(name, variables);
    }
    return found;
  }

  private qualifiedNameOf(node: NodeIndex): string {
    const { heap } = this;
    if (heap.has(node, NodeFlag.isModule | NodeFlag.isType)) return heap.preview(node);
    if (heap.bare(node) !== 'function') return heap.type(node);
    const module = heap.referent(node, '__module__');
    return module === NO_NODE ? '' : heap.preview(module);
  }
}

const ANONYMOUS = / in <(lambda|listcomp|genexpr|dictcomp|setcomp)>$/;

/** What a statement does that explains what has accumulated: it fills, it stores, it only reads. */
const STORES = 2;
const LOADS = 3;

function fillRank({ action, method }: SourceStatement): number {
  if (action === 'item-store' || action === 'update') return 0;
  if (action === 'method') return FILLS.has(method) ? 0 : LOADS;
  return action === 'store' ? STORES : LOADS;
}

function statementRank(
  found: SourceStatement,
  use: CodeFunction,
  meaning: NameUse,
  isOnlyIts: boolean,
): number {
  const fill = fillRank(found);
  if (meaning.kind === 'global') {
    return isSameFile(use.file, meaning.file) ? fill : IRRELEVANT;
  }
  if (!meaning.classes.some((cls) => isMethodOf(use, cls))) {
    // Who fills it from outside says more than who made it empty.
    return isOnlyIts && fill === 0 && !meaning.isSet ? STORES - 0.5 : 4 + fill;
  }
  if (!meaning.isSet) return fill;
  // A single reference is set where it is stored, most of all where the object is made.
  return fill === STORES ? (use.plain === '__init__' ? 0 : 1) : STORES + fill;
}

export function isModuleCode({ plain }: CodeFunction): boolean {
  return plain === '<module>';
}

/** Whether a function is written in a class: "app.Session" has "Session.__init__" of module app. */
function isMethodOf({ name, module }: CodeFunction, cls: string): boolean {
  if (`${module}.${name}`.startsWith(`${cls}.`)) return true;
  return module === '' && name.startsWith(`${cls.slice(cls.lastIndexOf('.') + 1)}.`);
}

function byLine(a: CodePlace, b: CodePlace): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

/** Paths that were cut short in the dump end in an ellipsis. */
function isSameFile(file: string, other: string): boolean {
  return file === other || (other.endsWith('…') && file.startsWith(other.slice(0, -1)));
}
