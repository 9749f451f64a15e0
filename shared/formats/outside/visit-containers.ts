import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { PythonType } from './python-types.ts';
import { MAX_ITEMS, type VisitContext } from './visit-context.ts';

/** Items of a list, by position. */
export function visitList(context: VisitContext, address: number): number {
  const { memory, layout } = context;
  const count = memory.word(address + 16);
  const items = memory.word(address + layout.hot.listItems);
  const room = memory.word(address + layout.hot.listRoom);
  if (!(count <= room && room < MAX_ITEMS)) return 0;
  visitItems(context, items, count);
  return 8 * room;
}

export function visitTuple(context: VisitContext, address: number): number {
  const count = context.memory.word(address + 16);
  visitItems(context, address + context.layout.hot.tupleItems, count);
  return 0;
}

function visitItems({ memory, found }: VisitContext, first: number, count: number): void {
  if (!isArray(memory, first, count)) return;
  for (let index = 0; index < count; index++) {
    found.refer(memory.word(first + 8 * index), EdgeKind.index, index);
  }
}

/** Whether memory goes on from the first to the last word: what a noisy count says may be anything. */
export function isArray(memory: VisitContext['memory'], first: number, count: number): boolean {
  if (count === 0) return true;
  if (!(count < MAX_ITEMS) || first % 8 !== 0) return false;
  let at = first;
  const end = first + 8 * count;
  while (at < end) {
    const region = memory.regionOf(at);
    if (region === null) return false;
    at = region.end;
  }
  return true;
}

/** Members of a set or frozen set. */
export function visitSet({ memory, layout, found }: VisitContext, address: number): number {
  const used = memory.word(address + layout.at('PySetObject.used'));
  const mask = memory.word(address + layout.at('PySetObject.mask'));
  const table = memory.word(address + layout.at('PySetObject.table'));
  if (!(mask < MAX_ITEMS) || !isArray(memory, table, 2 * (mask + 1))) return 0;
  if (used > 0) {
    for (let index = 0; index <= mask; index++) {
      const key = memory.word(table + 16 * index);
      if (key === 0) continue;
      // What was removed leaves a placeholder, whose hash is −1.
      const hash = table + 16 * index + 8;
      if (memory.signed32(hash) === -1 && memory.signed32(hash + 4) === -1) continue;
      found.refer(key, EdgeKind.element, NO_STRING);
    }
  }
  return table === address + layout.at('PySetObject.smalltable') ? 0 : 16 * (mask + 1);
}

const ITEMS_OF_BLOCK = 64;

/** Items of a deque, by position, in a chain of blocks. */
export function visitDeque({ memory, layout, found }: VisitContext, address: number): number {
  const count = memory.word(address + 16);
  let block = memory.word(address + layout.at('dequeobject.leftblock'));
  let index = memory.word(address + layout.at('dequeobject.leftindex'));
  let position = 0;
  let blocks = 0;
  while (position < count && block % 8 === 0 && memory.isMapped(block)) {
    blocks++;
    for (; index < ITEMS_OF_BLOCK && position < count; index++, position++) {
      const item = memory.word(block + layout.at('BLOCK.data') + 8 * index);
      found.refer(item, EdgeKind.index, position);
    }
    index = 0;
    block = memory.word(block + layout.at('BLOCK.rightlink'));
  }
  return layout.at('BLOCK.size') * Math.max(1, blocks);
}

/** Bytes of a text's characters that do not count by its type. */
export function visitText(
  { objects, layout }: VisitContext,
  address: number,
  type: PythonType,
): number {
  const { kind, length, isAscii, isCompact } = objects.textParts(address);
  if (!isCompact) return (length + 1) * kind;
  const head = isAscii ? layout.hot.asciiData : layout.hot.otherData;
  return head + (length + 1) * kind - type.basicSize;
}

/** A bytearray's buffer; since 3.15 a bytes object, which only it has. */
export function visitByteArray(
  { memory, layout, found, labels }: VisitContext,
  address: number,
): number {
  const at = layout.at('PyByteArrayObject.ob_bytes_object');
  if (at < 0) {
    const room = memory.word(address + layout.at('PyByteArrayObject.ob_alloc'));
    return room < 2 ** 47 ? room : 0;
  }
  const bytes = memory.word(address + at);
  found.refer(bytes, EdgeKind.internal | EdgeMark.hidden, labels.text('bytes'));
  return 0;
}
