import { clip, showable } from '../../base/text.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { decorateEdgeLabel, edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';

/** A reference together with the object that holds it. */
export interface SourcedEdge {
  readonly source: NodeIndex;
  readonly edge: EdgeIndex;
}

export interface StepLabel {
  /** As a person reads it, `showable`: `.ww`, `[3]`, `._mgr.blocks[0]`. */
  readonly text: string;
  /** The label with string keys replaced by their length. */
  readonly redacted: string;
}

/** Longest piece of one reference's label; the dump may hold keys of megabytes. */
const MAX_PART = 200;

/**
 * The label of a folded step: its references' labels run together, without the internals' own.
 *
 * `x.__dict__['ww']` is `.ww`, `f.__closure__[0].cell_contents` is `cell name`, and a frame's
 * `f_locals['df']` is `local df`: what a person would write for it.
 */
export function stepLabel(graph: HeapGraph, references: readonly SourcedEdge[]): StepLabel {
  let text = '';
  let redacted = '';
  let within: 'object' | 'dict' | 'locals' | 'closure' = 'object';
  let cellName = '';
  references.forEach(({ source, edge }, at) => {
    const isLast = at === references.length - 1;
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    const bare = showable(clip(edgeLabelText(graph, source, edge), MAX_PART));
    if (kind === EdgeKind.internal && !isLast) {
      if (bare === '__dict__') within = 'dict';
      else if (bare === 'f_locals') within = 'locals';
      else if (bare === '__closure__') within = 'closure';
      if (within !== 'object') return;
    }
    if (kind === EdgeKind.cell || (kind === EdgeKind.internal && bare === 'cell_contents')) {
      if (kind === EdgeKind.cell && bare !== '' && bare !== 'cell_contents') cellName = bare;
      if (!isLast) return;
      const cell = decorateEdgeLabel(EdgeKind.cell, cellName);
      text = joined(text, cell);
      redacted = joined(redacted, cell);
      return;
    }
    if (within === 'closure' && !isLast) return;
    const name = kind === EdgeKind.value ? identifierOfKey(bare) : '';
    if (name !== '' && (within === 'dict' || within === 'locals')) {
      const plain = within === 'dict' ? `.${name}` : `local ${name}`;
      text = joined(text, plain);
      redacted = joined(redacted, plain);
    } else {
      text = joined(text, decorateEdgeLabel(kind, bare));
      redacted = joined(redacted, decorateEdgeLabel(kind, redactKey(kind, bare)));
    }
    within = 'object';
  });
  return { text, redacted };
}

/** Words keep a space between them and what is before: `.tb_frame local df`. */
function joined(text: string, next: string): string {
  return text !== '' && /^[\p{L}\p{N}]/u.test(next) ? `${text} ${next}` : text + next;
}

/** The name in a quoted key that is an identifier: `'ww'` → `ww`; '' otherwise. */
function identifierOfKey(bare: string): string {
  return /^(['"])([\p{L}_][\p{L}\p{N}_]*)\1$/u.exec(bare)?.[2] ?? '';
}

/**
 * Keys of dicts may be anybody's data; attributes and positions are not. `'north'` → `str×5`, which
 * is no longer than most keys, so that it fits the room that was kept for the label.
 */
function redactKey(kind: number, bare: string): string {
  if ((kind !== EdgeKind.value && kind !== EdgeKind.key) || bare === '') return bare;
  if (/^-?\d{1,4}$/.test(bare)) return bare;
  const isQuoted = /^(['"]).*\1$/su.test(bare);
  return isQuoted ? `str×${bare.length - 2}` : `key×${bare.length}`;
}
