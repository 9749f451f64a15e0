import { DumpFormatError } from '../../base/errors.ts';
import { formatQuantity } from '../../base/units.ts';
import type { AddressWords } from '../../heap/address.ts';
import { parseAddress } from '../../heap/address.ts';
import { EdgeKind } from '../../heap/edge-kind.ts';
import { EdgeListBuilder } from '../../heap/edge-list-builder.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { ByteSource, ByteStream } from '../bytes/byte-source.ts';
import type { ImportContext, Importer } from '../importer.ts';
import type { DotStatement } from './dot-statements.ts';
import { dotStatements } from './dot-statements.ts';
import { readDrawing } from './read-drawing.ts';

/**
 * Drawings of objgraph (`show_refs`, `show_backrefs`, `show_chain`) as DOT:
 *
 *   o139…[label="Type [refcount]\nrepr"];   o139… -> o139… [label="name",weight=2];
 *
 * References run from referrer to referent (objgraph: `objgraph.py`, `_show_graph`). It is a part
 * of a graph: what the drawing left out is told where it says so. Not in it: sizes, which are 0
 * here, and roots.
 */
export const objgraphImporter: Importer = {
  id: 'objgraph',
  label: 'objgraph drawing (DOT)',
  sniff(head) {
    const text = new TextDecoder('latin1').decode(head.subarray(0, 4096));
    return /^\s*digraph\s+ObjectGraph\s*\{/.test(text) ? 0.9 : 0;
  },
  read,
};

/** Statements between two looks at whether anybody still wants this. */
const CHECK_EVERY = 4096;

async function read(
  stream: ByteStream,
  _direct: ByteSource | null,
  context: ImportContext,
): Promise<HeapGraph> {
  const text = await readDrawing(stream, context);
  const drawing = new Drawing();
  // What has no closing brace was cut off, within a statement perhaps.
  const isWhole = /\}\s*$/.test(text);
  let seen = 0;
  for (const statement of dotStatements(text.slice(text.indexOf('{') + 1))) {
    if (++seen % CHECK_EVERY === 0) context.job.checkpoint();
    if (statement === 'unreadable') drawing.unreadable++;
    else drawing.take(statement);
  }
  const graph = drawing.finish();
  if (graph.nodeCount === 0) {
    throw new DumpFormatError('dump-empty', 'The objgraph drawing holds no objects.');
  }
  if (!isWhole) {
    context.warn({
      code: 'truncated',
      message: `The drawing breaks off; ${formatQuantity(graph.nodeCount, 'object')} and ${formatQuantity(graph.edgeCount, 'reference')} were kept.`,
    });
  } else if (drawing.unreadable > 0) {
    context.warn({
      code: 'skipped-lines',
      message: `${formatQuantity(drawing.unreadable, 'line')} could not be read and were left out.`,
    });
  }
  if (drawing.leftOut > 0) {
    context.warn({
      code: 'incomplete-walk',
      message: `The drawing leaves out ${formatQuantity(drawing.leftOut, 'reference')} for want of room; it says so itself.`,
    });
  }
  return graph;
}

/** Facts that one node's several statements tell. */
interface DrawnNode {
  label: string | null;
  flags: number;
}

class Drawing {
  unreadable = 0;
  /** References that the drawing's own stubs count. */
  leftOut = 0;
  private readonly builder = new EdgeListBuilder();
  private readonly nodes = new Map<string, DrawnNode>();
  private readonly edges: DotStatement[] = [];
  private hasRefcounts = false;

  take(statement: DotStatement): void {
    const { from, to, attributes } = statement;
    const label = attributes.get('label');
    if (to === '') {
      if (from.startsWith('too_many_')) {
        this.leftOut += Number(/^(\d{1,9}) more (?:back)?references/.exec(label ?? '')?.[1] ?? 0);
      } else if (addressOf(from) !== null && label !== undefined) {
        this.node(from).label ??= label;
      }
    } else if (to === `${from}_has_a_del`) {
      this.node(from).flags |= NodeFlag.hasFinalizer;
    } else if (addressOf(from) !== null && addressOf(to) !== null) {
      this.node(from);
      this.node(to);
      this.edges.push(statement);
    }
  }

  finish(): HeapGraph {
    const types = new Map<string, string>();
    for (const [name, node] of this.nodes) {
      const address = addressOf(name);
      if (address === null) continue;
      const { type, refcount, preview } = parseLabel(node.label);
      if (refcount !== NO_COUNT) this.hasRefcounts = true;
      types.set(name, type);
      this.builder.addNode(address.low, address.high, {
        type,
        flags: node.flags | flagsOfType(type) | (node.label === null ? NodeFlag.isStub : 0),
        length: lengthIn(preview),
        refcount,
        preview: preview === '' ? NO_STRING : this.builder.strings.internText(preview),
      });
    }
    for (const edge of this.edges) this.addEdge(edge, types.get(edge.from) ?? '');
    return this.builder.finish({}, this.hasRefcounts);
  }

  private node(name: string): DrawnNode {
    const known = this.nodes.get(name);
    if (known !== undefined) return known;
    const node: DrawnNode = { label: null, flags: 0 };
    this.nodes.set(name, node);
    return node;
  }

  private addEdge({ from, to, attributes }: DotStatement, sourceType: string): void {
    const source = addressOf(from);
    const target = addressOf(to);
    if (source === null || target === null) return;
    const { kind, text } = describeEdge(attributes, sourceType);
    const label = text === '' ? NO_STRING : this.builder.strings.internText(text);
    this.builder.addEdge(source.low, source.high, target.low, target.high, kind, label);
  }
}

/** `o139…`; a negative address, as some systems have it, is `o_139…`, and means its 64-bit word. */
function addressOf(name: string): AddressWords | null {
  if (/^o\d+$/.test(name)) return parseAddress(name.slice(1));
  if (!/^o_\d{1,19}$/.test(name)) return null;
  return parseAddress(String(BigInt.asUintN(64, -BigInt(name.slice(2)))));
}

/** `Type [refcount]`, then the repr on the lines below. */
function parseLabel(label: string | null): { type: string; refcount: number; preview: string } {
  if (label === null) return { type: '?', refcount: NO_COUNT, preview: '' };
  const cut = label.indexOf('\n');
  const head = cut < 0 ? label : label.slice(0, cut);
  const counted = /^(.*) \[(\d{1,9})\]$/.exec(head);
  return {
    type: counted?.[1] ?? head,
    refcount: counted === null ? NO_COUNT : Number(counted[2]),
    preview: cut < 0 ? '' : label.slice(cut + 1),
  };
}

function lengthIn(preview: string): number {
  const items = /^(\d{1,9}) items(?:\n|$)/.exec(preview);
  return items === null ? NO_COUNT : Number(items[1]);
}

function flagsOfType(type: string): number {
  const name = type.replace(/^builtins\./, '');
  if (name === 'module') return NodeFlag.isModule;
  if (name === 'type') return NodeFlag.isType;
  return name === 'frame' ? NodeFlag.isFrame : 0;
}

/**
 * A weight of 10 marks what the interpreter names (`__dict__`, `f_locals`, `__self__`); any other
 * label is the key of a dict entry: an identifier bare, everything else as type and repr.
 */
function describeEdge(
  attributes: ReadonlyMap<string, string>,
  sourceType: string,
): { kind: number; text: string } {
  const label = attributes.get('label') ?? '';
  if (label === '') return { kind: EdgeKind.unlabelled, text: '' };
  if (attributes.get('weight') === '10') return { kind: EdgeKind.internal, text: label };
  const cut = label.indexOf('\n');
  if (cut >= 0) return { kind: EdgeKind.value, text: label.slice(cut + 1) };
  const isDict = /(?:^|\.)dict$/.test(sourceType);
  return isDict
    ? { kind: EdgeKind.value, text: `'${label}'` }
    : { kind: EdgeKind.attribute, text: label };
}
