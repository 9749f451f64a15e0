import type { DumpComparison } from '../../analysis/diff/compare-dumps.ts';
import type { FamilyChange } from '../../analysis/diff/family-change.ts';
import type { TypeGrowth } from '../../analysis/diff/type-growth.ts';
import { grewThroughout, growth } from '../../analysis/diff/type-growth.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { ContainerGrowth } from '../../protocol/compare-schemas.ts';
import { manyOfType } from '../rows/names.ts';
import type { DumpDigest } from './dump-digest.ts';
import { knownBytes } from './dump-digest.ts';
import { ALSO_HELD, grewMost, LOST_MOST, NATIVE_TOO } from './growth-words.ts';

export interface ComparisonHeadline {
  readonly sentence: string;
  readonly detail: string;
  readonly tone: 'better' | 'worse' | 'same';
}

/** Less than this, and less than this share of the dump, is what any program does between dumps. */
const NOISE_BYTES = 64_000;
const NOISE_SHARE = 0.005;
/** A longer signature is named by its culprit in a sentence. */
const LONGEST_SIGNATURE = 90;

/**
 * What a comparison comes to, in one sentence: garbage that came or went first, since it is a leak
 * or the end of one; then what grew while it was held.
 */
export function headlineOf(
  digests: readonly DumpDigest[],
  comparison: DumpComparison,
  containers: ContainerGrowth,
): ComparisonHeadline {
  const garbage = garbageHeadline(digests, comparison);
  if (garbage !== null && !isOutweighed(comparison, containers)) return garbage;
  return containerHeadline(digests, containers) ?? garbage ?? growthHeadline(digests, comparison);
}

/** Whether something else than garbage grew by more than garbage came and went. */
function isOutweighed({ families }: DumpComparison, { rows }: ContainerGrowth): boolean {
  const [top] = rows;
  if (top === undefined || top.kind === 'garbage') return false;
  const changes = families.map(({ garbageBytes }) => Math.abs(growth(garbageBytes)));
  return top.delta > Math.max(0, ...changes);
}

/** What holds most of what came; where the dump became smaller, of what went. */
function containerHeadline(
  digests: readonly DumpDigest[],
  { rows, lost, netBytes, nativeBytes }: ContainerGrowth,
): ComparisonHeadline | null {
  const before = digests[0] === undefined ? 0 : knownBytes(digests[0]);
  const [top] = rows;
  const [least] = lost;
  const isNoise = Math.abs(netBytes) < Math.max(NOISE_BYTES, before * NOISE_SHARE);
  if (netBytes < 0 && !isNoise && least !== undefined && top?.kind !== 'native') {
    const detail = [
      top === undefined ? '' : `${top.name} gained ${formatBytes(top.delta)} meanwhile.`,
      totalSentence(digests),
    ];
    return {
      sentence: `${formatBytes(-netBytes)} less than before. ${LOST_MOST(least)}`,
      detail: detail.filter((part) => part !== '').join(' '),
      tone: 'better',
    };
  }
  if (top === undefined || top.delta < NOISE_BYTES) return null;
  const details = [
    top.brief === '' ? '' : `${top.brief}.`,
    ALSO_HELD(top.alsoIn),
    top.kind === 'native' || nativeBytes === null ? '' : NATIVE_TOO(nativeBytes),
    totalSentence(digests),
  ];
  return {
    sentence: grewMost(top),
    detail: details.filter((part) => part !== '').join(' '),
    tone: 'worse',
  };
}

function garbageHeadline(
  digests: readonly DumpDigest[],
  comparison: DumpComparison,
): ComparisonHeadline | null {
  if (digests.some(({ garbage }) => garbage === null)) return null;
  const worse = comparison.families.filter(({ garbageCycles }) => growth(garbageCycles) > 0);
  const gone = comparison.families.filter(
    ({ garbageCycles: cycles }) => (cycles[0] ?? 0) > 0 && cycles.at(-1) === 0,
  );
  const [worst] = worse;
  const [best] = gone;
  if (best !== undefined && garbageLess(best) >= (worst === undefined ? 0 : -garbageLess(worst))) {
    return goneHeadline(digests, comparison, best, gone.length - 1, worst);
  }
  if (worst === undefined) return null;
  const others = worse.length - 1;
  return {
    sentence: worseSentence(worst, digests.length),
    detail: [
      others > 0 ? `${formatQuantity(others, 'other family', 'other families')} grew too.` : '',
      best === undefined ? '' : `${goneWords(best)}.`,
      totalSentence(digests),
    ]
      .filter((part) => part !== '')
      .join(' '),
    tone: 'worse',
  };
}

function goneHeadline(
  digests: readonly DumpDigest[],
  { matching }: DumpComparison,
  best: FamilyChange,
  others: number,
  worst: FamilyChange | undefined,
): ComparisonHeadline {
  const less = formatBytes(garbageLess(best));
  const left = digests.at(-1)?.garbage?.shallowBytes ?? 0;
  const isFixed = !matching.objects && left * 2 < (digests[0]?.garbage?.shallowBytes ?? 0);
  // A process does not change its code: what is gone there, a collection has freed.
  const sentence = matching.objects
    ? `${goneWords(best, 'was collected', `: ${less} less`)}.`
    : isFixed
      ? `The fix works: ${goneWords(best, 'is gone', `, ${less} less`, 'garbage')}.`
      : `${goneWords(best, 'is gone', `, ${less} less`)}.`;
  const detail = [
    others > 0 ? `${formatQuantity(others, 'other family', 'other families')} went with it.` : '',
    worst === undefined ? '' : `But ${worseSentence(worst, digests.length)}`,
    left > 0 && worst === undefined ? `${formatBytes(left)} of garbage is left.` : '',
    totalSentence(digests),
  ];
  return { sentence, detail: detail.filter((part) => part !== '').join(' '), tone: 'better' };
}

/**
 * That a family's garbage went, and what of the family did not: the same cycles may still be held
 * here and there. "Garbage of A .b → A is gone, 1 MB less; 1 held is left".
 */
function goneWords(family: FamilyChange, verb = 'is gone', less = '', what = 'Garbage'): string {
  const left = family.cycles.at(-1) ?? 0;
  if (left === 0) return `${nameOf(family)} ${verb}${less}`;
  const held = family.verdict.at(-1) === 'held' ? ' held' : '';
  const rest = `${formatCount(left)}${held} ${left === 1 ? 'is' : 'are'} left`;
  return `${what} of ${nameOf(family)} ${verb}${less}; ${rest}`;
}

function worseSentence(family: FamilyChange, dumps: number): string {
  const { garbageCycles: cycles, garbageBytes } = family;
  const more = growth(garbageBytes);
  const bytes = more > 0 ? `, ${formatBytes(more)} more` : '';
  if ((cycles[0] ?? 0) === 0 && dumps === 2) {
    return `${nameOf(family)} is a new leak: ${formatQuantity(cycles.at(-1) ?? 0, 'cycle')}${bytes}.`;
  }
  const way = cycles.map(formatCount).join(' → ');
  return dumps > 2 && grewThroughout(cycles)
    ? `${nameOf(family)} grew in every step: ${way} cycles${bytes}.`
    : `${nameOf(family)} still leaks: ${way} cycles${bytes}.`;
}

function growthHeadline(
  digests: readonly DumpDigest[],
  { types, objects }: DumpComparison,
): ComparisonHeadline {
  const before = digests[0] === undefined ? 0 : knownBytes(digests[0]);
  const change = growth(digests.map(knownBytes));
  const isNoise = Math.abs(change) < Math.max(NOISE_BYTES, before * NOISE_SHARE);
  const throughout = digests.length > 2 ? types.find(isSuspect) : undefined;
  const most = throughout ?? types[0];
  const grown = most === undefined ? 0 : growth(most.bytes);
  if (most === undefined || (isNoise && grown < NOISE_BYTES)) {
    const isEqual = types.every(({ count, bytes }) => growth(count) === 0 && growth(bytes) === 0);
    return {
      sentence: isEqual ? 'Nothing changed.' : 'Nothing grew to speak of.',
      detail: [
        isEqual ? 'Every type has as many objects and bytes as before.' : totalSentence(digests),
        stillWaiting(digests),
      ]
        .filter((part) => part !== '')
        .join(' '),
      tone: 'same',
    };
  }
  if (change < 0) {
    const least = types.at(-1);
    const name = least === undefined ? '' : ` ${shortTypeName(least.type)} shrank most.`;
    return {
      sentence: `${formatBytes(-change)} less than before.${name}`,
      detail: `${growthSentence(most, throughout !== undefined)} ${totalSentence(digests)}`,
      tone: 'better',
    };
  }
  const largest = objects?.grown.most[0];
  const inOne = largest === undefined ? 0 : growth(largest.bytes);
  const details = [
    inOne * 2 > grown ? `One object alone grew by ${formatBytes(inOne)} where it is.` : '',
    writtenSentence(digests, types),
    survivedSentence(digests, types),
    totalSentence(digests),
  ];
  return {
    sentence: growthSentence(most, throughout !== undefined),
    detail: details.filter((part) => part !== '').join(' '),
    tone: 'worse',
  };
}

function stillWaiting(digests: readonly DumpDigest[]): string {
  const { objects, shallowBytes } = digests.at(-1)?.garbage ?? { objects: 0, shallowBytes: 0 };
  return objects === 0 ? '' : `${formatBytes(shallowBytes)} of it is garbage.`;
}

function growthSentence({ type, count, bytes }: TypeGrowth, isThroughout: boolean): string {
  const more = growth(count);
  const objects = more > 0 ? `${formatCount(more)} more, ` : '';
  const name = shortTypeName(type);
  return isThroughout
    ? `${name} grew in every step: ${count.map(formatCount).join(' → ')}, ${formatBytes(growth(bytes))} more.`
    : `${name} grew most: ${objects}${formatBytes(growth(bytes))} more.`;
}

/** The class somebody wrote of which most came, beside the built-in types that fill its objects. */
function writtenSentence(digests: readonly DumpDigest[], types: readonly TypeGrowth[]): string {
  const written = new Set(
    digests.flatMap(({ types: { names }, isWritten }) =>
      names.filter((_, type) => isWritten[type] === 1),
    ),
  );
  const [top] = types
    .filter(({ type, count }) => written.has(type) && growth(count) > 0)
    .sort((a, b) => growth(b.count) - growth(a.count));
  if (top === undefined || top === types[0]) return '';
  return `There are ${formatCount(growth(top.count))} more ${manyOfType(top.type)}.`;
}

function survivedSentence(digests: readonly DumpDigest[], types: readonly TypeGrowth[]): string {
  if (digests.length < 3) return '';
  let count = 0;
  let bytes = 0;
  for (const { objects } of types) {
    count += objects?.survived.count ?? 0;
    bytes += objects?.survived.bytes ?? 0;
  }
  if (count === 0) return '';
  return `${formatQuantity(count, 'object')} (${formatBytes(bytes)}) made between the first two dumps ${count === 1 ? 'is' : 'are'} still there in the third.`;
}

/** "In all 3.61 MB → 5.18 MB."; of three dumps and more from the first to the last. */
function totalSentence(digests: readonly DumpDigest[]): string {
  const ends = [digests[0], digests.at(-1)].flatMap((digest) => digest ?? []);
  const among = digests.length > 2 ? ` in ${formatCount(digests.length)} dumps` : '';
  return `In all ${ends.map((digest) => formatBytes(knownBytes(digest))).join(' → ')}${among}.`;
}

function isSuspect({ count, bytes }: TypeGrowth): boolean {
  return grewThroughout(count) && grewThroughout(bytes) && growth(bytes) >= NOISE_BYTES;
}

function garbageLess({ garbageBytes }: FamilyChange): number {
  return -growth(garbageBytes);
}

function nameOf({ example }: FamilyChange): string {
  return example.text.length <= LONGEST_SIGNATURE
    ? example.text
    : `A family of ${shortTypeName(example.culprit.type)} cycles`;
}
