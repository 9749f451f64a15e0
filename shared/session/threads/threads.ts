import { originOfPath, TypeOrigin } from '../../analysis/source/type-origin.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { EDGE_KIND_MASK, EdgeKind } from '../../heap/edge-kind.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { NodeIndex, ThreadFacts } from '../../heap/heap-graph.ts';
import { NodeFlag, RootKind } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import { MAX_RETAINED_AT_ONCE } from '../../protocol/limits.ts';
import type { StackPlace, ThreadFrame, ThreadRow } from '../../protocol/thread-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { objectRow, previewOf } from '../rows/rows.ts';
import { parseStackLine } from './stack-place.ts';

const MAX_FRAMES = 200;
const MAX_LARGEST = 3;
/** Below this a variable tells nothing at a glance. */
const MIN_BYTES = 1024;
const MAX_NAME = 200;

const NO_THREADS =
  'This dump tells nothing of threads. Dumps of the Ouroboros collector do, with the stack and the variables of each.';

/** A thread before its frames are looked into. */
interface FoundThread {
  readonly name: string;
  readonly daemon: boolean | null;
  readonly frames: readonly FoundFrame[];
}

interface FoundFrame {
  readonly place: StackPlace;
  readonly node: NodeIndex | null;
}

/** A page of the threads, with what each frame's variables retain. */
export function threadsPage(
  derived: DerivedColumns,
  {
    offset,
    limit,
    frames: shown = MAX_FRAMES,
  }: Pick<DumpRequest<'threads'>, 'offset' | 'limit'> & { readonly frames?: number },
  job: Job,
): DumpResponse<'threads'> {
  const threads = mainFirst(findThreads(derived));
  if (derived.graph.nodeCount <= MAX_RETAINED_AT_ONCE && threads.length > 0) {
    derived.dominators(job);
  }
  const rows = threads.slice(offset, offset + limit).map(
    ({ name, daemon, frames }): ThreadRow => ({
      name,
      daemon,
      frameCount: frames.length,
      frames: frames.slice(0, shown).map((frame) => frameRow(derived, frame, job)),
    }),
  );
  return { total: threads.length, note: threads.length === 0 ? NO_THREADS : '', rows };
}

/** Where the program began is where one begins to read; the others in the order of the dump. */
function mainFirst(threads: readonly FoundThread[]): readonly FoundThread[] {
  const isMain = ({ name }: FoundThread): boolean => name === 'MainThread';
  return [...threads.filter(isMain), ...threads.filter((thread) => !isMain(thread))];
}

/** As the process told them; else as its roots do. */
function findThreads({ graph }: DerivedColumns): readonly FoundThread[] {
  const { roots, process } = graph;
  const label = (root: number): string => {
    const text = roots?.label[root] ?? NO_STRING;
    return text === NO_STRING ? '' : graph.strings.get(text);
  };
  const stack: number[] = [];
  for (let root = 0; root < (roots?.node.length ?? 0); root++) {
    if (roots?.kind[root] === RootKind.threadFrame) stack.push(root);
  }
  const isFrame = (node: NodeIndex): boolean => (graph.flags[node] & NodeFlag.isFrame) !== 0;
  if (process.threads !== undefined) {
    // Roots stand in the order of the stacks; a frame that was not written is passed over.
    let at = 0;
    const frameOf = (thread: ThreadFacts, place: StackPlace): NodeIndex | null => {
      const root = stack[at];
      if (root === undefined || label(root) !== `${thread.name}: ${place.function}()`) return null;
      at++;
      const node = roots?.node[root] ?? null;
      return node !== null && isFrame(node) ? node : null;
    };
    return process.threads.map((thread) => ({
      name: clip(showable(thread.name), MAX_NAME),
      daemon: thread.daemon ?? null,
      frames: thread.stack.map(parseStackLine).map((place) => ({
        place,
        node: frameOf(thread, place),
      })),
    }));
  }
  return threadsOfRoots(
    stack.map((root) => ({ node: roots?.node[root] ?? 0, label: label(root) })),
  );

  function threadsOfRoots(frames: readonly { node: NodeIndex; label: string }[]): FoundThread[] {
    const byName = new Map<string, FoundFrame[]>();
    for (const { node, label: text } of frames) {
      const cut = text.lastIndexOf(': ');
      const name = clip(showable(cut < 0 ? text : text.slice(0, cut)), MAX_NAME);
      const place = isFrame(node)
        ? parseStackLine(previewOf(graph, node))
        : parseStackLine(cut < 0 ? '' : text.slice(cut + 2).replace(/\(\)$/, ''));
      const known = byName.get(name) ?? [];
      known.push({ place, node: isFrame(node) ? node : null });
      byName.set(name, known);
    }
    return [...byName].map(([name, own]) => ({ name, daemon: null, frames: own }));
  }
}

function frameRow(derived: DerivedColumns, { place, node }: FoundFrame, job: Job): ThreadFrame {
  const object = node === null ? null : objectRow(derived, node, job);
  const found = node === null ? { count: 0, largest: [] } : variablesOf(derived, node);
  return {
    ...place,
    address: object?.address ?? null,
    retainedBytes: object?.retainedSize ?? null,
    object,
    variableCount: found.count,
    largest: found.largest,
    isOfProgram: originOfPath(place.file) === TypeOrigin.program,
  };
}

/** How many variables a frame has, and those that retain most. O(references of the frame). */
function variablesOf(
  { graph, dominatorsIfKnown }: DerivedColumns,
  node: NodeIndex,
): { readonly count: number; readonly largest: ThreadFrame['largest'] } {
  const found: { edge: number; bytes: number }[] = [];
  let count = 0;
  for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
    const kind = graph.edgeKind[edge] & EDGE_KIND_MASK;
    if (kind !== EdgeKind.local && kind !== EdgeKind.cell) continue;
    count++;
    const target = graph.edgeTarget[edge];
    const bytes = dominatorsIfKnown?.retainedSize[target] ?? graph.shallowSize[target];
    if (bytes >= MIN_BYTES) found.push({ edge, bytes });
  }
  const largest = found.sort((a, b) => b.bytes - a.bytes || a.edge - b.edge).slice(0, MAX_LARGEST);
  return {
    count,
    largest: largest.map(({ edge, bytes }) => ({
      name: clip(showable(edgeLabelText(graph, node, edge)), MAX_NAME),
      bytes,
    })),
  };
}
