import { hasSurvived, isNew } from '../../analysis/diff/compare-dumps.ts';
import { originOf } from '../../analysis/diff/grown-objects.ts';
import { NO_PARTNER } from '../../analysis/diff/match-objects.ts';
import { highWordAt } from '../../analysis/diff/object-digest.ts';
import { unpackSize } from '../../analysis/diff/packed-size.ts';
import { GrowableUint32 } from '../../base/growable.ts';
import type { Job } from '../../base/job.ts';
import { radixSortByKey } from '../../base/radix-sort.ts';
import { formatAddress } from '../../heap/address.ts';
import type { NodeIndex } from '../../heap/heap-graph.ts';
import type { DumpRequest, DumpResponse } from '../../protocol/channels.ts';
import type { ComparedObject, ComparedObjectKind } from '../../protocol/compare-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { objectRow } from '../rows/rows.ts';
import type { ComparedDumps } from './dump-comparer.ts';

/** One page of the objects that are new, gone, or grew where they are; the largest first. */
export function comparedObjects(
  derived: DerivedColumns,
  compared: ComparedDumps,
  { kind, type, offset, limit }: Omit<DumpRequest<'comparedObjects'>, 'compare'>,
  job: Job,
): DumpResponse<'comparedObjects'> {
  const at = selected(compared, kind, type, job);
  const shown = at.subarray(offset, offset + limit);
  return {
    total: at.length,
    rows: Array.from(shown, (position) =>
      kind === 'gone'
        ? goneObject(compared, position)
        : ownObject(derived, compared, position, kind, job),
    ),
  };
}

function selected(
  compared: ComparedDumps,
  kind: ComparedObjectKind,
  type: string,
  job: Job,
): Uint32Array {
  const key = JSON.stringify([kind, type]);
  if (compared.selection?.key === key) return compared.selection.at;
  const at = kind === 'grown' ? grownOf(compared, type) : changedOf(compared, kind, type, job);
  compared.selection = { key, at };
  return at;
}

function changedOf(
  { digests, result }: ComparedDumps,
  kind: 'new' | 'gone' | 'survived',
  type: string,
  job: Job,
): Uint32Array {
  const { objects } = result;
  if (objects === null) return new Uint32Array(0);
  const digest = digests[kind === 'gone' ? 0 : digests.length - 1];
  const wanted = type === '' ? -1 : digest.types.names.indexOf(type);
  if (type !== '' && wanted < 0) return new Uint32Array(0);
  const isMeant = {
    new: (at: number) => isNew(objects, at),
    gone: (at: number) => objects.keptFromFirst[at] === 0,
    survived: (at: number) => hasSurvived(objects, at),
  }[kind];
  const found = new GrowableUint32(1024);
  for (let at = 0; at < digest.objects.count; at++) {
    if ((at & 0xffff) === 0) job.checkpoint();
    if (wanted >= 0 && digest.objects.type[at] !== wanted) continue;
    if (isMeant(at)) found.push(at);
  }
  const at = found.toArray();
  // Descending by size and, as the sort is stable, ascending by address: sorted from behind.
  at.reverse();
  radixSortByKey(at, digest.objects.size, null, job);
  return at.reverse();
}

function grownOf({ digests, result }: ComparedDumps, type: string): Uint32Array {
  const digest = digests[digests.length - 1];
  const grown = (result.objects?.grown.most ?? []).filter(
    ({ at }) => type === '' || digest.types.names[digest.objects.type[at]] === type,
  );
  return Uint32Array.from(grown, ({ at }) => at);
}

function ownObject(
  derived: DerivedColumns,
  { digests, result, order }: ComparedDumps,
  position: number,
  kind: ComparedObjectKind,
  job: Job,
): ComparedObject {
  const row = objectRow(derived, order[position], job);
  const partners = result.objects?.partners ?? [];
  const sizes = digests.map(({ objects }, dump) => {
    if (dump === digests.length - 1) return row.shallowSize;
    const origin = originOf(partners, position, dump);
    return origin === NO_PARTNER ? null : unpackSize(objects.size[origin]);
  });
  const { node, address, type, preview, verdict } = row;
  const place = kind === 'grown' ? placeText(derived, node, job) : '';
  return { node, address, type, preview, verdict, place, bytes: sizes };
}

/** A container is known by its name. */
function placeText(derived: DerivedColumns, node: NodeIndex, job: Job): string {
  job.checkpoint();
  return derived.namer(job).text(node);
}

function goneObject({ digests }: ComparedDumps, position: number): ComparedObject {
  const [{ objects, types }] = digests;
  return {
    node: null,
    address: formatAddress(objects.low[position], highWordAt(objects, position)),
    type: types.names[objects.type[position]] ?? '?',
    preview: '',
    verdict: null,
    place: '',
    bytes: digests.map((_, dump) => (dump === 0 ? unpackSize(objects.size[position]) : null)),
  };
}
