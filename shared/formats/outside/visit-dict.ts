import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { MAX_ITEMS, type VisitContext } from './visit-context.ts';

/** Below, a dict whose values are its keys may be anybody's. */
const MIN_INTERNED = 20;

/** A dict: each key and each value, labelled by the key. */
export function visitDict(context: VisitContext, address: number): number {
  const { memory, layout, objects, found, labels } = context;
  const keys = memory.word(address + layout.hot.dictKeys);
  const values = memory.word(address + layout.hot.dictValues);
  const table = objects.keysTable(keys);
  if (table === null) return 0;
  const isNamespace = context.namespaces.has(address);
  const kind: number = isNamespace ? EdgeKind.global : EdgeKind.value;
  const { count, entries, step, keyAt } = table;
  if (values !== 0) {
    visitSplitValues(context, values, table, kind);
    visitSharedKeys(context, keys);
    return layout.minor < 11
      ? 8 * (count + memory.word(keys + layout.at('PyDictKeysObject.dk_usable')))
      : 0;
  }
  if (count === 0) return memory.word(keys) === 1 ? table.bytes : 0;
  const own = isInternedTable(context, table) ? EdgeMark.hidden | EdgeMark.borrowed : 0;
  const keyMark = table.hasOnlyTexts ? EdgeMark.hidden : 0;
  for (let index = 0; index < count; index++) {
    const entry = entries + step * index + keyAt;
    const value = memory.word(entry + 8);
    if (value === 0) continue;
    const key = memory.word(entry);
    // Met before it is named: names are remembered by number.
    found.meet(key);
    const isName = isNamespace && objects.isText(key);
    const label = isName ? labels.name(key) : labels.key(key);
    found.refer(key, EdgeKind.key | keyMark | own, label);
    found.refer(value, kind | own, label);
  }
  return table.bytes;
}

type Table = NonNullable<ReturnType<VisitContext['objects']['keysTable']>>;

/** Values of a dict that shares its keys with others: those of an instance. */
function visitSplitValues(context: VisitContext, values: number, table: Table, kind: number): void {
  const { memory, layout, found, labels } = context;
  const first = values + Math.max(0, layout.at('PyDictValues.values'));
  const embeddedAt = layout.at('PyDictValues.embedded');
  const isEmbedded = embeddedAt >= 0 && memory.byte(values + embeddedAt) !== 0;
  // They are the instance's then, which tells of them; until the dict came to do so.
  const mark = isEmbedded && !layout.dictOwnsValues ? EdgeMark.hidden | EdgeMark.borrowed : 0;
  for (let index = 0; index < table.count; index++) {
    const value = memory.word(first + 8 * index);
    const key = memory.word(table.entries + table.step * index + table.keyAt);
    if (value === 0 || key === 0) continue;
    found.meet(key);
    const isName = kind === EdgeKind.global;
    found.refer(value, kind | mark, isName ? labels.name(key) : labels.key(key));
  }
}

/** Keys of a shared table are held by the table: once, by whoever comes first. */
export function visitSharedKeys(context: VisitContext, keys: number): void {
  if (context.sharedKeys.has(keys)) return;
  const table = context.objects.keysTable(keys);
  if (table === null) return;
  context.sharedKeys.add(keys);
  const label = context.labels.text('shared key');
  for (let index = 0; index < table.count; index++) {
    const key = context.memory.word(table.entries + table.step * index + table.keyAt);
    context.found.refer(key, EdgeKind.internal | EdgeMark.hidden, label);
  }
}

/** The table of interned texts: every key is its value, and neither is counted. */
function isInternedTable({ memory }: VisitContext, table: Table): boolean {
  if (table.count <= MIN_INTERNED) return false;
  for (let index = 0; index < table.count; index++) {
    const entry = table.entries + table.step * index + table.keyAt;
    const value = memory.word(entry + 8);
    if (value !== 0 && memory.word(entry) !== value) return false;
  }
  return true;
}

/** An ordered dict: its list of keys holds each once more. */
export function visitOrderedDict(context: VisitContext, address: number): number {
  const { memory, layout, found, labels } = context;
  const extra = visitDict(context, address);
  let node = memory.word(address + layout.at('PyODictObject.od_first'));
  const most = Math.min(memory.word(address + layout.at('PyDictObject.ma_used')), MAX_ITEMS);
  let count = 0;
  while (node !== 0 && node % 8 === 0 && count < most) {
    const key = memory.word(node + layout.at('_odictnode.key'));
    found.meet(key);
    found.refer(key, EdgeKind.key, labels.key(key));
    node = memory.word(node + layout.at('_odictnode.next'));
    count++;
  }
  const dict = memory.word(address + layout.at('PyODictObject.od_inst_dict'));
  found.refer(dict, EdgeKind.internal, labels.text('__dict__'));
  const fast = memory.word(address + layout.at('PyODictObject.od_fast_nodes_size'));
  return extra + layout.at('_odictnode.size') * count + (fast < MAX_ITEMS ? 8 * fast : 0);
}

/** A dict with a factory for what is missing. */
export function visitDefaultDict(context: VisitContext, address: number): number {
  const { memory, layout, found, labels } = context;
  const extra = visitDict(context, address);
  const factory = memory.word(address + layout.at('defdictobject.default_factory'));
  found.refer(factory, EdgeKind.slot, labels.text('default_factory'));
  return extra;
}
