import type { Job } from '../../base/job.ts';
import { isCollectorFile, originOfSource } from '../../base/source-origin.ts';
import { namedReferent } from '../../heap/edges.ts';
import type { HeapGraph, NodeIndex, TypeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import type { StringIndex } from '../../heap/string-table.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import { keepPace, PACE_MASK } from '../graph/pace.ts';
import type { TypeOriginByte } from './type-origin.ts';
import { originOfPath } from './type-origin.ts';

/** A function of the program, where its source begins. */
export interface SourceFunction {
  /** Qualified: "Session.__init__", "handle", "<module>". */
  readonly name: string;
  /** "app.models"; '' where the dump does not say. */
  readonly module: string;
  readonly file: string;
  readonly line: number;
  /** Whose code it is, by its file. */
  readonly origin: TypeOriginByte;
}

/** What took the dump is not what leaks in it. */
/** Levels of lambdas and comprehensions within one another that count as their function's code. */
const NESTED_LEVELS = 3;

/**
 * Where names occur in the source, read off the code objects in the dump.
 *
 * CPython compiles every attribute and global name that a function uses into `co_names`, and the
 * function's first line into its code object. So a dump with code objects tells which functions set
 * or read an attribute, without a single line having been traced; not, which of the two they do,
 * nor on which line within. Functions of the standard library, and code that is in no file, are
 * left out. Empty for dumps without code objects.
 *
 * O(objects) once, then O(names in all functions) a question; 4 bytes a name.
 * Source: "Code objects" in the data model of the Python Language Reference.
 */
export class SourceIndex {
  private readonly functions: SourceFunction[] = [];
  /** Code objects that are in already: a generator's function has as many frames as it runs. */
  private readonly known = new Set<NodeIndex>();
  private readonly firstName: number[] = [0];
  /** Of all functions one after the other: previews of the names they use. */
  private readonly names: StringIndex[] = [];
  private byText: Map<string, StringIndex[]> | null = null;
  private readonly graph: HeapGraph;

  constructor(graph: HeapGraph, job: Job) {
    this.graph = graph;
    if (graph.preview === null) return;
    const functionType = typeNamed(graph, 'function');
    const frames: NodeIndex[] = [];
    for (let node = 0; node < graph.nodeCount; node++) {
      if ((node & PACE_MASK) === PACE_MASK) {
        keepPace(job, 'Looking for source code', node, graph.nodeCount);
      }
      const type = graph.type[node];
      if (type === functionType) this.add(node, '__code__', textOf(graph, node));
      else if ((graph.flags[node] & NodeFlag.isFrame) !== 0) frames.push(node);
    }
    // Last, since a function says more of its code than a frame does.
    for (const frame of frames) this.add(frame, 'f_code', '');
  }

  /** Functions that use a name as an attribute or a global variable, in the order of the dump. */
  using(name: string): readonly SourceFunction[] {
    this.byText ??= this.groupNames();
    const wanted = this.byText.get(name);
    if (wanted === undefined) return [];
    return this.functions.filter((_, at) => {
      for (let use = this.firstName[at] ?? 0; use < (this.firstName[at + 1] ?? 0); use++) {
        if (wanted.includes(this.names[use] ?? NO_STRING)) return true;
      }
      return false;
    });
  }

  /** Methods of a class by its qualified name, by line. */
  methodsOf(type: string): readonly SourceFunction[] {
    return this.functions
      .filter((found) => isMethodOf(found, type))
      .sort((a, b) => a.line - b.line);
  }

  private add(holder: NodeIndex, label: string, qualifiedName: string): void {
    const { graph } = this;
    const code = namedReferent(graph, holder, label);
    if (code === NO_NODE || this.known.has(code)) return;
    this.known.add(code);
    const place = /^(.*):(\d{1,9}) in (.*)$/s.exec(textOf(graph, code));
    if (place === null) return;
    const [, file = '', line = '', name = ''] = place;
    // `<string>`, `<frozen os>`: made by a program, or built in.
    if (file.startsWith('<') || originOfSource(file) === 'standard' || isCollectorFile(file))
      return;
    const module = namedReferent(graph, holder, '__module__');
    this.functions.push({
      name: qualifiedName === '' ? name : qualifiedName,
      module: module === NO_NODE ? '' : textOf(graph, module),
      file,
      line: Number(line),
      origin: originOfPath(file),
    });
    this.addNames(code, NESTED_LEVELS);
    this.firstName.push(this.names.length);
  }

  private addNames(code: NodeIndex, levels: number): void {
    const { graph } = this;
    const { firstEdge, edgeTarget } = graph;
    const names = namedReferent(graph, code, 'co_names');
    if (names !== NO_NODE) {
      for (let edge = firstEdge[names]; edge < firstEdge[names + 1]; edge++) {
        this.names.push(graph.preview?.[edgeTarget[edge]] ?? NO_STRING);
      }
    }
    const constants = levels === 0 ? NO_NODE : namedReferent(graph, code, 'co_consts');
    if (constants === NO_NODE) return;
    for (let edge = firstEdge[constants]; edge < firstEdge[constants + 1]; edge++) {
      const constant = edgeTarget[edge];
      if (graph.type[constant] !== graph.type[code]) continue;
      // `<lambda>`, `<listcomp>`; a function or class within is not this one's code.
      if (/ in <\w+>$/.test(textOf(graph, constant))) this.addNames(constant, levels - 1);
    }
  }

  private groupNames(): Map<string, StringIndex[]> {
    const byText = new Map<string, StringIndex[]>();
    for (const index of new Set(this.names)) {
      const text = this.graph.strings.get(index);
      const known = byText.get(text);
      if (known === undefined) byText.set(text, [index]);
      else known.push(index);
    }
    return byText;
  }
}

/** Whether a function is written in a class: "app.Session" has "Session.__init__" of module app. */
export function isMethodOf({ name, module }: SourceFunction, type: string): boolean {
  return `${module}.${name}`.startsWith(`${type}.`);
}

function typeNamed(graph: HeapGraph, name: string): TypeIndex {
  return graph.typeNames.findIndex((text) => graph.strings.get(text) === name);
}

function textOf({ preview, strings }: HeapGraph, node: NodeIndex): string {
  const text = preview?.[node] ?? NO_STRING;
  return text === NO_STRING ? '' : strings.get(text);
}
