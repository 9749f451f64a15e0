import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';

const MAX_TYPE_NAME = 200;

/** A type's qualified name, safe to show. */
export function typeName(graph: HeapGraph, type: TypeIndex): string {
  return clippedTypeName(graph.strings.get(graph.typeNames[type] ?? NO_STRING));
}

/** A qualified type name as a dump has it, safe to show. */
export function clippedTypeName(name: string): string {
  return clip(showable(name === '' ? '?' : name), MAX_TYPE_NAME);
}

/** The qualified type name of an object. */
export function typeNameOf(graph: HeapGraph, node: NodeIndex): string {
  return typeName(graph, graph.type[node]);
}

/** "1 DataFrame", "100 DataFrames", "3 Series objects": names that do not simply take an s. */
export function countOfType(count: number, qualified: string): string {
  const name = shortTypeName(qualified);
  // An instance of `type` is what everybody calls a class.
  return formatQuantity(count, name === 'type' ? 'class' : name, manyOfType(qualified));
}

/** "DataFrames", "Series objects". */
export function manyOfType(qualified: string): string {
  const name = shortTypeName(qualified);
  if (name === 'type') return 'classes';
  return /([sxyz)>]|[cs]h)$/i.test(name) ? `${name} objects` : `${name}s`;
}

/** Whether a type answers to a name people type: the qualified name, or its last part. */
export function typeMatches(qualified: string, wanted: string): boolean {
  return qualified === wanted || shortTypeName(qualified) === wanted;
}
