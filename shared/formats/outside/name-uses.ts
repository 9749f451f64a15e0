import { NO_STRING } from '../../heap/string-table.ts';
import type { LineRange } from './code-lines.ts';
import type { Instruction, Instructions } from './instructions.ts';

/** Scopes and actions of the table `uses`, as the format's page numbers them. */
export const UseScope = { attribute: 1, global: 2, closure: 3, local: 4 } as const;
export const UseAction = {
  /** Told of in another row. */
  none: 0,
  load: 1,
  store: 2,
  delete: 3,
  itemLoad: 4,
  itemStore: 5,
  itemDelete: 6,
  update: 7,
  method: 8,
  call: 9,
} as const;

/** What a code object does with a name; names are indices of strings, `NO_STRING` where there is none. */
export interface UseOfName {
  readonly name: number;
  readonly scope: number;
  action: number;
  /** 0 where the instructions have no line. */
  readonly line: number;
  /** Of an attribute: what it was taken of. */
  readonly of: number;
  method: number;
  /** What it was taken of, as it stood on the stack. */
  readonly target: Entry;
}

/** What is known of an entry of the stack: a local variable's place, what loaded it, or nothing. */
type Entry = number | UseOfName | null;

/** A code object's instructions, and the names that their arguments count. */
export interface ReadCode {
  readonly bytes: Uint8Array;
  readonly lines: readonly LineRange[];
  /** A module's own code: what it stores by name is global. */
  readonly isModule: boolean;
  name(index: number): number;
  variable(index: number): number;
  closureVariable(index: number): number;
}

/**
 * What a code object does with names, each once and in order; null where its instructions do not
 * begin where its lines do: they are not those of the version then.
 *
 * Follows the stack as far as names go, so that what comes to be called, filled or subscripted is
 * known by its name. Where several ways meet, only what all of them agree on is kept: it says less,
 * never another name.
 */
export function nameUses(code: ReadCode, instructions: Instructions): readonly UseOfName[] | null {
  const reader = new NameReader(code, instructions);
  return reader.read() ? unique(reader.found) : null;
}

function unique(found: readonly UseOfName[]): UseOfName[] {
  const seen = new Set<string>();
  return found.filter(({ name, scope, action, line, of, method }) => {
    const key = `${name} ${scope} ${action} ${line} ${of} ${method}`;
    if (action === UseAction.none || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const { attribute, global, closure, local } = UseScope;
const { none, load, store, update, itemLoad, itemStore, itemDelete, method, call } = UseAction;

/** Deeper than nearly all stacks that compilers make. */
const MAX_STACK = 1024;
/** What is remembered of a stack for another place, from the top: code may jump millions of times. */
const MAX_REMEMBERED = 64;

class NameReader {
  readonly found: UseOfName[] = [];
  private readonly code: ReadCode;
  private readonly instructions: Instructions;
  private readonly stack: Entry[] = [];
  /** What is on the stack where a jump forward goes to; null where it is not known. */
  private readonly labels = new Map<number, readonly Entry[] | null>();
  private line = 0;
  private isDead = false;
  /** Whether LOAD_ATTR says that a method is to be called, and LOAD_GLOBAL that the name is. */
  private readonly attributeTellsCall: boolean;
  private readonly globalTellsCall: boolean;
  private readonly nullComesLast: boolean;
  /** What is called is one of so many at the bottom of a call's entries. */
  private readonly calledEntries: number;

  constructor(code: ReadCode, instructions: Instructions) {
    const { minor } = instructions;
    this.code = code;
    this.instructions = instructions;
    this.attributeTellsCall = minor >= 12;
    this.globalTellsCall = minor >= 11;
    this.nullComesLast = minor >= 13;
    this.calledEntries = minor === 11 || minor === 12 ? 2 : 1;
  }

  /** False where an instruction does not begin where a line does. */
  read(): boolean {
    const { code, instructions, labels } = this;
    const { bytes } = code;
    let at = 0;
    let argument = 0;
    let start = 0;
    for (const range of code.lines) {
      // A long instruction has several ranges, all of its line.
      if (at > start && range.line !== this.line) return false;
      const end = Math.min(range.end, bytes.length);
      this.line = range.line;
      while (at < end) {
        if (labels.has(at)) this.meetLabel(at);
        const instruction = instructions.at(bytes[at]);
        argument |= bytes[at + 1];
        at += 2 + instruction.caches;
        if (instruction.step === 'stop') return true;
        if (instruction.step === 'extend') {
          argument <<= 8;
          continue;
        }
        this.take(instruction, argument, at);
        argument = 0;
        if (this.stack.length > MAX_STACK) this.stack.length = 0;
      }
      start = end;
    }
    return true;
  }

  private meetLabel(at: number): void {
    const known = this.labels.get(at) ?? null;
    this.labels.delete(at);
    this.replaceStack(this.isDead ? (known ?? []) : agreed(this.stack, known));
    this.isDead = false;
  }

  private replaceStack(entries: readonly Entry[]): void {
    const kept = [...entries];
    this.stack.length = 0;
    this.stack.push(...kept);
  }

  private take(instruction: Instruction, argument: number, at: number): void {
    const { stack, code } = this;
    switch (instruction.step) {
      case 'fast':
        stack.push(argument);
        break;
      case 'push':
        stack.push(null);
        break;
      case 'pop':
        stack.pop();
        break;
      case 'twoFast':
        stack.push(argument >> 4, argument & 15);
        break;
      case 'storeLoadFast':
        stack.pop();
        stack.push(argument & 15);
        break;
      case 'attribute':
        this.takeAttribute(argument);
        break;
      case 'method':
        this.takeMethod(code.name(argument));
        break;
      case 'setAttribute':
      case 'deleteAttribute': {
        const of = this.nameOf(stack.pop() ?? null);
        const isStore = instruction.step === 'setAttribute';
        const action = isStore ? store : UseAction.delete;
        this.add(code.name(argument), attribute, action, of);
        if (isStore) stack.pop();
        break;
      }
      case 'global':
        this.takeGlobal(argument);
        break;
      case 'name':
        stack.push(this.add(code.name(argument), global, load));
        break;
      case 'setName':
      case 'setGlobal':
        if (instruction.step === 'setGlobal' || code.isModule) {
          this.add(code.name(argument), global, store);
        }
        stack.pop();
        break;
      case 'deleteGlobal':
        this.add(code.name(argument), global, UseAction.delete);
        break;
      case 'closure':
        stack.push(this.add(code.closureVariable(argument), closure, load));
        break;
      case 'setClosure':
        this.add(code.closureVariable(argument), closure, store);
        stack.pop();
        break;
      case 'call':
        this.takeCall(instruction.effect(argument));
        break;
      case 'inPlace':
        this.takeBinary(true);
        break;
      case 'binary':
        if (this.instructions.isSubscript(argument)) this.takeItem(itemLoad, 2, 2);
        else this.takeBinary(this.instructions.isInPlace(argument));
        break;
      case 'item':
        this.takeItem(itemLoad, 2, 2);
        break;
      case 'slice':
        this.takeItem(itemLoad, 3, 3);
        break;
      case 'setItem':
        this.takeItem(itemStore, 2, 3);
        break;
      case 'setSlice':
        this.takeItem(itemStore, 3, 4);
        break;
      case 'deleteItem':
        this.takeItem(itemDelete, 2, 2);
        break;
      default:
        this.takePlain(instruction, argument, at);
    }
  }

  /** What moves entries, or goes on elsewhere. */
  private takePlain(instruction: Instruction, argument: number, at: number): void {
    const { stack } = this;
    switch (instruction.step) {
      case 'copy': {
        const depth = argument === 0 ? 1 : argument;
        stack.push(stack.at(-depth) ?? null);
        break;
      }
      case 'swap':
      case 'rotate':
        this.exchange(instruction, argument);
        break;
      case 'double':
        stack.push(...(stack.length >= 2 ? stack.slice(-2) : [null, null]));
        break;
      case 'test':
        stack.pop();
        this.markLabel(instruction, argument, at, stack);
        break;
      case 'keepTest':
        this.markLabel(instruction, argument, at, stack);
        stack.pop();
        break;
      case 'jump':
        this.markLabel(instruction, argument, at, stack);
        this.die();
        break;
      case 'end':
        this.die();
        break;
      case 'branch':
        this.markLabel(instruction, argument, at, null);
        this.resize(instruction.effect(argument));
        break;
      case 'other':
        this.resize(instruction.effect(argument));
        break;
    }
  }

  private die(): void {
    this.stack.length = 0;
    this.isDead = true;
  }

  /** Of what the entries were nothing is known any more. */
  private resize(effect: number): void {
    const { stack } = this;
    if (effect < 0) stack.length = Math.max(0, stack.length + effect);
    if (stack.length > 0) stack[stack.length - 1] = null;
    for (let added = 0; added < Math.min(effect, MAX_STACK); added++) stack.push(null);
  }

  private exchange({ step, depth: fixed }: Instruction, argument: number): void {
    const { stack } = this;
    const depth = argument === 0 || fixed > 0 ? fixed : argument;
    if (depth < 1 || stack.length < depth) {
      stack.length = 0;
    } else if (step === 'swap') {
      const top = stack.length - 1;
      const other = stack.length - depth;
      [stack[top], stack[other]] = [stack[other], stack[top]];
    } else if (depth > 1) {
      stack.splice(stack.length - depth, 0, stack.pop() ?? null);
    }
  }

  private takeAttribute(argument: number): void {
    const { stack, code } = this;
    const name = code.name(this.attributeTellsCall ? argument >> 1 : argument);
    if (this.attributeTellsCall && (argument & 1) === 1) {
      this.takeMethod(name);
      return;
    }
    const top = stack.pop() ?? null;
    stack.push(this.add(name, attribute, load, this.nameOf(top), NO_STRING, top));
  }

  private takeMethod(name: number): void {
    this.methodOn(this.stack.pop() ?? null, name);
    this.stack.push(null, null);
  }

  private takeGlobal(argument: number): void {
    const { stack, code, globalTellsCall } = this;
    const use = this.add(code.name(globalTellsCall ? argument >> 1 : argument), global, load);
    if (!globalTellsCall || (argument & 1) === 0) stack.push(use);
    else if (this.nullComesLast) stack.push(use, null);
    else stack.push(null, use);
  }

  private takeCall(effect: number): void {
    const { stack } = this;
    const place = stack.length + effect - 1;
    if (place >= 0) {
      for (const called of stack.slice(place, place + this.calledEntries)) {
        if (called === null || typeof called === 'number' || called.action !== load) continue;
        if (called.target === null) {
          called.action = call;
        } else {
          called.action = none;
          this.methodOn(called.target, called.name);
        }
      }
      stack.length = Math.min(place, stack.length);
    } else {
      stack.length = 0;
    }
    stack.push(null);
  }

  private takeBinary(isInPlace: boolean): void {
    const { stack } = this;
    if (stack.length >= 2 && isInPlace) this.on(stack[stack.length - 2], update);
    stack.length = Math.max(0, stack.length - 2);
    stack.push(null);
  }

  /** Something is done to an item of what stands `depth` deep; `taken` entries are taken off. */
  private takeItem(action: number, depth: number, taken: number): void {
    const { stack } = this;
    if (stack.length >= depth) this.on(stack[stack.length - depth], action);
    stack.length = Math.max(0, stack.length - taken);
    if (action === itemLoad) stack.push(null);
  }

  private on(target: Entry, action: number): void {
    if (target === null) return;
    if (typeof target === 'number') {
      this.add(this.code.variable(target), local, action);
    } else if (target.action === load || (target.action === itemLoad && action === itemStore)) {
      target.action = action;
    } else if (target.action !== action) {
      this.add(target.name, target.scope, action, target.of);
    }
  }

  private methodOn(target: Entry, name: number): void {
    if (target === null) {
      this.add(name, attribute, call);
    } else if (typeof target === 'number') {
      this.add(this.code.variable(target), local, method, NO_STRING, name);
    } else if (target.action === load) {
      target.action = method;
      target.method = name;
    } else {
      this.add(target.name, target.scope, method, target.of, name);
    }
  }

  private nameOf(entry: Entry): number {
    if (entry === null) return NO_STRING;
    return typeof entry === 'number' ? this.code.variable(entry) : entry.name;
  }

  private add(
    name: number,
    scope: number,
    action: number,
    of = NO_STRING,
    called = NO_STRING,
    target: Entry = null,
  ): UseOfName {
    const use = { name, scope, action, line: this.line, of, method: called, target };
    this.found.push(use);
    return use;
  }

  private markLabel(
    { jumpsBackward, jumpsToPlace }: Instruction,
    argument: number,
    at: number,
    stack: readonly Entry[] | null,
  ): void {
    const { labels, instructions } = this;
    const target = argument * instructions.jumpUnit + (jumpsToPlace ? 0 : at);
    if (jumpsBackward || target < at) return;
    const known = labels.get(target);
    const top = stack?.slice(-MAX_REMEMBERED) ?? null;
    labels.set(target, known === undefined ? top : agreed(top, known));
  }
}

/** What two ways to one place have in common on their stacks, from the top. */
function agreed(one: readonly Entry[] | null, other: readonly Entry[] | null): Entry[] {
  if (one === null || other === null) return [];
  const both = Math.min(one.length, other.length);
  const found: Entry[] = [];
  for (let depth = both; depth > 0; depth--) {
    const entry = one[one.length - depth];
    found.push(entry === other[other.length - depth] ? entry : null);
  }
  return found;
}
