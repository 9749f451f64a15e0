import type { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { AddressTable } from '../../heap/address-table.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { BuiltColumns } from '../../heap/heap-graph-builder.ts';
import type { StringInterner } from '../../heap/string-interner.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';

/** Attributes of objects that refer to something without a name: `first[i]` … in `words`. */
export interface NamedAttributes {
  /** Ascending. */
  readonly node: GrowableUint32;
  readonly first: GrowableUint32;
  /** Name, address low, address high. */
  readonly words: GrowableUint32;
}

export interface PyHeapDraft {
  readonly columns: BuiltColumns;
  readonly strings: StringInterner;
  /** Text of each type's name. */
  readonly typeNames: readonly string[];
  /** Address of type i at 2i and 2i + 1. */
  readonly typeWords: Uint32Array;
  readonly named: NamedAttributes;
  /** The modules in `sys.modules`, filled here. */
  readonly modules: { readonly node: GrowableUint32; readonly label: GrowableUint32 };
  readonly job: Job;
}

/**
 * Says what only the whole dump tells: which objects are classes, modules and frames, which dict is
 * whose namespace and how its entries are called, and which modules `sys.modules` holds.
 *
 * PyHeap writes the value of each attribute. A dict among an object's referents whose values are
 * all attributes of the object, and which is no attribute itself, is its `__dict__`; an attribute
 * that alone has such a value is the name of its entry. O(objects + references + attributes).
 */
export function describePyHeap(draft: PyHeapDraft): void {
  const { columns, job } = draft;
  const addresses = AddressTable.over(columns.addressWords, columns.nodeCount);
  markClasses(draft, addresses);
  const dictType = draft.typeNames.indexOf('dict');
  const { named } = draft;
  for (let row = 0; row < named.node.length; row++) {
    if ((row & 0xfff) === 0) job.checkpoint();
    nameNamespace(draft, addresses, row, dictType);
  }
  nameEntriesByKeys(draft);
}

function markClasses(
  { columns, typeNames, typeWords }: PyHeapDraft,
  addresses: AddressTable,
): void {
  const flagOfType = typeNames.map((name) =>
    name === 'module' ? NodeFlag.isModule : name === 'frame' ? NodeFlag.isFrame : 0,
  );
  for (let node = 0; node < columns.nodeCount; node++) {
    columns.flags[node] |= flagOfType[columns.type[node]];
  }
  for (let type = 0; 2 * type < typeWords.length; type++) {
    const node = addresses.find(typeWords[2 * type], typeWords[2 * type + 1]);
    if (node < 0) continue;
    columns.flags[node] |= NodeFlag.isType;
    columns.preview[node] = columns.typeNames[type];
  }
}

/** The namespace of the object in one row of `named`, where it has one. */
function nameNamespace(
  draft: PyHeapDraft,
  addresses: AddressTable,
  row: number,
  dictType: number,
): void {
  const { columns, named, strings } = draft;
  const { edgeLabel } = columns;
  const node = named.node.values[row];
  let edge = columns.firstEdge[node];
  const end = columns.firstEdge[node + 1];
  while (
    edge < end &&
    (columns.edgeKind[edge] !== EdgeKind.unlabelled ||
      columns.type[columns.edgeTarget[edge]] !== dictType)
  ) {
    edge++;
  }
  if (edge === end || edgeLabel === null) return;
  const dict = columns.edgeTarget[edge];
  const names = namesByNode(draft, addresses, row);
  if (!holdsOnly(columns, dict, names)) return;
  columns.edgeKind[edge] = EdgeKind.internal;
  edgeLabel[edge] = strings.internText('__dict__');
  const isModule = (columns.flags[node] & NodeFlag.isModule) !== 0;
  if (isModule) columns.flags[dict] |= NodeFlag.isModuleNamespace;
  for (let entry = columns.firstEdge[dict]; entry < columns.firstEdge[dict + 1]; entry++) {
    if (columns.edgeKind[entry] !== EdgeKind.value) continue;
    const name = names.get(columns.edgeTarget[entry]);
    if (name === undefined || name === NO_STRING) continue;
    edgeLabel[entry] = strings.internText(`'${strings.get(name)}'`);
  }
  if (isModule) keepModules(draft, names);
}

/** `NO_STRING` where several attributes have one value. */
function namesByNode(
  { named }: PyHeapDraft,
  addresses: AddressTable,
  row: number,
): ReadonlyMap<number, StringIndex> {
  const { values } = named.words;
  const end = row + 1 < named.first.length ? named.first.values[row + 1] : named.words.length;
  const names = new Map<number, StringIndex>();
  for (let at = named.first.values[row]; at < end; at += 3) {
    const node = addresses.find(values[at + 1], values[at + 2]);
    if (node >= 0) names.set(node, names.has(node) ? NO_STRING : values[at]);
  }
  return names;
}

function holdsOnly(
  columns: BuiltColumns,
  dict: number,
  names: ReadonlyMap<number, StringIndex>,
): boolean {
  let values = 0;
  for (let edge = columns.firstEdge[dict]; edge < columns.firstEdge[dict + 1]; edge++) {
    if (columns.edgeKind[edge] !== EdgeKind.value) continue;
    if (!names.has(columns.edgeTarget[edge])) return false;
    values++;
  }
  return values > 0;
}

/** What the module `sys` calls `modules` holds; it alone has a `getrefcount` beside it. */
function keepModules(draft: PyHeapDraft, names: ReadonlyMap<number, StringIndex>): void {
  const { columns, strings, modules } = draft;
  const wanted = strings.internText('modules');
  const proof = strings.internText('getrefcount');
  const found = [...names].find(([, name]) => name === wanted);
  if (found === undefined || ![...names.values()].includes(proof)) return;
  const [dict] = found;
  for (let edge = columns.firstEdge[dict]; edge < columns.firstEdge[dict + 1]; edge++) {
    const target = columns.edgeTarget[edge];
    if (columns.edgeKind[edge] !== EdgeKind.value) continue;
    if ((columns.flags[target] & NodeFlag.isModule) === 0) continue;
    modules.node.push(target);
    const key = edge > columns.firstEdge[dict] ? columns.edgeTarget[edge - 1] : target;
    modules.label.push(columns.preview[key]);
  }
}

/** An entry whose key's text the dump holds is called by it; keys of other kinds stay nameless. */
function nameEntriesByKeys({ columns, strings, typeNames }: PyHeapDraft): void {
  const { edgeLabel } = columns;
  if (edgeLabel === null) return;
  const text = typeNames.indexOf('str');
  const number = typeNames.indexOf('int');
  for (let edge = 0; edge + 1 < columns.edgeTarget.length; edge++) {
    if ((columns.edgeKind[edge] & EDGE_KIND_MASK) !== EdgeKind.key) continue;
    const key = columns.edgeTarget[edge];
    const preview = columns.preview[key];
    const type = columns.type[key];
    if (preview === NO_STRING || (type !== text && type !== number)) continue;
    const label = type === text ? strings.internText(`'${strings.get(preview)}'`) : preview;
    edgeLabel[edge] = label;
    if (columns.edgeKind[edge + 1] === EdgeKind.value) edgeLabel[edge + 1] = label;
  }
}
