import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { edgeLabelText } from '../../heap/edge-label.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { Wait, WaitStateByte } from '../../heap/waits.ts';
import { WaitState, waitsOf } from '../../heap/waits.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import { MAX_RETAINED_AT_ONCE } from '../../protocol/limits.ts';
import type { AwaitStep, StackPlace, WaitGroup } from '../../protocol/thread-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeNameOf } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';
import { shownPlace } from './stack-place.ts';

const MAX_STEPS = 20;
const MAX_NAME = 120;
const POLL_MASK = 0xfff;

const NOTHING_WAITS =
  'This dump tells of no task, coroutine or generator. Dumps of the Ouroboros collector do, where the program has any.';

type Kind = WaitGroup['kind'];
/** In the order in which they are listed. */
const KINDS: readonly Kind[] = ['task', 'coroutine', 'async generator', 'generator'];

const STATES: Readonly<Record<WaitStateByte, WaitGroup['state']>> = {
  [WaitState.notStarted]: 'not started',
  [WaitState.suspended]: 'suspended',
  [WaitState.running]: 'running',
  [WaitState.ended]: 'ended',
};

interface FoundGroup {
  readonly kind: Kind;
  readonly state: WaitStateByte;
  readonly place: StackPlace;
  /** Ascending. */
  readonly nodes: NodeIndex[];
  /** What the first of them awaits, step by step. */
  readonly steps: readonly NodeIndex[];
}

/**
 * Tasks, coroutines and generators by where they wait and what they await: a thousand requests that
 * hang on one line are one group.
 *
 * What another one awaits is no group but a step of that one. Found once, O(rows × 20) time, 4
 * bytes per row and what the table takes as a map.
 */
export class Waiters {
  private readonly graph: HeapGraph;
  private cached: { waits: ReadonlyMap<NodeIndex, Wait>; groups: readonly FoundGroup[] } | null =
    null;

  constructor(graph: HeapGraph) {
    this.graph = graph;
  }

  groupsPage(
    derived: DerivedColumns,
    { offset, limit }: Pick<DumpRequest<'waitGroups'>, 'offset' | 'limit'>,
    job: Job,
  ): DumpResponse<'waitGroups'> {
    const { waits, groups } = this.found(job);
    if (this.graph.nodeCount <= MAX_RETAINED_AT_ONCE && groups.length > 0) derived.dominators(job);
    const retained = derived.dominatorsIfKnown?.retainedSize ?? null;
    const bytesOf = ({ nodes }: FoundGroup): number | null =>
      retained === null ? null : nodes.reduce((sum, node) => sum + retained[node], 0);
    const ranked = groups
      .map((group, id) => ({ group, id, bytes: bytesOf(group) }))
      .sort(
        (a, b) =>
          KINDS.indexOf(a.group.kind) - KINDS.indexOf(b.group.kind) ||
          (b.bytes ?? 0) - (a.bytes ?? 0) ||
          b.group.nodes.length - a.group.nodes.length ||
          a.id - b.id,
      );
    return {
      total: groups.length,
      waiters: groups.reduce((sum, { nodes }) => sum + nodes.length, 0),
      note: groups.length === 0 ? NOTHING_WAITS : '',
      rows: ranked.slice(offset, offset + limit).map(({ group, id, bytes }): WaitGroup => {
        const exampleObject = objectRow(derived, group.nodes[0] ?? 0, job);
        return {
          id,
          kind: group.kind,
          state: STATES[group.state],
          ...group.place,
          count: group.nodes.length,
          retainedBytes: bytes,
          awaits: group.steps.map((node) => this.step(derived, waits, node, job)),
          example: exampleObject.address,
          exampleObject,
        };
      }),
    };
  }

  /** A page of what is in one group; nothing for a group that there is not. */
  membersPage(
    derived: DerivedColumns,
    { group, offset, limit }: Pick<DumpRequest<'waiters'>, 'group' | 'offset' | 'limit'>,
    job: Job,
  ): DumpResponse<'waiters'> {
    const nodes = this.found(job).groups[group]?.nodes ?? [];
    return {
      total: nodes.length,
      rows: nodes.slice(offset, offset + limit).map((node) => ({
        object: objectRow(derived, node, job),
        name: taskName(this.graph, node),
      })),
    };
  }

  private step(
    derived: DerivedColumns,
    waits: ReadonlyMap<NodeIndex, Wait>,
    node: NodeIndex,
    job: Job,
  ): AwaitStep {
    const wait = waits.get(node);
    const place = wait === undefined ? { function: '', file: '', line: 0 } : placeOf(wait);
    return { ...objectRow(derived, node, job), ...place };
  }

  private found(job: Job) {
    if (this.cached !== null) return this.cached;
    const waits = waitsOf(this.graph);
    const inner = innerOf(this.graph, waits);
    const groups = new Map<string, FoundGroup>();
    let seen = 0;
    for (const [node, wait] of waits) {
      if ((++seen & POLL_MASK) === 0) job.checkpoint();
      if (inner.has(node)) continue;
      const kind = kindOf(this.graph, node);
      const steps = stepsFrom(this.graph, waits, node);
      const key = JSON.stringify([
        kind,
        wait.state,
        ...[node, ...steps].map((step) => placeKey(this.graph, waits, step)),
      ]);
      const known = groups.get(key);
      if (known === undefined) {
        groups.set(key, { kind, state: wait.state, place: placeOf(wait), nodes: [node], steps });
      } else known.nodes.push(node);
    }
    this.cached = { waits, groups: [...groups.values()] };
    return this.cached;
  }
}

/** Those that another one awaits, and the coroutines of tasks. */
function innerOf(graph: HeapGraph, waits: ReadonlyMap<NodeIndex, Wait>): ReadonlySet<NodeIndex> {
  const inner = new Set<NodeIndex>();
  for (const [node, { awaits }] of waits) {
    const isTask = kindOf(graph, node) === 'task';
    const next = isTask ? coroutineOf(graph, node) : awaits;
    // A task that another one awaits goes on by itself.
    if (next !== NO_NODE && kindOf(graph, next) !== 'task') inner.add(next);
  }
  return inner;
}

/** What it awaits, what that awaits, and so on; ends at a task or a future. */
function stepsFrom(
  graph: HeapGraph,
  waits: ReadonlyMap<NodeIndex, Wait>,
  node: NodeIndex,
): readonly NodeIndex[] {
  const steps: NodeIndex[] = [];
  const isTask = kindOf(graph, node) === 'task';
  // Of a task's coroutine the task itself tells where it stands.
  let from = isTask ? coroutineOf(graph, node) : node;
  if (from === NO_NODE) from = node;
  while (steps.length < MAX_STEPS) {
    const next = futureOf(graph, waits.get(from)?.awaits ?? NO_NODE);
    if (next === NO_NODE || next === node || steps.includes(next)) break;
    steps.push(next);
    if (kindOf(graph, next) === 'task') break;
    from = next;
  }
  return steps;
}

/** What awaits a future in C does so by an iterator of it, which says nothing to anybody. */
function futureOf(graph: HeapGraph, node: NodeIndex): NodeIndex {
  if (node === NO_NODE || shortTypeName(typeNameOf(graph, node)) !== 'FutureIter') return node;
  const first = graph.firstEdge[node];
  return first < graph.firstEdge[node + 1] ? graph.edgeTarget[first] : node;
}

function kindOf(graph: HeapGraph, node: NodeIndex): Kind {
  const type = typeNameOf(graph, node);
  if (type === 'generator') return 'generator';
  if (type === 'async_generator') return 'async generator';
  return /Task$/.test(shortTypeName(type)) ? 'task' : 'coroutine';
}

function coroutineOf(graph: HeapGraph, task: NodeIndex): NodeIndex {
  for (let edge = graph.firstEdge[task]; edge < graph.firstEdge[task + 1]; edge++) {
    if (edgeLabelText(graph, task, edge) === '_coro') return graph.edgeTarget[edge];
  }
  return NO_NODE;
}

/** The C implementation does not label its name; it is the only text that it refers to. */
function taskName(graph: HeapGraph, task: NodeIndex): string {
  if (kindOf(graph, task) !== 'task') return '';
  for (let edge = graph.firstEdge[task]; edge < graph.firstEdge[task + 1]; edge++) {
    const target = graph.edgeTarget[edge];
    const label = edgeLabelText(graph, task, edge);
    if ((label !== '' && label !== '_name') || typeNameOf(graph, target) !== 'str') continue;
    const text = graph.preview?.[target] ?? NO_STRING;
    if (text !== NO_STRING) return clip(showable(graph.strings.get(text)), MAX_NAME);
  }
  return '';
}

function placeOf({ function: name, file, line }: Wait): StackPlace {
  return shownPlace({ function: name, file, line });
}

function placeKey(graph: HeapGraph, waits: ReadonlyMap<NodeIndex, Wait>, node: NodeIndex): string {
  const wait = waits.get(node);
  const place = wait === undefined ? '' : `${wait.file}:${wait.line} ${wait.function}`;
  return `${typeNameOf(graph, node)} ${place}`;
}
