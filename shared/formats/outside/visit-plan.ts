import { byName } from '../../base/by-name.ts';
import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { hasFlag, TypeFlag } from './python-objects.ts';
import type { PythonType } from './python-types.ts';
import {
  visitByteArray,
  visitDeque,
  visitList,
  visitSet,
  visitText,
  visitTuple,
} from './visit-containers.ts';
import type { FrameVariable, VisitContext, Visitor } from './visit-context.ts';
import { visitDefaultDict, visitDict, visitOrderedDict } from './visit-dict.ts';
import { FIELD_VISITORS, visitException, visitType } from './visit-fields.ts';
import { visitFrame, visitGenerator } from './visit-frames.ts';
import { visitNdarray } from './visit-numpy.ts';

const { internal, slot, attribute, unlabelled } = EdgeKind;
const { hidden } = EdgeMark;

/** How the instances of a type are read. */
interface Plan {
  /** The nearest class whose fields are known, and what reads them; null where none is. */
  readonly visit: Visitor | null;
  readonly members: readonly (FrameVariable & { readonly offset: number })[];
  /** Words of which nothing is known, and their labels where C code gives them out. */
  readonly guesses: readonly (FrameVariable & { readonly offset: number })[];
  /** Items behind the fields are words of which nothing is known. */
  readonly guessesItems: boolean;
  readonly hasManagedDict: boolean;
  readonly hasInlineValues: boolean;
  /** Where the dict is, from the instance's start or its end; 0 where it has none of its own. */
  readonly dictOffset: number;
  /** Names of attributes that are kept in place, and the table of keys that they were read of. */
  names: readonly number[];
  namesOf: number;
}

/** Built-in types that are told by a flag, so that they are known without their names. */
const VISITORS_BY_FLAG: readonly (readonly [number, Visitor])[] = [
  [TypeFlag.listSubclass, visitList],
  [TypeFlag.tupleSubclass, visitTuple],
  [TypeFlag.unicodeSubclass, visitText],
  [TypeFlag.dictSubclass, visitDict],
  [TypeFlag.exceptionSubclass, visitException],
  [TypeFlag.typeSubclass, visitType],
  [TypeFlag.longSubclass, () => 0],
  [TypeFlag.bytesSubclass, () => 0],
];

const VISITORS = byName<Visitor>({
  ...FIELD_VISITORS,
  set: visitSet,
  frozenset: visitSet,
  bytearray: visitByteArray,
  frame: visitFrame,
  generator: visitGenerator,
  coroutine: visitGenerator,
  async_generator: visitGenerator,
  'collections.deque': visitDeque,
  'collections.OrderedDict': visitOrderedDict,
  'collections.defaultdict': visitDefaultDict,
  'numpy.ndarray': visitNdarray,
});

const MAX_GUESSED_ITEMS = 2 ** 24;
const HEADER_BYTES = 16;

/** Reads instances of any type: fields that are known, slots, attributes, and guesses at the rest. */
export class ObjectVisitor {
  private readonly context: VisitContext;
  private readonly plans: (Plan | undefined)[] = [];
  private readonly dictLabel: number;

  constructor(context: VisitContext) {
    this.context = context;
    this.dictLabel = context.labels.text('__dict__');
  }

  /** Adds the references of an object; returns its size. */
  visit(address: number, type: PythonType): number {
    const plan = this.plans[type.serial] ?? this.makePlan(type);
    const { memory, found } = this.context;
    let size = type.basicSize + type.bytesBefore + this.itemBytes(address, type);
    if (plan.visit !== null) size += plan.visit(this.context, address, type);
    for (const { offset, kind, label } of plan.members) {
      const target = memory.word(address + offset);
      if (target !== 0) found.refer(target, kind, label);
    }
    if (plan.guesses.length > 0) this.guessWords(address, plan);
    if (plan.guessesItems) this.guessItems(address, type);
    if (plan.hasManagedDict) size += this.visitManaged(address, type, plan);
    else if (plan.dictOffset !== 0) this.visitDictAt(address, type, plan.dictOffset);
    if (type.isHeap) found.refer(type.address, EdgeKind.class, NO_STRING);
    return size;
  }

  private itemBytes(address: number, type: PythonType): number {
    if (type.itemSize === 0 || type.shape === 'class') return 0;
    const count = this.itemCount(address, type);
    return count < 2 ** 40 ? type.itemSize * count : 0;
  }

  private itemCount(address: number, type: PythonType): number {
    return this.context.objects.sizeOf(address, type.shape === 'integer');
  }

  private guessWords(address: number, plan: Plan): void {
    const { memory, found } = this.context;
    for (const { offset, kind, label } of plan.guesses) {
      const target = memory.word(address + offset);
      if (target === 0 || target === address) continue;
      if (this.context.isGuess(target)) {
        if (label === NO_STRING) found.guess(target, kind, label);
        else found.refer(target, kind, label);
      } else if (label === NO_STRING) {
        this.context.guessBlock(address, target, kind);
      }
    }
  }

  private guessItems(address: number, type: PythonType): void {
    const count = this.itemCount(address, type);
    if (!(count < MAX_GUESSED_ITEMS)) return;
    const { memory, found } = this.context;
    const kind = type.isCollected ? unlabelled : unlabelled | hidden;
    for (let index = 0; index < count; index++) {
      const target = memory.word(address + type.basicSize + 8 * index);
      if (target !== 0 && this.context.isGuess(target)) found.guess(target, kind, NO_STRING);
    }
  }

  private visitDictAt(address: number, type: PythonType, offset: number): void {
    const { memory, found } = this.context;
    // A negative one counts from the end, which is rounded up to a word.
    const end = type.basicSize + type.itemSize * (offset < 0 ? this.itemCount(address, type) : 0);
    const at = offset > 0 ? offset : Math.ceil(end / 8) * 8 + offset;
    const dict = at < 2 ** 40 ? memory.word(address + at) : 0;
    if (dict !== 0) found.refer(dict, internal, this.dictLabel);
  }

  /** Attributes kept in place, and the dict, of an instance since 3.11; the bytes of its values. */
  private visitManaged(address: number, type: PythonType, plan: Plan): number {
    const { memory, layout, found } = this.context;
    const { minor } = layout;
    let values = 0;
    let dict = memory.word(address - 24);
    let extra = 0;
    if (minor === 11) {
      values = memory.word(address - 32);
    } else if (minor === 12) {
      // One word is either, and says so by its lowest bit.
      if (dict % 2 === 1) {
        values = dict + 1;
        dict = 0;
      }
    } else if (plan.hasInlineValues) {
      const block = address + type.basicSize;
      const capacity = memory.byte(block + layout.at('PyDictValues.capacity'));
      extra = Math.ceil((8 + 9 * capacity) / 8) * 8;
      const isValid = memory.byte(block + layout.at('PyDictValues.valid')) !== 0;
      if (isValid) values = block + layout.at('PyDictValues.values');
    }
    const isBoth = values !== 0 && dict !== 0;
    if (isBoth && layout.dictOwnsValues) values = 0;
    if (values !== 0) extra += this.visitValues(type, plan, values);
    const mark = isBoth && !layout.dictOwnsValues ? hidden : 0;
    if (dict !== 0) found.refer(dict, internal | mark, this.dictLabel);
    return extra;
  }

  private visitValues(type: PythonType, plan: Plan, values: number): number {
    const { memory, layout, found } = this.context;
    const keys = memory.word(type.address + layout.hot.cachedKeys);
    if (keys === 0) return 0;
    const names = this.attributeNames(plan, keys);
    for (let index = 0; index < names.length; index++) {
      const target = memory.word(values + 8 * index);
      if (target !== 0) found.refer(target, attribute, names[index]);
    }
    if (layout.minor >= 13) return 0;
    const usable = memory.word(keys + layout.hot.keysUsable);
    const room = names.length + usable;
    return room < 2 ** 16 ? 8 * room + Math.floor((room + 9) / 8) * 8 : 0;
  }

  /** Names in a class's shared keys, in the order of the values. */
  private attributeNames(plan: Plan, keys: number): readonly number[] {
    if (plan.namesOf === keys) return plan.names;
    const { objects, memory, labels } = this.context;
    const table = objects.keysTable(keys);
    const names: number[] = [];
    const count = table === null ? 0 : Math.min(table.count, MAX_SHARED_KEYS);
    for (let index = 0; table !== null && index < count; index++) {
      const key = memory.word(table.entries + table.step * index + table.keyAt);
      names.push(key === 0 ? NO_STRING : labels.name(key));
    }
    plan.names = names;
    plan.namesOf = keys;
    return names;
  }

  private makePlan(type: PythonType): Plan {
    const { layout, labels } = this.context;
    const known = this.nearestKnown(type);
    const taken = new Set<number>();
    const members: (FrameVariable & { offset: number })[] = [];
    for (const owner of type.chain) {
      if (owner === known?.type) break;
      // Fields of C types are guesses with a name: what they hold is looked at first.
      if (!owner.isHeap) continue;
      for (const { offset, name } of owner.members) {
        if (taken.has(offset)) continue;
        taken.add(offset);
        members.push({ offset, kind: slot, label: labels.text(name) });
      }
    }
    members.sort((a, b) => a.offset - b.offset);
    // Only the type's own count: a base may keep something else in the same place.
    if (type.weakOffset > 0) taken.add(type.weakOffset);
    if (type.dictOffset > 0) taken.add(type.dictOffset);
    const isManaged = layout.minor >= 11 && hasFlag(type.flags, TypeFlag.managedDict);
    const hasInlineValues = hasFlag(type.flags, TypeFlag.inlineValues);
    const hasOwnDict =
      known === null || type.dictOffset >= known.type.basicSize || type.dictOffset < 0;
    const plan: Plan = {
      visit: known?.visit ?? null,
      members,
      guesses: this.guessesOf(type, known, taken),
      guessesItems:
        type.itemSize === 8 &&
        (known === null || known.type.name === 'object') &&
        !this.isClass(type),
      hasManagedDict: isManaged || (layout.minor >= 13 && hasInlineValues),
      hasInlineValues,
      dictOffset: hasOwnDict && Math.abs(type.dictOffset) < 2 ** 20 ? type.dictOffset : 0,
      names: [],
      namesOf: 0,
    };
    this.plans[type.serial] = plan;
    return plan;
  }

  private isClass(type: PythonType): boolean {
    return hasFlag(type.flags, TypeFlag.typeSubclass);
  }

  private nearestKnown(type: PythonType): { type: PythonType; visit: Visitor } | null {
    for (const candidate of type.chain) {
      const base = candidate.chain[1] ?? null;
      const byFlag = VISITORS_BY_FLAG.find(([flag]) => hasFlag(candidate.flags, flag));
      const isFirstWithFlag =
        byFlag !== undefined && (base === null || !hasFlag(base.flags, byFlag[0]));
      const named = candidate.isPython ? undefined : VISITORS.get(candidate.name);
      if (named !== undefined) return { type: candidate, visit: named };
      if (byFlag !== undefined && isFirstWithFlag) return { type: candidate, visit: byFlag[1] };
    }
    return null;
  }

  private guessesOf(
    type: PythonType,
    known: { type: PythonType; visit: Visitor } | null,
    taken: ReadonlySet<number>,
  ): Plan['guesses'] {
    const isException = known !== null && known.visit === visitException;
    const { layout, labels } = this.context;
    const first = isException
      ? layout.at('PyBaseExceptionObject.size')
      : known === null || known.type.name === 'object'
        ? HEADER_BYTES
        : known.type.basicSize;
    // Behind the fields of a number, text or tuple are its digits, characters, items.
    if (known !== null && known.type.itemSize > 0 && !this.isClass(type)) return [];
    const names = new Map<number, string>();
    for (const { members } of type.chain) {
      for (const { offset, name } of members) if (!names.has(offset)) names.set(offset, name);
    }
    const guesses: (FrameVariable & { offset: number })[] = [];
    const mark = type.isCollected ? 0 : hidden;
    for (let offset = first; offset + 8 <= type.basicSize; offset += 8) {
      if (taken.has(offset)) continue;
      const name = names.get(offset);
      guesses.push({
        offset,
        kind: (name === undefined ? unlabelled : slot) | mark,
        label: name === undefined ? NO_STRING : labels.text(name),
      });
    }
    return guesses;
  }
}

const MAX_SHARED_KEYS = 1 << 16;
