import type { ComparedDump } from '../../analysis/diff/compare-dumps.ts';
import type { FamilyDigest } from '../../analysis/diff/family-change.ts';
import { familyKey } from '../../analysis/diff/family-change.ts';
import type { TypeColumns } from '../../analysis/diff/join-types.ts';
import type { IdentityRule } from '../../analysis/diff/match-objects.ts';
import type { ObjectDigest, SortedObjects } from '../../analysis/diff/object-digest.ts';
import { digestObjects } from '../../analysis/diff/object-digest.ts';
import { isUnreachable, verdictName } from '../../analysis/graph/verdict.ts';
import type { Outline } from '../../analysis/growth/outline.ts';
import { outlineColumns } from '../../analysis/growth/outline.ts';
import type { Total } from '../../analysis/verdicts/garbage.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import type { HeapGraph } from '../../heap/heap-graph.ts';
import { NodeFlag } from '../../heap/heap-graph.ts';
import type { LentDigest } from '../../protocol/engine-messages.ts';
import type { CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import { familyPattern } from '../cycles/breaks.ts';
import { shownSteps, signatureText } from '../cycles/families.ts';
import { typeName } from '../rows/names.ts';

/** A dump as far as another dump's session needs to know it: what one lends to the other. */
export interface DumpDigest extends ComparedDump {
  readonly name: string;
  readonly objectCount: number;
  readonly shallowBytes: number;
  /** What the objects hold outside of Python's objects, beside their shallow sizes. */
  readonly nativeBytes: number;
  /** Null where the dump cannot tell. */
  readonly garbage: Total | null;
  /** Per type of `types`, 1 where its objects are of a class that somebody wrote. */
  readonly isWritten: Uint8Array;
  /** Families are those under these cuts. */
  readonly cuts: CutChoice;
  /** Objects of the dump were lost. */
  readonly isPartial: boolean;
  /** Not all cycles were looked at. */
  readonly hasMoreCycles: boolean;
  /** What has a name and weight, for the growth of containers. */
  readonly outline: Outline;
}

/**
 * Formats whose objects are known by something else than a place in memory: V8 numbers them, the
 * JVM moves them, so that nothing tells them again.
 */
const IDENTITY: ReadonlyMap<string, IdentityRule | null> = new Map([
  ['v8', 'id'],
  ['hprof', null],
]);

/**
 * A dump's digest. `sorted` is taken from an earlier call where there was one: objects do not
 * depend on cuts, families do. 16 bytes per object, and some hundred per family.
 */
export function digestDump(
  derived: DerivedColumns,
  identity: DumpIdentity,
  choice: CutChoice,
  sorted: SortedObjects | null,
  job: Job,
): { readonly digest: DumpDigest; readonly sorted: SortedObjects } {
  const { graph, isPartial } = derived;
  // A reference cut by hand is one of this dump alone.
  const cuts = { ...choice, edges: [] };
  const { nameOfType, names } = numberTypes(graph);
  const objects = sorted ?? digestObjects(graph, nameOfType, job);
  const { types, isWritten } = totalsByName(derived, nameOfType, names, job);
  const { known, totals } = derived.verdicts(job);
  const shallowBytes = types.bytes.reduce((sum, bytes) => sum + bytes, 0);
  const outline = derived.outline(job);
  const digest: DumpDigest = {
    name: clip(showable(identity.name), 200),
    process: graph.process,
    identity: IDENTITY.has(identity.formatId)
      ? (IDENTITY.get(identity.formatId) ?? null)
      : 'address',
    objectCount: graph.nodeCount,
    shallowBytes,
    nativeBytes: outline.total - shallowBytes,
    garbage: known
      ? {
          objects: totals.garbage.objects + totals.never.objects,
          shallowBytes: totals.garbage.shallowBytes + totals.never.shallowBytes,
        }
      : null,
    types,
    isWritten,
    families: digestFamilies(derived, cuts, job),
    objects: objects.digest,
    cuts,
    isPartial,
    hasMoreCycles: derived.cycles(cuts, job).families.partial,
    outline,
  };
  return { digest, sorted: objects };
}

/** All that the dump knows its objects to take, within Python and without. */
export function knownBytes({ shallowBytes, nativeBytes }: DumpDigest): number {
  return shallowBytes + nativeBytes;
}

/** A digest with the list of its buffers. It is the sender's no more once it was sent. */
export function lendable(digest: DumpDigest): LentDigest<DumpDigest> {
  const { objects, types, isWritten, outline } = digest;
  const columns: readonly (Uint32Array | Int32Array | Float64Array | Uint8Array)[] = [
    ...columnsOf(objects),
    ...outlineColumns(outline),
    types.count,
    types.bytes,
    types.garbageCount,
    types.garbageBytes,
    isWritten,
  ];
  // Growable columns may be views of a larger buffer, and two of them of one; each goes once.
  const buffers = new Set<ArrayBuffer>();
  for (const { buffer } of columns) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  return { digest, buffers: [...buffers] };
}

function columnsOf(objects: ObjectDigest): Uint32Array[] {
  const { runHigh, runStart, low, type, size, look, anchors } = objects;
  return [runHigh, runStart, low, type, size, look, anchors];
}

/** One number per type name; types that share a name are one. */
function numberTypes(graph: HeapGraph): { nameOfType: Uint32Array; names: string[] } {
  const numbers = new Map<string, number>();
  const nameOfType = Uint32Array.from(graph.typeNames, (_, type) => {
    const name = typeName(graph, type);
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  return { nameOfType, names: [...numbers.keys()] };
}

function totalsByName(
  derived: DerivedColumns,
  nameOfType: Uint32Array,
  names: readonly string[],
  job: Job,
): { types: TypeColumns; isWritten: Uint8Array } {
  const { graph } = derived;
  const { verdict } = derived.verdicts(job);
  const types = {
    names,
    count: new Float64Array(names.length),
    bytes: new Float64Array(names.length),
    garbageCount: new Float64Array(names.length),
    garbageBytes: new Float64Array(names.length),
  };
  const isWritten = new Uint8Array(names.length);
  for (let node = 0; node < graph.nodeCount; node++) {
    if ((node & 0xffff) === 0) job.checkpoint();
    const name = nameOfType[graph.type[node]];
    types.count[name]++;
    types.bytes[name] += graph.shallowSize[node];
    if ((graph.flags[node] & NodeFlag.isUserInstance) !== 0) isWritten[name] = 1;
    if (!isUnreachable(verdict[node])) continue;
    types.garbageCount[name]++;
    types.garbageBytes[name] += graph.shallowSize[node];
  }
  return { types, isWritten };
}

function digestFamilies(derived: DerivedColumns, cuts: CutChoice, job: Job): FamilyDigest[] {
  const { families } = derived.cycles(cuts, job).families;
  const retained = derived.familyRetained(cuts, job);
  return families.map((family, id) => ({
    key: familyKey(family.signature),
    id,
    text: signatureText(family),
    steps: shownSteps(family),
    types: [...new Set(family.signature.map(({ type }) => clip(showable(type), 200)))],
    cycles: family.count,
    objects: family.objects,
    bytes: retained[id] ?? family.shallowBytes,
    verdict: verdictName(family.verdict),
    culprit: {
      type: typeName(derived.graph, family.culpritType),
      count: family.instances.length,
    },
    pattern: familyPattern(derived.graph, family).patternTitle,
  }));
}
