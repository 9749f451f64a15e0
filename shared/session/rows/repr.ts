import { byName } from '../../base/by-name.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatCount } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Content, ContentReader } from './contents.ts';
import { typeNameOf } from './names.ts';
import { previewOf } from './rows.ts';

/** How much of an object is written. */
export interface ReprBounds {
  /** Containers within containers. */
  readonly depth: number;
  /** Items and attributes of each. */
  readonly items: number;
  readonly characters: number;
}

/** One line of a list: the value at sight. */
export const BRIEF: ReprBounds = { depth: 1, items: 8, characters: 160 };
/** What goes to the clipboard. */
export const WHOLE: ReprBounds = { depth: 6, items: 1000, characters: 100_000 };

export interface Repr {
  readonly text: string;
  /** False where something was left out: by the bounds, or because the dump does not hold it. */
  readonly isWhole: boolean;
}

/** Brackets of containers, by type; what is not here and has attributes is written as a call. */
const BRACKETS = byName<readonly [string, string]>({
  list: ['[', ']'],
  tuple: ['(', ')'],
  dict: ['{', '}'],
  set: ['{', '}'],
  frozenset: ['frozenset({', '})'],
  'collections.deque': ['deque([', '])'],
  'collections.OrderedDict': ['OrderedDict({', '})'],
  'collections.defaultdict': ['defaultdict({', '})'],
  Array: ['[', ']'],
  Object: ['{', '}'],
});

const EMPTY = byName<string>({ set: 'set()', frozenset: 'frozenset()' });

/** Types whose name and preview say what they are, whatever they refer to. */
const NAMED: ReadonlySet<string> = new Set([
  ...['type', 'function', 'builtin_function_or_method', 'method', 'module', 'code', 'frame'],
  ...['coroutine', 'generator', 'async_generator', 'property', 'getset_descriptor'],
]);

/**
 * An object as Python would write it, as far as the dump tells and the bounds allow: `…` stands
 * for what is left out, an object within itself included. Safe to show. O(items written, and the
 * references of the containers on the way).
 */
export function reprOf(
  graph: HeapGraph,
  contents: ContentReader,
  node: NodeIndex,
  bounds: ReprBounds,
  job: Job,
): Repr {
  const writer = new ReprWriter(graph, contents, bounds, job);
  const text = writer.write(node, bounds.depth);
  return { text: clip(text, bounds.characters), isWhole: !writer.leftOut };
}

/** Cells in cells that are looked through, beyond the depth of everything else. */
const MAX_CELLS = 4;

class ReprWriter {
  leftOut = false;
  private readonly graph: HeapGraph;
  private readonly contents: ContentReader;
  private readonly bounds: ReprBounds;
  private readonly job: Job;
  private readonly open = new Set<NodeIndex>();
  private written = 0;

  constructor(graph: HeapGraph, contents: ContentReader, bounds: ReprBounds, job: Job) {
    this.graph = graph;
    this.contents = contents;
    this.bounds = bounds;
    this.job = job;
  }

  /** At most as deep as the bounds say and some cells more, so that it may call itself. */
  write(node: NodeIndex, depth: number): string {
    const { graph } = this;
    const type = typeNameOf(graph, node);
    if (this.contents.isAtom(node)) return this.note(this.atom(node, type));
    if (type === 'cell' && depth > -MAX_CELLS) return this.cell(node, depth);
    const brackets = BRACKETS.get(type);
    const isClass = (graph.flags[node] & NodeFlag.isType) !== 0;
    const preview = previewOf(graph, node);
    if (isClass) return this.note(preview === '' ? '<class>' : `<class '${preview}'>`);
    const isNamed = NAMED.has(type) || (brackets === undefined && preview !== '');
    if (isNamed) return this.note(`<${shortTypeName(type)}${preview === '' ? '' : ` ${preview}`}>`);
    const [open, close] = brackets ?? [`${shortTypeName(type)}(`, ')'];
    if (depth <= 0 || this.open.has(node)) {
      // What is empty hides nothing.
      if (!this.contents.opens(node)) return this.note(EMPTY.get(type) ?? open + close);
      return this.elided(open, close);
    }
    this.open.add(node);
    this.job.checkpoint();
    const { rows, hasMore } = this.contents.head(node, this.bounds.items);
    const parts: string[] = [];
    let isCut = false;
    for (const row of rows) {
      if (this.written > this.bounds.characters) {
        isCut = true;
        break;
      }
      parts.push(this.part(row, type, depth));
    }
    this.open.delete(node);
    if (isCut || hasMore) {
      parts.push('…');
      this.leftOut = true;
    }
    if (parts.length === 0) return this.note(EMPTY.get(type) ?? open + close);
    const inner = parts.join(', ');
    return open + inner + (type === 'tuple' && parts.length === 1 ? ',' : '') + close;
  }

  private part({ kind, name, edge }: Content, type: string, depth: number): string {
    const value = this.write(this.graph.edgeTarget[edge], depth - 1);
    if (kind !== 'item' || name === '') return name === '' ? value : `${name}=${value}`;
    // A position says itself; a key stands before its value.
    return isMapping(type) ? `${name.slice(1, -1)}: ${value}` : value;
  }

  /** A variable that functions share: what matters is what is in it. */
  private cell(node: NodeIndex, depth: number): string {
    const { firstEdge, edgeTarget } = this.graph;
    const isEmpty = firstEdge[node] === firstEdge[node + 1];
    if (isEmpty || this.open.has(node)) return this.note('<cell>');
    this.open.add(node);
    // A cell may hold a cell, and a dump may hold many in a row.
    const content = this.write(edgeTarget[firstEdge[node]], depth - 1);
    this.open.delete(node);
    return content;
  }

  private elided(open: string, close: string): string {
    this.leftOut = true;
    return this.note(`${open}…${close}`);
  }

  private atom(node: NodeIndex, type: string): string {
    const stored = this.graph.preview?.[node] ?? NO_STRING;
    const length = this.graph.length?.[node] ?? NO_COUNT;
    if (stored === NO_STRING) {
      if (type === 'NoneType') return 'None';
      this.leftOut = true;
      return length === NO_COUNT
        ? `<${shortTypeName(type)}>`
        : `<${shortTypeName(type)} of ${formatCount(length)}>`;
    }
    const text = this.graph.strings.get(stored);
    if (type !== 'str' && type !== 'string' && type !== 'String') return showable(text);
    if (length !== NO_COUNT && isCutText(text, length)) this.leftOut = true;
    return quoted(text);
  }

  private note(text: string): string {
    this.written += text.length;
    return text;
  }
}

function isMapping(type: string): boolean {
  return (BRACKETS.get(type)?.[0] ?? '').endsWith('{') && type !== 'set' && type !== 'frozenset';
}

/** Whether the dump holds less of a text than there was; `length` in characters. */
export function isCutText(text: string, length: number): boolean {
  // Characters beyond the basic plane take two of this runtime's.
  return [...text].length < length || (text.endsWith('…') && [...text].length !== length);
}

/** A text as Python quotes it; what must not be shown as it is, is an escape already. */
function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`);
  return mark + showable(escaped) + mark;
}
