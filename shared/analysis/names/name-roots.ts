import { clip, showable } from '../../base/text.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import { TypeRole, typeRoles } from '../graph/builtin-types.ts';
import { releasingMarks } from '../graph/holding.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { EntryVerdicts } from '../paths/entries.ts';
import type { NameForest } from './name-forest.ts';
import { NO_EDGE } from './name-forest.ts';
import { GARBAGE, HELD_OUTSIDE } from './strings.ts';

/** Where a name begins. */
export interface NameRoot {
  readonly kind: 'module' | 'frame' | 'interpreter' | 'interactive' | 'outside' | 'garbage';
  readonly node: NodeIndex;
  /** The module's name, the call of the frame, the label the dump gives; safe to show. */
  readonly label: string;
  /** The thread of a frame. */
  readonly thread: string;
}

const MAX_LABEL = 120;
/** Objects looked at for the way back to an entry of garbage. */
const MAX_LOOKED = 256;
const MAX_TYPES = 3;

/** Tells what begins a path. */
export class NameRoots {
  private readonly graph: HeapGraph;
  private readonly forest: NameForest;
  private readonly verdicts: EntryVerdicts | null;
  private readonly roles: Uint8Array;

  constructor(graph: HeapGraph, forest: NameForest, verdicts: EntryVerdicts | null) {
    this.graph = graph;
    this.forest = forest;
    this.verdicts = verdicts;
    this.roles = typeRoles(graph);
  }

  read(node: NodeIndex): NameRoot {
    const { roots } = this.graph;
    const module = this.forest.modules.ofNode.get(node);
    const at = this.forest.rootIndexOf.get(node);
    if (module !== undefined) {
      return { kind: 'module', node, label: shown(module.name), thread: '' };
    }
    if (at === undefined || roots === null) return this.withoutName(node);
    const label = shown(this.graph.strings.get(roots.label[at]));
    if (roots.kind[at] === RootKind.threadFrame) {
      const cut = label.indexOf(': ');
      const thread = cut < 0 ? '' : label.slice(0, cut);
      return { kind: 'frame', node, label: cut < 0 ? label : label.slice(cut + 2), thread };
    }
    if (/interactive session/.test(label)) {
      return { kind: 'interactive', node, label: label.replace(/ \(kept.*/, ''), thread: '' };
    }
    return {
      kind: 'interpreter',
      node,
      label: label === '' ? this.typeOf(node) : label,
      thread: '',
    };
  }

  /** By its cycle, where it is garbage, or by its type. */
  private withoutName(node: NodeIndex): NameRoot {
    if (this.verdicts === null || !isUnreachable(this.verdicts.verdict[node])) {
      return { kind: 'outside', node, label: HELD_OUTSIDE(this.typeOf(node)), thread: '' };
    }
    const cycle = this.cycleOf(node);
    return { kind: 'garbage', node, label: GARBAGE(cycle.join(' ⇄ ')), thread: '' };
  }

  /** Types on a shortest cycle through an entry of garbage, itself first; without internals. */
  private cycleOf(entry: NodeIndex): string[] {
    const { graph } = this;
    const ignored = releasingMarks(graph);
    const from = new Map<NodeIndex, NodeIndex>([[entry, entry]]);
    const open = [entry];
    for (let at = 0; at < open.length; at++) {
      const node = open[at] ?? entry;
      for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
        if ((graph.edgeKind[edge] & ignored) !== 0) continue;
        const target = graph.edgeTarget[edge];
        if (target === entry) return this.typesBetween(entry, node, from);
        if (from.has(target) || (graph.flags[target] & SHARED) !== 0) continue;
        if (open.length >= MAX_LOOKED) continue;
        from.set(target, node);
        open.push(target);
      }
    }
    return [this.typeOf(entry)];
  }

  private typesBetween(
    entry: NodeIndex,
    last: NodeIndex,
    from: ReadonlyMap<NodeIndex, NodeIndex>,
  ): string[] {
    const types: string[] = [];
    for (let at = last; at !== entry; at = from.get(at) ?? entry) {
      if (this.roles[this.graph.type[at]] === TypeRole.other) types.push(this.typeOf(at));
    }
    const told = [...new Set([this.typeOf(entry), ...types.reverse()])];
    return told.length <= MAX_TYPES ? told : [...told.slice(0, MAX_TYPES - 1), '…'];
  }

  private typeOf(node: NodeIndex): string {
    if (this.forest.parentEdge[node] === NO_EDGE) return '?';
    const name = this.graph.strings.get(this.graph.typeNames[this.graph.type[node]]);
    return shown(name.slice(name.lastIndexOf('.') + 1));
  }
}

const SHARED = NodeFlag.isType | NodeFlag.isModule | NodeFlag.isModuleNamespace;

function shown(text: string): string {
  return clip(showable(text), MAX_LABEL);
}
