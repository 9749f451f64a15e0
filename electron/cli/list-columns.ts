import type { Cause } from '../../shared/protocol/cause-schemas.ts';
import type { ComparedType } from '../../shared/protocol/compare-schemas.ts';
import type { ComponentRow } from '../../shared/protocol/component-schemas.ts';
import type { DominatedTypeRow } from '../../shared/protocol/dominator-schemas.ts';
import type { ListedType, ModuleRow } from '../../shared/protocol/object-schemas.ts';
import type { Family } from '../../shared/protocol/schemas.ts';
import type { WaitGroup } from '../../shared/protocol/thread-schemas.ts';
import type { WasteFinding, WasteGroupId } from '../../shared/protocol/waste-schemas.ts';
import { placeText } from '../../shared/session/answer/answer.ts';
import type { TypeCount } from '../../shared/session/report/reports.ts';
import type { ReportedFrame, ThreadsReport } from '../../shared/session/threads/threads-report.ts';
import type { RowColumns } from './rows.ts';

export const TYPE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  garbageObjects: (row) => row.garbageCount,
} as const satisfies RowColumns<ListedType>;

export const MODULE_COLUMNS = {
  name: (row) => row.name,
  origin: (row) => row.origin,
  types: (row) => row.types,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  garbageObjects: (row) => row.garbageCount,
} as const satisfies RowColumns<ModuleRow>;

export const FAMILY_COLUMNS = {
  number: (row) => row.number,
  family: (row) => row.text,
  cycles: (row) => row.count,
  verdict: (row) => row.verdict,
  objects: (row) => row.objects,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  culprit: (row) => row.culprit.type,
  culprits: (row) => row.culprit.count,
  pattern: (row) => row.pattern,
  example: (row) => row.exemplars[0]?.address ?? null,
  name: (row) => row.exemplars[0]?.path ?? null,
} as const satisfies RowColumns<Family>;

export const COMPONENT_COLUMNS = {
  number: (row) => row.number,
  objects: (row) => row.objects,
  shallowBytes: (row) => row.shallowBytes,
  verdict: (row) => row.verdict,
  types: (row) => row.types.join(', '),
  moreTypes: (row) => row.moreTypes,
  example: (row) => row.example.address,
  name: (row) => row.example.path,
} as const satisfies RowColumns<ComponentRow>;

export const GARBAGE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
} as const satisfies RowColumns<TypeCount>;

export const DOMINATED_TYPE_COLUMNS = {
  type: (row) => row.type,
  objects: (row) => row.count,
  shallowBytes: (row) => row.shallowBytes,
  retainedBytes: (row) => row.retainedBytes,
  verdict: (row) => row.verdict,
} as const satisfies RowColumns<DominatedTypeRow>;

export const WASTE_COLUMNS = {
  kind: (row) => row.group,
  type: (row) => row.type,
  place: (row) => row.place,
  detail: (row) => row.detail,
  objects: (row) => row.objects,
  bytes: (row) => row.bytes,
  example: (row) => row.example,
  name: (row) => row.exampleObject.path,
} as const satisfies RowColumns<WasteFinding & { readonly group: WasteGroupId }>;

/** A frame of a thread; a thread without any has a row of its own. */
export type FrameRow = Pick<ThreadsReport['threads'][number], 'name' | 'daemon'> & {
  readonly frame: number | null;
  readonly place: Omit<ReportedFrame, 'variables'> | null;
};

export const FRAME_COLUMNS = {
  thread: (row) => row.name,
  daemon: (row) => row.daemon,
  frame: (row) => row.frame,
  function: (row) => row.place?.function ?? null,
  file: (row) => row.place?.file ?? null,
  line: (row) => row.place?.line ?? null,
  ofProgram: (row) => row.place?.isOfProgram ?? null,
  variables: (row) => row.place?.variableCount ?? null,
  retainedBytes: (row) => row.place?.retainedBytes ?? null,
  address: (row) => row.place?.address ?? null,
} as const satisfies RowColumns<FrameRow>;

export const WAIT_COLUMNS = {
  kind: (row) => row.kind,
  state: (row) => row.state,
  waiting: (row) => row.count,
  function: (row) => row.function,
  file: (row) => row.file,
  line: (row) => row.line,
  retainedBytes: (row) => row.retainedBytes,
  awaits: (row) => row.awaits.map((step) => step.function || step.type).join(' → '),
  example: (row) => row.example,
} as const satisfies RowColumns<WaitGroup>;

export const HOLDER_COLUMNS = {
  holder: (row) => row.holder,
  bytes: (row) => row.bytes,
  share: (row) => row.share,
  holds: (row) => row.subjects.join(', '),
  sentence: (row) => row.sentence,
  advice: (row) => row.advice,
  places: (row) => row.places.map(placeText).join(', '),
  confidence: (row) => row.confidence,
  holderAddress: (row) => row.holderObject?.address ?? null,
  example: (row) => row.example?.address ?? null,
} as const satisfies RowColumns<Cause>;

export const DIFF_COLUMNS = {
  type: (row) => row.type,
  grownBytes: (row) => grown(row.bytes),
  grownObjects: (row) => grown(row.count),
  bytesBefore: (row) => row.bytes.at(0) ?? 0,
  bytesAfter: (row) => row.bytes.at(-1) ?? 0,
  objectsBefore: (row) => row.count.at(0) ?? 0,
  objectsAfter: (row) => row.count.at(-1) ?? 0,
  garbageBefore: (row) => row.garbageCount.at(0) ?? 0,
  garbageAfter: (row) => row.garbageCount.at(-1) ?? 0,
  newObjects: (row) => row.objects?.new.count ?? null,
  goneObjects: (row) => row.objects?.gone.count ?? null,
  inEveryStep: (row) => (row.count.length > 2 ? row.grewThroughout : null),
} as const satisfies RowColumns<ComparedType>;

/** From the first dump to the last. */
function grown(series: readonly number[]): number {
  return (series.at(-1) ?? 0) - (series.at(0) ?? 0);
}
