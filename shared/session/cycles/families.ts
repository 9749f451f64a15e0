import type { CycleFamily, CycleStep, ShownStep } from '../../analysis/families/cycle-family.ts';
import { verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatCount } from '../../base/units.ts';
import { decorateEdgeLabel } from '../../heap/edge-label.ts';
import type { CutChoice, Family } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { endsOf } from '../rows/ends.ts';
import { typeMatches, typeName } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';
import { familyPattern } from './breaks.ts';

const EXEMPLARS = 5;
const MAX_LABEL = 80;
/** A signature longer than this is said by its ends. */
const TEXT_STEPS = 8;
/** Steps of a signature that a message of the window carries; of a longer one, its ends. */
const MAX_SIGNATURE = 16;

/** A label without decoration, safe to show: `ww`. */
export function bareLabel(step: CycleStep): string {
  return clip(showable(step.label), MAX_LABEL);
}

/** The steps of a signature as they are written, from the culprit back to it; of a long one its ends. */
export function shownSteps(family: CycleFamily): readonly ShownStep[] {
  const { signature } = family;
  const shown = (steps: readonly CycleStep[]): ShownStep[] =>
    steps.map((step) => ({
      type: shownType(step),
      label: decorateEdgeLabel(step.kind, bareLabel(step)),
      omitted: 0,
    }));
  const back = { type: shownType(signature[0]), label: repeatText(family), omitted: 0 };
  if (signature.length <= TEXT_STEPS) return [...shown(signature), back];
  const omitted = signature.length - TEXT_STEPS + 1;
  return [
    ...shown(signature.slice(0, TEXT_STEPS - 2)),
    { type: '', label: '', omitted },
    ...shown(signature.slice(-1)),
    back,
  ];
}

function shownType(step: CycleStep | undefined): string {
  return shortTypeName(clip(showable(step?.type ?? '?'), MAX_LABEL));
}

/** "DataFrame .ww → PandasTableAccessor ._dataframe → DataFrame". */
export function signatureText(family: CycleFamily): string {
  return shownSteps(family).map(stepText).join(' → ');
}

function stepText({ type, label, omitted }: ShownStep): string {
  if (omitted > 0) return `… ${omitted} more …`;
  return label === '' ? type : `${type} ${label}`;
}

function repeatText(family: CycleFamily): string {
  if (family.maxRepeat === 1) return '';
  return family.minRepeat === family.maxRepeat
    ? `(×${formatCount(family.maxRepeat)})`
    : `(×${formatCount(family.minRepeat)}–${formatCount(family.maxRepeat)})`;
}

/** The steps of a family's signature, or of more than `most` those at its ends. */
export function signatureSteps(
  { signature }: CycleFamily,
  most: number,
): Pick<Family, 'signature' | 'signatureGap'> {
  const { positions, gap } = endsOf(signature.length, most);
  return {
    signature: positions.map((at) => ({
      type: clip(showable(signature[at].type), 200),
      label: bareLabel(signature[at]),
    })),
    signatureGap: gap,
  };
}

/** A family as the window and the command line show it; `id` is its position among all. */
export function presentFamily(
  derived: DerivedColumns,
  family: CycleFamily,
  id: number,
  retainedBytes: number | null,
  job: Job,
): Family {
  const exemplars = Array.from(family.instances.subarray(0, EXEMPLARS));
  return {
    id,
    number: id + 1,
    ...signatureSteps(family, MAX_SIGNATURE),
    repeat: family.maxRepeat,
    text: signatureText(family),
    steps: shownSteps(family),
    count: family.count,
    objects: family.objects,
    shallowBytes: family.shallowBytes,
    retainedBytes,
    verdict: verdictName(family.verdict),
    culprit: {
      type: typeName(derived.graph, family.culpritType),
      count: family.instances.length,
    },
    exemplars: exemplars.map((node) => objectRow(derived, node, job)),
    ...familyPattern(derived.graph, family),
  };
}

/** Positions of the families in which a type takes part; all of them for ''. */
export function familiesWithType(families: readonly CycleFamily[], wanted: string): number[] {
  return families.flatMap((family, id) =>
    wanted === '' || family.signature.some((step) => typeMatches(step.type, wanted)) ? [id] : [],
  );
}

/** Which objects' families these are, with their retained bytes. */
export function presentFamilies(
  derived: DerivedColumns,
  choice: CutChoice,
  ids: readonly number[],
  job: Job,
): Family[] {
  const { families } = derived.cycles(choice, job).families;
  const retained = derived.familyRetained(choice, job);
  return ids.flatMap((id) => {
    const family = families[id];
    return family === undefined
      ? []
      : [presentFamily(derived, family, id, numberOrNull(retained[id]), job)];
  });
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
