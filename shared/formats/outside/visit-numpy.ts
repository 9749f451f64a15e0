import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import type { PythonType } from './python-types.ts';
import { isArray } from './visit-containers.ts';
import { MAX_ITEMS, type VisitContext } from './visit-context.ts';

const { internal, slot, array } = EdgeKind;
const { hidden } = EdgeMark;

/** Fields of numpy's arrays and data types: the same in its versions 1.x, and in 2.x. */
const ARRAY = { data: 16, dimensions: 24, shape: 32, strides: 40, base: 48, dtype: 56, flags: 64 };
const FIRST_OF_OTHERS = 88;
const OWNS_DATA = 4;
const CONTIGUOUS = 3;
const MAX_DIMENSIONS = 64;
const KIND_AT = 24;
const DTYPE_1 = { size: 32, subarray: 40, fields: 48 };
const DTYPE_2 = { size: 40, subarray: 88, fields: 96 };
const MAX_NESTED = 5;
const MAX_OBJECTS_IN_ITEM = 4096;
const OBJECT = 'O';
const STRUCTURE = 'V';

/** What an array says of itself. */
export interface ArrayFacts {
  readonly shape: readonly number[];
  /** Items; 0 where the shape cannot be. */
  readonly count: number;
  readonly itemBytes: number;
  /** Kind of its items, as numpy's letter: `f`, `i`, `O` … */
  readonly kind: string;
  readonly ownsData: boolean;
  readonly isContiguous: boolean;
  readonly data: number;
  readonly dtype: number;
  readonly base: number;
}

export function arrayFacts(context: VisitContext, address: number): ArrayFacts {
  const { memory } = context;
  const dimensions = memory.low(address + ARRAY.dimensions);
  const shapeAt = memory.word(address + ARRAY.shape);
  const shape: number[] = [];
  if (dimensions <= MAX_DIMENSIONS && isArray(memory, shapeAt, dimensions)) {
    for (let index = 0; index < dimensions; index++) shape.push(memory.word(shapeAt + 8 * index));
  }
  const dtype = memory.word(address + ARRAY.dtype);
  const count = shape.reduce((product, length) => product * length, 1);
  const flags = memory.low(address + ARRAY.flags);
  const itemBytes = context.objects.isObject(dtype) ? itemSize(context, dtype) : 0;
  return {
    shape,
    count: count * itemBytes < 2 ** 47 ? count : 0,
    itemBytes,
    kind: String.fromCharCode(memory.byte(dtype + KIND_AT)),
    ownsData: (flags & OWNS_DATA) !== 0,
    isContiguous: (flags & CONTIGUOUS) !== 0,
    data: memory.word(address + ARRAY.data),
    dtype,
    base: memory.word(address + ARRAY.base),
  };
}

/** An array: its elements where they are objects and it owns them. The collector is told nothing. */
export function visitNdarray(context: VisitContext, address: number, type: PythonType): number {
  const { memory, found, labels } = context;
  const facts = arrayFacts(context, address);
  found.refer(facts.base, internal | hidden, labels.text('base'));
  found.refer(facts.dtype, slot | hidden, labels.text('dtype'));
  const known = type.chain.find(({ name }) => name === 'numpy.ndarray') ?? type;
  for (let at = FIRST_OF_OTHERS; at + 8 <= known.basicSize; at += 8) {
    const target = memory.word(address + at);
    if (context.isGuess(target)) {
      found.refer(target, internal | hidden, labels.text('mem_handler'));
    }
  }
  if (!facts.ownsData) return 0;
  if (facts.isContiguous) visitElements(context, facts);
  return facts.count * facts.itemBytes + 16 * facts.shape.length;
}

function visitElements(context: VisitContext, facts: ArrayFacts): void {
  const { memory, found } = context;
  const { data, itemBytes, count } = facts;
  if (itemBytes % 8 !== 0 || count >= MAX_ITEMS) return;
  const offsets = objectOffsets(context, facts.dtype, 0);
  if (offsets.length === 0 || !isArray(memory, data, (count * itemBytes) / 8)) return;
  for (let index = 0; index < count; index++) {
    for (const offset of offsets) {
      found.refer(memory.word(data + index * itemBytes + offset), array | hidden, index);
    }
  }
}

function dtypeFields(context: VisitContext): typeof DTYPE_1 {
  return context.isNumpy2() ? DTYPE_2 : DTYPE_1;
}

function itemSize(context: VisitContext, dtype: number): number {
  const at = dtype + dtypeFields(context).size;
  const size = context.isNumpy2() ? context.memory.word(at) : context.memory.low(at);
  return size < 2 ** 31 ? size : 0;
}

/** Where the objects are in an item of a data type. */
function objectOffsets(context: VisitContext, dtype: number, depth: number): number[] {
  const { memory, objects, layout } = context;
  const kind = String.fromCharCode(memory.byte(dtype + KIND_AT));
  if (kind === OBJECT) return [0];
  if (kind !== STRUCTURE || depth > MAX_NESTED) return [];
  const fields = dtypeFields(context);
  const subarray = memory.word(dtype + fields.subarray);
  if (subarray !== 0 && !objects.isObject(subarray))
    return subarrayOffsets(context, subarray, depth);
  let named = memory.word(dtype + fields.fields);
  if (named !== 0 && !objects.isDict(named)) {
    named = memory.word(named + layout.at('mappingproxyobject.mapping'));
  }
  if (!objects.isDict(named)) return [];
  const found = new Set<number>();
  objects.eachEntry(named, (_key, field) => {
    const items = field + layout.at('PyTupleObject.ob_item');
    const at = objects.integer(memory.word(items + 8));
    for (const offset of objectOffsets(context, memory.word(items), depth + 1)) {
      if (at >= 0) found.add(at + offset);
    }
    return found.size < MAX_OBJECTS_IN_ITEM;
  });
  return [...found];
}

function subarrayOffsets(context: VisitContext, subarray: number, depth: number): number[] {
  const { memory, objects, layout } = context;
  const base = memory.word(subarray);
  const shape = memory.word(subarray + 8);
  const inner = objects.isObject(base) ? objectOffsets(context, base, depth + 1) : [];
  if (inner.length === 0 || !objects.isObject(shape)) return [];
  let count = 1;
  for (let index = 0; index < Math.min(objects.sizeOf(shape, false), MAX_DIMENSIONS); index++) {
    count *= objects.integer(memory.word(shape + layout.at('PyTupleObject.ob_item') + 8 * index));
  }
  if (!(count * inner.length <= MAX_OBJECTS_IN_ITEM)) return [];
  const size = itemSize(context, base);
  return Array.from({ length: count }, (_, item) => item * size).flatMap((start) =>
    inner.map((offset) => start + offset),
  );
}
