import type { ContainerWaste } from '../../analysis/waste/containers.ts';
import type { Findings } from '../../analysis/waste/findings.ts';
import { findingTotals } from '../../analysis/waste/findings.ts';
import type { Holder } from '../../analysis/waste/holders.ts';
import type { Duplicates, Waste } from '../../analysis/waste/waste.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { clip } from '../../base/text.ts';
import { formatBytes, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { WasteFinding, WasteGroup, WasteGroupId } from '../../protocol/waste-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { holderText } from '../held/place-text.ts';
import { typeNameOf } from '../rows/names.ts';
import { objectRow, previewOf } from '../rows/rows.ts';
import { WASTE_WORDS, wasteNote } from './waste-words.ts';

/** A group with what its rows are made from. */
interface GroupSource {
  readonly findings: Findings;
  /** Where the objects of a finding are held, and what else there is to say. */
  describe(finding: number): { place: string; detail: string };
}

const GROUPS: Readonly<Record<WasteGroupId, (graph: HeapGraph, waste: Waste) => GroupSource>> = {
  'equal-text': (graph, { text }) => duplicateSource(graph, text),
  'equal-numbers': (graph, { numbers }) => duplicateSource(graph, numbers),
  'empty-containers': (graph, { containers }) => containerSource(graph, containers.empty),
  'sparse-containers': (graph, { containers }) => containerSource(graph, containers.sparse),
  'equal-containers': (graph, { equal }) => ({
    findings: equal.findings,
    describe: (finding) => ({
      place: placeAt(graph, equal.place, finding),
      detail: `${formatQuantity(equal.values[finding] ?? 0, 'different content')} in all`,
    }),
  }),
  'array-views': (graph, { views }) => ({
    findings: views.findings,
    describe: (finding) => {
      const count = views.findings.firstNode[finding + 1] - views.findings.firstNode[finding] - 1;
      const shown = formatBytes(views.shownBytes[finding] ?? 0);
      return {
        place: placeAt(graph, views.place, finding),
        detail: `kept for ${formatQuantity(count, 'view')} of ${shown}`,
      };
    },
  }),
  'frame-bytes': (graph, { frames }) => ({
    findings: frames.findings,
    describe: (finding) => ({
      place: placeAt(graph, frames.place, finding),
      detail: `counted as ${formatBytes(frames.deepBytes[finding] ?? 0)}, is ${formatBytes(frames.trueBytes[finding] ?? 0)}`,
    }),
  }),
};
const MAX_VALUE = 40;
const GROUP_IDS = Object.keys(GROUPS) as WasteGroupId[];

function duplicateSource(graph: HeapGraph, { findings, place, values }: Duplicates): GroupSource {
  return {
    findings,
    describe: (finding) => {
      const first = findings.node[findings.firstNode[finding]];
      const count = formatQuantity(values[finding] ?? 0, 'value');
      return {
        place: placeAt(graph, place, finding),
        detail: `${count}, such as ${shownValue(graph, first)}`,
      };
    },
  };
}

function containerSource(graph: HeapGraph, { findings, place }: ContainerWaste): GroupSource {
  return {
    findings,
    describe: (finding) => ({ place: placeAt(graph, place, finding), detail: '' }),
  };
}

function placeAt(graph: HeapGraph, places: readonly Holder[], finding: number): string {
  const place = places[finding];
  return place === undefined ? '' : holderText(graph, place);
}

/** A value as the language writes it: text in quotes. */
function shownValue(graph: HeapGraph, node: NodeIndex): string {
  const text = clip(previewOf(graph, node), MAX_VALUE);
  return /^(str|unicode)$/.test(typeNameOf(graph, node)) ? `'${text}'` : text;
}

/** All groups that have findings, or a word on why they have none; the most bytes first. */
export function wasteSummary(derived: DerivedColumns, job: Job): DumpResponse<'waste'> {
  const waste = derived.waste(job);
  const { graph } = derived;
  const groups: WasteGroup[] = GROUP_IDS.map((id) => {
    const { findings } = GROUPS[id](graph, waste);
    const { bytes, objects } = findingTotals(findings);
    const words = WASTE_WORDS[id];
    const note = wasteNote(id, waste, graph);
    return { id, ...words, bytes, objects, total: findings.count, note };
  });
  const spared = groups.filter(({ isWaste }) => isWaste);
  return {
    bytes: spared.reduce((sum, { bytes }) => sum + bytes, 0),
    totalBytes: graph.shallowSize.reduce((sum, size) => sum + size, 0),
    groups: groups
      .filter(({ total, note }) => total > 0 || note !== '')
      .sort((a, b) => Number(b.isWaste) - Number(a.isWaste) || b.bytes - a.bytes),
  };
}

/** One page of a group's findings. */
export function wasteFindings(
  derived: DerivedColumns,
  { group, offset, limit }: DumpRequest<'wasteFindings'>,
  job: Job,
): DumpResponse<'wasteFindings'> {
  const source = GROUPS[group](derived.graph, derived.waste(job));
  const { findings } = source;
  const rows: WasteFinding[] = [];
  for (let at = offset; at < Math.min(findings.count, offset + limit); at++) {
    const example = objectRow(derived, findings.node[findings.firstNode[at]], job);
    rows.push({
      finding: at,
      type: example.type,
      ...source.describe(at),
      objects: findings.firstNode[at + 1] - findings.firstNode[at],
      bytes: findings.wastedBytes[at],
      example: example.address,
      exampleObject: example,
    });
  }
  return { total: findings.count, rows };
}

/** One page of a finding's objects. Throws `not-found`. */
export function wasteObjects(
  derived: DerivedColumns,
  { group, finding, offset, limit }: DumpRequest<'wasteObjects'>,
  job: Job,
): DumpResponse<'wasteObjects'> {
  const { findings } = GROUPS[group](derived.graph, derived.waste(job));
  if (finding >= findings.count) {
    throw new OuroborosError('not-found', `There is no finding number ${finding} of this kind.`);
  }
  const nodes = findings.node.subarray(
    findings.firstNode[finding],
    findings.firstNode[finding + 1],
  );
  const shown = nodes.subarray(offset, offset + limit);
  return { total: nodes.length, rows: Array.from(shown, (node) => objectRow(derived, node, job)) };
}
