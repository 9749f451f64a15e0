import type { Job } from '../../base/job.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { EdgeIndex, HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Wait } from '../../heap/waits.ts';
import { waitsOf } from '../../heap/waits.ts';
import { culpritScores } from '../graph/culprit.ts';
import { releasingMarks } from '../graph/holding.ts';
import { PACE_MASK } from '../graph/pace.ts';
import { isUnreachable } from '../graph/verdict.ts';
import type { ModuleOriginByte, ProgramModules } from '../names/program-modules.ts';
import type { Verdicts } from '../verdicts/garbage.ts';

/** A function in the source: where its code begins, or where a frame of it stands. */
export interface CodePlace {
  readonly file: string;
  readonly line: number;
  /** "Session.__init__", "handle", "<module>"; '' where only the file is known. */
  readonly name: string;
  readonly origin: ModuleOriginByte;
}

/** What the steps of the answer ask of a dump: types, labels, names and places, each read once. */
export class HeapReader {
  readonly graph: HeapGraph;
  readonly modules: ProgramModules;
  readonly verdict: Uint8Array;
  readonly external: Uint32Array | null;
  /** Per type: qualified, without `builtins.`, and its last part. */
  readonly typeText: readonly string[];
  readonly bareText: readonly string[];
  readonly shortText: readonly string[];
  readonly scores: Float64Array;
  readonly isUserType: Uint8Array;
  private readonly ignoredMarks: number;
  private readonly places = new Map<NodeIndex, CodePlace | null>();
  private classByName: Map<string, NodeIndex> | null = null;
  private waits: ReadonlyMap<NodeIndex, Wait> | null = null;

  constructor(graph: HeapGraph, verdicts: Verdicts, modules: ProgramModules, job: Job) {
    this.graph = graph;
    this.modules = modules;
    this.external = verdicts.externalReferences;
    this.typeText = Array.from(graph.typeNames, (name) => graph.strings.get(name));
    this.bareText = this.typeText.map((text) => text.replace(/^(builtins|__builtin__)\./, ''));
    this.shortText = this.typeText.map(lastPart);
    this.scores = culpritScores(graph, job);
    this.ignoredMarks = releasingMarks(graph);
    this.isUserType = new Uint8Array(graph.typeNames.length);
    this.verdict = verdicts.verdict;
    const { flags, type, nodeCount } = graph;
    for (let node = 0; node < nodeCount; node++) {
      if ((node & PACE_MASK) === 0) job.checkpoint();
      if ((flags[node] & NodeFlag.isUserInstance) !== 0) this.isUserType[type[node]] = 1;
    }
  }

  type(node: NodeIndex): string {
    return this.typeText[this.graph.type[node]] ?? '';
  }

  /** The type's name without `builtins.`. */
  bare(node: NodeIndex): string {
    return this.bareText[this.graph.type[node]] ?? '';
  }

  /** `pandas.core.frame.DataFrame` is a DataFrame. */
  short(node: NodeIndex): string {
    return this.shortText[this.graph.type[node]] ?? '';
  }

  preview(node: NodeIndex): string {
    const text = this.graph.preview?.[node] ?? NO_STRING;
    return text === NO_STRING ? '' : this.graph.strings.get(text);
  }

  /** Items of a container, characters of a text; −1 where that is not known. */
  length(node: NodeIndex): number {
    const length = this.graph.length?.[node] ?? NO_COUNT;
    return length >= NO_COUNT - 1 ? -1 : length;
  }

  has(node: NodeIndex, flag: number): boolean {
    return (this.graph.flags[node] & flag) !== 0;
  }

  kind(edge: EdgeIndex): number {
    return this.graph.edgeKind[edge] & EDGE_KIND_MASK;
  }

  isStrong(edge: EdgeIndex): boolean {
    return (this.graph.edgeKind[edge] & this.ignoredMarks) === 0;
  }

  isUnreachable(node: NodeIndex): boolean {
    return isUnreachable(this.verdict[node]);
  }

  label(source: NodeIndex, edge: EdgeIndex): string {
    return edgeLabelText(this.graph, source, edge);
  }

  /** What an object refers to by a name; items of sequences are not looked at. */
  referent(node: NodeIndex, name: string): NodeIndex {
    if (node === NO_NODE) return NO_NODE;
    const { firstEdge, edgeTarget } = this.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const kind = this.kind(edge);
      if (kind === EdgeKind.index || kind === EdgeKind.array) continue;
      if (this.label(node, edge) === name) return edgeTarget[edge];
    }
    return NO_NODE;
  }

  /** The first of these names that an object, or its `__dict__`, refers by to something. */
  attribute(node: NodeIndex, ...names: readonly string[]): NodeIndex {
    const dict = this.referent(node, '__dict__');
    for (const name of names) {
      const own = this.referent(node, name);
      if (own !== NO_NODE) return own;
      for (const key of [`'${name}'`, name]) {
        const found = this.referent(dict, key);
        if (found !== NO_NODE) return found;
      }
    }
    return NO_NODE;
  }

  /** Where a code object or a frame stands; null for others, and for what took the dump. */
  place(node: NodeIndex): CodePlace | null {
    if (node === NO_NODE) return null;
    const known = this.places.get(node);
    if (known !== undefined) return known;
    const found = /^(.*):(\d{1,9}) in (.*)$/s.exec(this.preview(node));
    const [, file = '', line = '', name = ''] = found ?? [];
    const isOurs = COLLECTOR.test(file);
    const place =
      found === null || isOurs
        ? null
        : { file, line: Number(line), name, origin: this.modules.originOfFile(file) };
    this.places.set(node, place);
    return place;
  }

  /** The line at which a task, a generator or a coroutine waits; null where the dump does not say. */
  placeOfWait(node: NodeIndex): CodePlace | null {
    this.waits ??= waitsOf(this.graph);
    const wait = this.waits.get(node);
    if (wait === undefined || wait.file === '' || wait.line === 0) return null;
    const { file, line, function: name } = wait;
    return { file, line, name, origin: this.modules.originOfFile(file) };
  }

  /** Where a frame, a generator or a coroutine stands, by its code where it does not say itself. */
  placeOfRunning(node: NodeIndex): CodePlace | null {
    const own = this.placeOfWait(node) ?? this.place(node);
    if (own !== null) return own;
    for (const label of CODE_LABELS) {
      const code = this.referent(node, label);
      if (code !== NO_NODE) return this.place(code);
    }
    return null;
  }

  /** The class of an object, among the classes in the dump; `NO_NODE` where it is not there. */
  classOf(node: NodeIndex): NodeIndex {
    const { firstEdge, edgeTarget } = this.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (this.kind(edge) === EdgeKind.class) return edgeTarget[edge];
    }
    this.classByName ??= this.readClasses();
    return this.classByName.get(this.type(node)) ?? NO_NODE;
  }

  private readClasses(): Map<string, NodeIndex> {
    const classes = new Map<string, NodeIndex>();
    for (let node = 0; node < this.graph.nodeCount; node++) {
      if (!this.has(node, NodeFlag.isType)) continue;
      const name = this.preview(node);
      if (name !== '' && !classes.has(name)) classes.set(name, node);
    }
    return classes;
  }

  /** A class and its bases by their qualified names, itself first; of an instance those of its class. */
  classNames(node: NodeIndex): readonly string[] {
    const isType = this.has(node, NodeFlag.isType);
    const cls = isType ? node : this.classOf(node);
    const own = isType ? this.preview(node) : this.type(node);
    if (cls === NO_NODE) return [own];
    const mro = this.referent(cls, '__mro__');
    if (mro === NO_NODE) return [own];
    const { firstEdge, edgeTarget } = this.graph;
    const names = Array.from(edgeTarget.subarray(firstEdge[mro], firstEdge[mro + 1]), (base) =>
      this.preview(base),
    );
    return [own, ...names.filter((name) => name !== own && name !== 'object')];
  }

  /** Whose a class is, by the longest module name in its qualified name; null where none fits. */
  originOfName(qualified: string): ModuleOriginByte | null {
    for (let end = qualified.lastIndexOf('.'); end > 0; end = qualified.lastIndexOf('.', end - 1)) {
      const module = this.modules.byName.get(qualified.slice(0, end));
      if (module !== undefined) return module.origin;
    }
    return null;
  }

  isModule(node: NodeIndex): boolean {
    return this.has(node, NodeFlag.isModule);
  }

  isType(node: NodeIndex): boolean {
    return this.has(node, NodeFlag.isType);
  }

  isNamespace(node: NodeIndex): boolean {
    return this.has(node, NodeFlag.isModuleNamespace);
  }
}

/** What took the dump is not what leaks in it. */
const COLLECTOR = /(^|[\\/])ouroboros_dump\.py/;
const CODE_LABELS = ['f_code', 'cr_code', 'gi_code', 'ag_code', 'gi_frame', 'cr_frame'];

/** The last part of a qualified name. */
export function lastPart(qualified: string): string {
  const last = qualified.slice(qualified.lastIndexOf('.') + 1);
  return last === '' ? qualified : last;
}

/** A label without the quotes of a key: an attribute in a `__dict__` is one. */
export function unquoted(label: string): string {
  return label.replace(/^'(.*)'$/s, '$1');
}

/** `_Table__rows` is `__rows` to whoever wrote it. */
export function demangled(name: string): string {
  return name.replace(/^_[A-Za-z]\w*?__(?=\w)/, '__');
}
