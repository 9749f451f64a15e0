import type { DumpComparison } from '../../analysis/diff/compare-dumps.ts';
import type { FamilyChange } from '../../analysis/diff/family-change.ts';
import type { TypeGrowth } from '../../analysis/diff/type-growth.ts';
import { grewThroughout, growth } from '../../analysis/diff/type-growth.ts';
import { compareText, showable } from '../../base/text.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type {
  ComparedDumpFacts,
  ComparedFamily,
  ComparedType,
  Comparison,
} from '../../protocol/compare-schemas.ts';
import { typeMatches } from '../rows/names.ts';
import type { ComparedDumps } from './dump-comparer.ts';
import type { DumpDigest } from './dump-digest.ts';
import { containerGrowthRow, keptNotes } from './growth-rows.ts';
import { headlineOf } from './headline.ts';
import { matchingText, notesOn } from './matching-words.ts';

/** What a comparison comes to: the answer, what it rests on, and how much there is to look at. */
export function comparisonOf({ digests, result, growth: grown }: ComparedDumps): Comparison {
  const containers = containerGrowthRow(grown, digests);
  const headline = headlineOf(digests, result, containers);
  return {
    dumps: digests.map(factsOf),
    headline: headline.sentence,
    detail: headline.detail,
    tone: headline.tone,
    comparedBy: result.matching.objects ? 'objects' : 'types',
    reason: matchingText(result.matching, digests),
    notes: [...notesOn(digests), ...keptNotes(digests)],
    growth: containers,
    typeCount: result.types.length,
    changedTypes: result.types.filter(isChangedType).length,
    largestChange: result.types.reduce(
      (most, { bytes }) => Math.max(most, Math.abs(growth(bytes))),
      0,
    ),
    familyCounts: countFamilies(result.families),
    objects: objectTotals(result),
    cuts: digests[0].cuts,
  };
}

function factsOf(digest: DumpDigest): ComparedDumpFacts {
  const { name, process, garbage } = digest;
  return {
    name,
    takenAt: process.takenAt === undefined ? null : showable(process.takenAt),
    pid: process.pid ?? null,
    objects: digest.objectCount,
    shallowBytes: digest.shallowBytes,
    nativeBytes: digest.nativeBytes,
    rssBytes: process.rssBytes ?? null,
    garbage: garbage === null ? null : { count: garbage.objects, bytes: garbage.shallowBytes },
  };
}

/** Families by what became of them. */
export function countFamilies(families: readonly FamilyChange[]): Comparison['familyCounts'] {
  const counts = { new: 0, grown: 0, same: 0, shrunk: 0, gone: 0 };
  for (const { change } of families) counts[change]++;
  return counts;
}

/** Objects that came, went, survived and grew; null where they are not told one by one. */
export function objectTotals({ types, objects }: DumpComparison): Comparison['objects'] {
  if (objects === null) return null;
  const totals = { new: noAmount(), gone: noAmount(), survived: noAmount() };
  for (const row of types) {
    for (const kind of ['new', 'gone', 'survived'] as const) {
      totals[kind].count += row.objects?.[kind].count ?? 0;
      totals[kind].bytes += row.objects?.[kind].bytes ?? 0;
    }
  }
  const { count, bytes } = objects.grown;
  return { ...totals, grown: { count, bytes } };
}

function noAmount(): { count: number; bytes: number } {
  return { count: 0, bytes: 0 };
}

/** One page of types in the order asked for: by growth, from the first dump to the last. */
export function comparedTypes(
  { result }: ComparedDumps,
  request: DumpRequest<'comparedTypes'>,
): DumpResponse<'comparedTypes'> {
  const wanted = request.text.toLowerCase();
  const rows = result.types.filter(
    (row) =>
      (!request.changedOnly || isChangedType(row)) && row.type.toLowerCase().includes(wanted),
  );
  const { sort, offset, limit } = request;
  const sign = request.descending ? -1 : 1;
  rows.sort((a, b) =>
    sort === 'type'
      ? sign * compareText(a.type, b.type)
      : sign * (measure(a, sort) - measure(b, sort)) || compareText(a.type, b.type),
  );
  return {
    total: rows.length,
    rows: rows.slice(offset, offset + limit).map(presentType),
  };
}

function measure(
  row: TypeGrowth,
  sort: Exclude<DumpRequest<'comparedTypes'>['sort'], 'type'>,
): number {
  switch (sort) {
    case 'new':
    case 'survived':
      return row.objects?.[sort].bytes ?? 0;
    default:
      return growth(row[sort]);
  }
}

/** Whether it has other objects, bytes or garbage than before; replaced objects count. */
export function isChangedType(row: TypeGrowth): boolean {
  const { count, bytes, garbageCount, objects } = row;
  if ([count, bytes, garbageCount].some((values) => values.some((value) => value !== values[0]))) {
    return true;
  }
  return objects !== null && (objects.new.count > 0 || objects.gone.count > 0);
}

export function presentType(row: TypeGrowth): ComparedType {
  return {
    type: row.type,
    count: [...row.count],
    bytes: [...row.bytes],
    garbageCount: [...row.garbageCount],
    garbageBytes: [...row.garbageBytes],
    grewThroughout: row.count.length > 2 && grewThroughout(row.count),
    objects: row.objects,
  };
}

/** One page of families, what changed most first. */
export function comparedFamilies(
  { result }: ComparedDumps,
  { type, changedOnly, offset, limit }: DumpRequest<'comparedFamilies'>,
): DumpResponse<'comparedFamilies'> {
  const rows = result.families.filter(
    (row) => (!changedOnly || row.change !== 'same') && hasType(row, type),
  );
  return { total: rows.length, rows: rows.slice(offset, offset + limit).map(presentFamilyChange) };
}

export function hasType({ example }: FamilyChange, wanted: string): boolean {
  return wanted === '' || example.types.some((type) => typeMatches(type, wanted));
}

export function presentFamilyChange(row: FamilyChange): ComparedFamily {
  const { change, example, cycles, objects, bytes, garbageCycles, verdict, ids } = row;
  return {
    change,
    text: example.text,
    steps: example.steps,
    culprit: example.culprit.type,
    pattern: example.pattern,
    cycles: [...cycles],
    objects: [...objects],
    bytes: [...bytes],
    garbageCycles: [...garbageCycles],
    verdict: [...verdict],
    ids: [...ids],
    grewThroughout: cycles.length > 2 && row.grewThroughout,
  };
}
