import type { Holder } from '../../analysis/waste/holders.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { typeName } from '../rows/names.ts';

const MAX_LABEL = 80;

/**
 * A place as Python would write it: `Row.tags`, `Row.tags[…]`, `global rows['name']`. What stands
 * for many items is an ellipsis; a container of which nothing more is known goes by its type.
 */
export function holderText(graph: HeapGraph, place: Holder): string {
  if (place.holderType < 0) return 'held by nothing in the dump';
  const { kind, label } = place;
  const holder = shortTypeName(typeName(graph, place.holderType));
  const around = place.outer === null ? holder : holderText(graph, place.outer);
  const name = clip(showable(graph.strings.get(label)), MAX_LABEL);
  switch (kind) {
    case EdgeKind.attribute:
    case EdgeKind.slot:
    case EdgeKind.internal:
      return name === '' ? `${around} …` : `${around}.${name}`;
    case EdgeKind.global:
      return `global ${name === '' ? '…' : name}`;
    case EdgeKind.local:
      return `local ${name === '' ? '…' : name}`;
    case EdgeKind.cell:
      return `cell ${name === '' ? '…' : name}`;
    case EdgeKind.key:
      return `keys of ${around}`;
    case EdgeKind.value:
      return `${around}[${name === '' ? '…' : name}]`;
    case EdgeKind.index:
    case EdgeKind.array:
      return `${around}[…]`;
    case EdgeKind.element:
      return `${around}{…}`;
    case EdgeKind.stack:
      return 'the stack of a frame';
    default:
      return `in ${around}`;
  }
}
