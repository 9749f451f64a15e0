import { EdgeKind } from '../../heap/edge-kind.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';

/** What refcycle's text about an object says. */
export interface NodeAnnotation {
  readonly type: string;
  readonly flags: number;
  readonly length: number;
  /** '' where there is none. */
  readonly preview: string;
}

/** What refcycle's text about a reference says; `label` is a position for `index`. */
export interface EdgeAnnotation {
  readonly kind: number;
  readonly label: string | number | null;
}

const FLAGS: Readonly<Record<string, number>> = {
  type: NodeFlag.isType,
  module: NodeFlag.isModule,
  frame: NodeFlag.isFrame,
};

/** refcycle separates the lines of an annotation by the two characters backslash and n. */
const LINE_BREAK = '\\n';

/**
 * `object\nmod.Cls`, `function\nname`, `dict[3]`, `weakref to id 0x…`, or the repr of an atom,
 * whose type shows in how it is written; `?` where it does not.
 */
export function parseNodeAnnotation(text: string): NodeAnnotation {
  const nothing = { flags: 0, length: NO_COUNT, preview: '' };
  if (text.startsWith('weakref ')) return { ...nothing, type: 'weakref', preview: text };
  const sized = /^(dict|list|tuple|set|frozenset)\[(\d{1,9})\]$/.exec(text);
  if (sized !== null) return { ...nothing, type: sized[1] ?? '?', length: Number(sized[2]) };
  const cut = text.indexOf(LINE_BREAK);
  const head = cut < 0 ? '' : text.slice(0, cut);
  if (/^(?:object|function|type|module|instancemethod|frame)$/.test(head)) {
    const rest = text.slice(cut + LINE_BREAK.length);
    return head === 'object'
      ? { ...nothing, type: rest }
      : { ...nothing, type: head, flags: FLAGS[head] ?? 0, preview: rest };
  }
  return { ...nothing, type: typeOfRepr(text), preview: text };
}

function typeOfRepr(repr: string): string {
  if (/^['"]/.test(repr)) return 'str';
  if (/^b['"]/.test(repr)) return 'bytes';
  if (repr === 'None') return 'NoneType';
  if (repr === 'True' || repr === 'False') return 'bool';
  if (/^-?\d+$/.test(repr)) return 'int';
  if (/^-?(?:\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+|nan|inf)$/.test(repr)) return 'float';
  return '?';
}

/** `value['k']`, `item[0]`, `key`, `element`, `local 'x'`, `__dict__` …, or nothing. */
export function parseEdgeAnnotation(text: string | null): EdgeAnnotation {
  if (text === null || text === '') return { kind: EdgeKind.unlabelled, label: null };
  if (text === 'key') return { kind: EdgeKind.key, label: null };
  if (text === 'element') return { kind: EdgeKind.element, label: null };
  if (text === '__class__') return { kind: EdgeKind.class, label: null };
  if (text === 'cell_contents') return { kind: EdgeKind.cell, label: null };
  const item = /^item\[(\d{1,9})\]$/.exec(text);
  if (item !== null) return { kind: EdgeKind.index, label: Number(item[1]) };
  if (text.startsWith('value[') && text.endsWith(']')) {
    return { kind: EdgeKind.value, label: text.slice('value['.length, -1) };
  }
  const local = /^local '(.*)'$/.exec(text);
  if (local !== null) return { kind: EdgeKind.local, label: local[1] ?? '' };
  return { kind: EdgeKind.internal, label: text };
}
