import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { objectDetails } from '../../heap/object-details.ts';
import type { CutChoice, Family, Overview, TypeRow } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import { presentFamilies } from '../cycles/families.ts';
import { inconsistentCountsText } from '../rows/inconsistent-counts.ts';
import { typeNameOf } from '../rows/names.ts';
import { objectRow, shapeText } from '../rows/rows.ts';
import type { TypeTotals } from '../rows/type-totals.ts';
import { typeRows } from '../rows/type-totals.ts';

const TOP_TYPES = 12;
const TOP_FAMILIES = 8;
const LARGEST = 20;

/** What the answer on the first screen rests on: none of it takes the dominators. */
export function overviewOf(
  derived: DerivedColumns,
  identity: DumpIdentity,
  totals: TypeTotals,
  cuts: CutChoice,
  job: Job,
): Overview {
  const { graph } = derived;
  const verdicts = derived.verdicts(job);
  const inconsistent = inconsistentCountsText(graph, verdicts);
  const families = derived.cycles(cuts, job).families.families;
  const ids = Array.from(families.keys()).slice(0, TOP_FAMILIES);
  const topFamilies: Family[] = presentFamilies(derived, cuts, ids, job);
  const allTypes: TypeRow[] = typeRows(graph, totals);
  return {
    name: identity.name,
    formatId: identity.formatId,
    formatLabel: identity.formatLabel,
    fileBytes: identity.fileBytes,
    fingerprint: identity.fingerprint ?? '',
    facts: [
      ...processFacts(graph),
      ...(inconsistent === '' ? [] : [{ label: 'Reference counts', value: inconsistent }]),
    ],
    moment: momentOf(graph),
    objects: graph.nodeCount,
    references: graph.edgeCount,
    danglingReferences: graph.danglingReferences,
    shallowBytes: totals.shallowBytes,
    rssBytes: graph.process.rssBytes ?? null,
    ussBytes: graph.process.ussBytes ?? null,
    roots: graph.roots === null ? null : graph.roots.node.length,
    verdictsKnown: verdicts.known,
    verdictsReason: verdicts.totals.unknown.objects === 0 ? '' : unknownReason(derived),
    verdicts: (['garbage', 'never', 'held', 'unknown'] as const).map((name) => ({
      verdict: name,
      objects: verdicts.totals[name].objects,
      shallowBytes: verdicts.totals[name].shallowBytes,
    })),
    topTypes: allTypes.slice(0, TOP_TYPES),
    typeCount: allTypes.length,
    topFamilies,
    familyCount: families.length,
    largest: largestBuffers(derived, job),
    warnings: [
      ...identity.warnings.map(({ code, message }) => ({ code, message: showable(message) })),
      // Where no verdict hangs on it, it is a fact and no warning.
      ...(verdicts.inconsistentUnreached > 0
        ? [{ code: 'inconsistent-counts', message: inconsistent }]
        : []),
    ],
  };
}

/** Why a dump cannot tell garbage from what is held, and what would. */
export function unknownReason({ graph, isPartial }: DerivedColumns): string {
  if (isPartial && graph.refcount !== null) {
    return 'Part of this dump was lost, so a reference that nothing accounts for may have come from there: whether these are held cannot be told.';
  }
  return graph.refcount === null
    ? 'This dump carries no reference counts, so nobody can tell garbage from what is still held. A dump made by ouroboros_dump.py can.'
    : 'Some reference counts are missing from this dump, so these can be called neither garbage nor held.';
}

/** The largest buffers, those that are alike as one: a hundred equal rows would say no more. */
function largestBuffers(derived: DerivedColumns, job: Job): Overview['largest'] {
  const { graph } = derived;
  const { verdict } = derived.verdicts(job);
  const kinds = new Map<string, { node: number; dataBytes: number; alike: number }>();
  const inFrames = partsOfFrames(graph, job);
  for (const node of graph.details.node) {
    job.checkpoint();
    if (inFrames.has(node)) continue;
    const details = objectDetails(graph, node);
    const dataBytes = details?.dataBytes ?? 0;
    if (details === null || dataBytes === 0) continue;
    const key = `${graph.type[node]} ${verdict[node]} ${dataBytes} ${shapeText(details)}`;
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, { node, dataBytes, alike: 1 });
    else known.alike++;
  }
  return [...kinds.values()]
    .sort((a, b) => b.alike * b.dataBytes - a.alike * a.dataBytes || a.node - b.node)
    .slice(0, LARGEST)
    .map(({ node, dataBytes, alike }) => ({
      ...objectRow(derived, node, job),
      dataBytes,
      alike,
    }));
}

/** Frames that are looked into, and objects of each. */
const MAX_FRAMES = 2000;
const MAX_IN_FRAME = 300;
/** What pandas puts a frame together from; whatever else refers to arrays has reasons of its own. */
const BUILDING_BLOCK = /^(?:pandas|numpy)\.|^(?:dict|tuple|list|NumpyBlock|ndarray)$/;

/** Series, blocks and arrays that a DataFrame consists of: its memory is told with it, once. */
function partsOfFrames(graph: HeapGraph, job: Job): ReadonlySet<NodeIndex> {
  const isFrame = (node: NodeIndex) => shortTypeName(typeNameOf(graph, node)) === 'DataFrame';
  const parts = new Set<NodeIndex>();
  const frames = Array.from(graph.details.node).filter(isFrame).slice(0, MAX_FRAMES);
  for (const frame of frames) {
    job.checkpoint();
    const seen = new Set([frame]);
    for (const node of seen) {
      const end = graph.firstEdge[node + 1];
      for (let edge = graph.firstEdge[node]; edge < end && seen.size < MAX_IN_FRAME; edge++) {
        const target = graph.edgeTarget[edge];
        if (seen.has(target) || isFrame(target)) continue;
        if (!BUILDING_BLOCK.test(typeNameOf(graph, target))) continue;
        seen.add(target);
        parts.add(target);
      }
    }
  }
  return parts;
}

function momentOf({ process }: HeapGraph): Overview['moment'] {
  return {
    takenAt: process.takenAt === undefined ? null : showable(process.takenAt),
    pid: process.pid ?? null,
    command: clip(showable(process.commandLine ?? ''), 500),
  };
}

function processFacts(graph: HeapGraph): Overview['facts'] {
  const { process } = graph;
  const facts: [string, string | undefined][] = [
    ['Command', process.commandLine],
    ['Runtime', process.runtime],
    ['Platform', process.platform],
    ['Process', process.pid === undefined ? undefined : String(process.pid)],
    ['Taken', process.takenAt],
    ['Resident memory (RSS)', bytesFact(process.rssBytes)],
    ['Proportional (PSS)', bytesFact(process.pssBytes)],
    ['Unique (USS)', bytesFact(process.ussBytes)],
    ['Cycle collector', collectorFact(graph)],
    ['Threads', process.threads?.map((thread) => thread.name).join(', ')],
    ['One instant', process.atomic === false ? 'no: other threads ran during the dump' : undefined],
  ];
  return facts.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [{ label, value: clip(showable(value), 500) }],
  );
}

function bytesFact(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatBytes(bytes);
}

function collectorFact(graph: HeapGraph): string | undefined {
  const { gcEnabled, gcThresholds } = graph.process;
  if (gcEnabled === undefined) return undefined;
  const thresholds = gcThresholds === undefined ? '' : `, thresholds ${gcThresholds.join(', ')}`;
  return `${gcEnabled ? 'enabled' : 'disabled'}${thresholds}`;
}
