import { growth } from '../../analysis/diff/type-growth.ts';
import type { CycleFamily } from '../../analysis/families/cycle-family.ts';
import { isUnreachable, verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { Cause } from '../../protocol/cause-schemas.ts';
import { DEFAULT_CUTS } from '../../protocol/schemas.ts';
import { answerOf } from '../answer/answer.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { familiesWithType, shownSteps, signatureText } from '../cycles/families.ts';
import { typeMatches, typeName } from '../rows/names.ts';
import type { ComparedDumps } from './dump-comparer.ts';
import { knownBytes } from './dump-digest.ts';
import { growthOfName } from './growth-of-name.ts';
import { containerGrowthRow } from './growth-rows.ts';

/** How much is allowed; `percent` is of the baseline's bytes. */
export interface Limit {
  readonly unit: 'bytes' | 'objects' | 'percent';
  readonly value: number;
}

export interface CheckRules {
  /** Unreachable objects, what goes with them included. */
  readonly maxGarbage: readonly Limit[];
  /** Types (qualified, or the last part) or signatures as `cycles` prints them. */
  readonly noFamily: readonly string[];
  readonly maxType: readonly { readonly type: string; readonly count: number }[];
  /** Growth since the baseline. */
  readonly maxGrowth: readonly Limit[];
  /** Growth of what hangs on an object, by its name: `app.CACHE`. Objects are its items. */
  readonly maxGrowthOf: readonly { readonly name: string; readonly limit: Limit }[];
  /** No family that the baseline does not have. */
  readonly noNewFamilies: boolean;
  /** Dumps that lost objects may pass. */
  readonly allowPartial: boolean;
}

export interface Finding {
  readonly check:
    | 'max-garbage'
    | 'no-family'
    | 'max-type'
    | 'max-growth'
    | 'max-growth-of'
    | 'no-new-families'
    | 'whole';
  /** One line: what, how much, how much is allowed. */
  readonly message: string;
  /** Null where the dump cannot tell. */
  readonly found: number | null;
  readonly limit: number | null;
  readonly unit: Limit['unit'] | 'cycles' | null;
  /** A command and its options that show more; the file goes between. */
  readonly look: readonly [command: string, ...options: string[]];
}

/** What `ouroboros check --json` prints, with the commands written out. Stable. */
export interface CheckReport {
  readonly ok: boolean;
  /** How many rules were checked. */
  readonly checks: number;
  readonly findings: readonly Finding[];
}

/** Checks a dump, and with `compared` its growth since a baseline, against rules. */
export function checkReport(
  derived: DerivedColumns,
  compared: ComparedDumps | null,
  rules: CheckRules,
  job: Job,
): CheckReport {
  const { families } = derived.cycles(DEFAULT_CUTS, job).families;
  const findings = [
    ...wholeness(derived, compared, rules),
    ...rules.maxGarbage.flatMap((limit) => garbageFinding(derived, families, limit, job)),
    ...rules.noFamily.flatMap((wanted) => familyFindings(derived, families, wanted, job)),
    ...rules.maxType.flatMap((rule) => typeFinding(derived, rule)),
    ...(compared === null
      ? []
      : rules.maxGrowth.flatMap((limit) => growthFinding(compared, limit))),
    ...(compared === null
      ? []
      : rules.maxGrowthOf.flatMap((rule) => containerFinding(derived, compared, rule, job))),
    ...(compared !== null && rules.noNewFamilies ? newFamilyFindings(compared) : []),
  ];
  const checks =
    rules.maxGarbage.length +
    rules.noFamily.length +
    rules.maxType.length +
    rules.maxGrowth.length +
    rules.maxGrowthOf.length +
    (rules.noNewFamilies ? 1 : 0);
  return { ok: findings.length === 0, checks, findings };
}

/** A dump that lost objects could pass every check because of it. */
function wholeness(
  derived: DerivedColumns,
  compared: ComparedDumps | null,
  { allowPartial }: CheckRules,
): Finding[] {
  if (allowPartial) return [];
  const lost = derived.isPartial
    ? 'this dump'
    : compared?.digests[0]?.isPartial
      ? 'the baseline'
      : null;
  if (lost === null) return [];
  return [
    {
      check: 'whole',
      message: `part of ${lost} was lost, so no check can be relied on; --allow-partial checks the rest`,
      found: null,
      limit: null,
      unit: null,
      look: ['summary'],
    },
  ];
}

function garbageFinding(
  derived: DerivedColumns,
  families: readonly CycleFamily[],
  { unit, value }: Limit,
  job: Job,
): Finding[] {
  const { known, totals } = derived.verdicts(job);
  const finding = { check: 'max-garbage', limit: value, unit } as const;
  if (!known) {
    const message =
      'this dump carries no reference counts, so its garbage cannot be told; take it with ouroboros_dump.py';
    return [{ ...finding, message, found: null, look: ['summary'] }];
  }
  const bytes = totals.garbage.shallowBytes + totals.never.shallowBytes;
  const objects = totals.garbage.objects + totals.never.objects;
  const found = unit === 'bytes' ? bytes : objects;
  if (found <= value) return [];
  const [cause] = answerOf(derived, job).causes.filter(isGarbageCause);
  // By all that goes with it, never by what lies on the cycles alone.
  const where =
    cause === undefined
      ? ''
      : `, most of it with ${cause.cycles[0] ?? cause.subjects.join(' and ')}`;
  const first = families.find(({ verdict }) => isUnreachable(verdict));
  const worst =
    cause?.example?.type ??
    (first === undefined ? undefined : typeName(derived.graph, first.culpritType));
  return [
    {
      ...finding,
      message: `${inWords(unit, found, value, 'of garbage')}${where}`,
      found,
      look: worst === undefined ? ['garbage'] : ['break', '--type', worst],
    },
  ];
}

function isGarbageCause({ kind }: Cause): boolean {
  return kind === 'garbage' || kind === 'lost';
}

function familyFindings(
  derived: DerivedColumns,
  families: readonly CycleFamily[],
  wanted: string,
  job: Job,
): Finding[] {
  const ids = isSignature(wanted)
    ? families.flatMap((family, id) =>
        writtenSignature(family) === typedSignature(wanted) ? [id] : [],
      )
    : familiesWithType(families, wanted);
  const retained = ids.length === 0 ? null : derived.familyRetained(DEFAULT_CUTS, job);
  return ids.map((id) => {
    const family = families[id];
    const bytes = formatBytes(retained?.[id] ?? family.shallowBytes);
    return {
      check: 'no-family',
      message: `${formatQuantity(family.count, 'cycle')} of ${signatureText(family)} (${verdictName(family.verdict)}, ${bytes}), none allowed`,
      found: family.count,
      limit: 0,
      unit: 'cycles',
      look: ['cycles', '--type', typeName(derived.graph, family.culpritType)],
    };
  });
}

function isSignature(wanted: string): boolean {
  return /→|->/.test(wanted);
}

function writtenSignature(family: CycleFamily): string {
  return shownSteps({ ...family, minRepeat: 1, maxRepeat: 1 })
    .map(({ type, label, omitted }) => (omitted > 0 ? `…${omitted}more…` : type + label))
    .join('→')
    .replace(/\s+/g, '');
}

/** As somebody copied or typed it: arrows and spaces are free, and how often it goes round. */
function typedSignature(text: string): string {
  return text
    .replaceAll('->', '→')
    .replace(/ \(×[^)]*\)$/, '')
    .replace(/\s+/g, '');
}

function typeFinding(
  { graph }: DerivedColumns,
  { type, count }: { readonly type: string; readonly count: number },
): Finding[] {
  const isMeant = Uint8Array.from(graph.typeNames, (_, at) =>
    typeMatches(typeName(graph, at), type) ? 1 : 0,
  );
  let found = 0;
  for (let node = 0; node < graph.nodeCount; node++) found += isMeant[graph.type[node]];
  if (found <= count) return [];
  return [
    {
      check: 'max-type',
      message: `${formatQuantity(found, 'object')} of type ${type}, ${formatCount(count)} allowed`,
      found,
      limit: count,
      unit: 'objects',
      look: ['backrefs', '--type', type],
    },
  ];
}

function growthFinding(
  { digests, result, growth: gained }: ComparedDumps,
  { unit, value }: Limit,
): Finding[] {
  const [before, after] = [digests[0], digests[digests.length - 1]];
  const bytes = knownBytes(after) - knownBytes(before);
  const found =
    unit === 'objects'
      ? after.objectCount - before.objectCount
      : unit === 'bytes'
        ? bytes
        : (100 * bytes) / Math.max(1, knownBytes(before));
  if (found <= value) return [];
  const [type] = result.types;
  const byName = containerGrowthRow(gained, digests).rows[0];
  const [most, more] =
    byName === undefined
      ? [shortTypeName(type?.type ?? ''), growth(type?.bytes ?? [])]
      : [byName.name, byName.delta];
  const whichMost = more <= 0 ? '' : `; ${most} grew most, by ${formatBytes(more)}`;
  return [
    {
      check: 'max-growth',
      message: `${inWords(unit, found, value, 'more than the baseline')}${whichMost}`,
      found,
      limit: value,
      unit,
      look: ['diff'],
    },
  ];
}

function containerFinding(
  derived: DerivedColumns,
  compared: ComparedDumps,
  { name, limit: { unit, value } }: CheckRules['maxGrowthOf'][number],
  job: Job,
): Finding[] {
  const finding = { check: 'max-growth-of', limit: value, unit, look: ['diff'] } as const;
  const grown = growthOfName(derived, compared, name, job);
  if (grown === null) {
    const message = `nothing is called ${name} in either dump, so that its growth cannot be told`;
    return [{ ...finding, message, found: null }];
  }
  const [before, after] = unit === 'objects' ? grown.items : grown.bytes;
  const found =
    unit === 'percent' ? (100 * (after - before)) / Math.max(1, before) : after - before;
  if (found <= value) return [];
  const way = [before, after].map((amountOf) =>
    unit === 'objects' ? formatCount(amountOf) : formatBytes(amountOf),
  );
  const more =
    unit === 'objects'
      ? `${formatQuantity(found, 'item')} more than in the baseline, ${formatCount(value)} allowed`
      : inWords(unit, found, value, 'more than in the baseline');
  const message = `${name}: ${more} (${way.join(' → ')})`;
  return [{ ...finding, message, found }];
}

function newFamilyFindings({ result }: ComparedDumps): Finding[] {
  return result.families
    .filter(({ change }) => change === 'new')
    .map(({ example, cycles, verdict, bytes }) => ({
      check: 'no-new-families',
      message: `${formatQuantity(cycles.at(-1) ?? 0, 'cycle')} of ${example.text} (${verdict.at(-1) ?? 'unknown'}, ${formatBytes(bytes.at(-1) ?? 0)}), and none in the baseline`,
      found: cycles.at(-1) ?? 0,
      limit: 0,
      unit: 'cycles',
      look: ['cycles', '--type', example.culprit.type],
    }));
}

/** "4.29 MB of garbage, 1.00 MB allowed"; exactly, where rounding would hide the difference. */
function inWords(unit: Limit['unit'], found: number, allowed: number, what: string): string {
  const [left, right] = [amount(unit, found), amount(unit, allowed)];
  if (left !== right) return `${left} ${what}, ${right} allowed`;
  const exact = unit === 'bytes' ? formatCount : String;
  return `${exact(found)} ${unit} ${what}, ${exact(allowed)} allowed`;
}

function amount(unit: Limit['unit'], value: number): string {
  if (unit === 'bytes') return formatBytes(value);
  if (unit === 'objects') return formatQuantity(value, 'object');
  return `${value.toFixed(1).replace(/\.0$/, '')} %`;
}
