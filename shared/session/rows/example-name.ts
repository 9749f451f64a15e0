import { namedReferent } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { typeName } from './names.ts';
import { previewOf } from './rows.ts';

/** Types whose instances are told apart by what they are called or run. */
const TOLD_BY_NAME =
  /^(builtins\.)?(method|function|type|generator|coroutine|async_generator|\(closure\)|_asyncio\.Task|asyncio\.tasks\.Task)$/;

/** "3,000 methods" says little; ", such as Session.on_finish" says whose. '' for other types. */
export function exampleName(
  graph: HeapGraph,
  { type, example }: { readonly type: TypeIndex; readonly example: NodeIndex },
): string {
  if (!TOLD_BY_NAME.test(typeName(graph, type))) return '';
  // What a method or a task runs is an object of its own.
  const runs = ['__func__', '_coro'].map((label) => namedReferent(graph, example, label));
  const name = previewOf(graph, runs.find((node) => node !== NO_NODE) ?? example);
  return name === '' ? '' : `, such as ${name}`;
}
