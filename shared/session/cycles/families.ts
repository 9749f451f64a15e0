import type { CycleFamily, CycleStep } from '../../analysis/families/cycle-family.ts';
import { verdictName } from '../../analysis/graph/verdict.ts';
import type { Job } from '../../base/job.ts';
import { clip, showable } from '../../base/text.ts';
import { formatCount } from '../../base/units.ts';
import { decorateEdgeLabel } from '../../heap/edge-label.ts';
import type { CutChoice, Family } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { shortTypeName, typeMatches, typeName } from '../rows/names.ts';
import { objectRow } from '../rows/rows.ts';
import { patternTitle } from './breaks.ts';

const EXEMPLARS = 5;
const MAX_LABEL = 80;
/** A signature longer than this is shown by its ends; the whole of it is in the data. */
const TEXT_STEPS = 8;

/** A label without decoration, safe to show: `ww`. */
export function bareLabel(step: CycleStep): string {
  return clip(showable(step.label), MAX_LABEL);
}

/** "DataFrame .ww → PandasTableAccessor ._dataframe → DataFrame". */
export function signatureText(family: CycleFamily): string {
  const steps = family.signature.map((step) => {
    const label = decorateEdgeLabel(step.kind, bareLabel(step));
    return `${shortTypeName(clip(showable(step.type), MAX_LABEL))}${label === '' ? '' : ` ${label}`}`;
  });
  const first = shortTypeName(clip(showable(family.signature[0]?.type ?? '?'), MAX_LABEL));
  const shown =
    steps.length <= TEXT_STEPS
      ? steps
      : [
          ...steps.slice(0, TEXT_STEPS - 2),
          `… ${steps.length - TEXT_STEPS + 1} more …`,
          ...steps.slice(-1),
        ];
  return [...shown, first].join(' → ') + repeatText(family);
}

function repeatText(family: CycleFamily): string {
  if (family.maxRepeat === 1) return '';
  return family.minRepeat === family.maxRepeat
    ? ` (×${formatCount(family.maxRepeat)})`
    : ` (×${formatCount(family.minRepeat)}–${formatCount(family.maxRepeat)})`;
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
    signature: family.signature.map((step) => ({
      type: clip(showable(step.type), 200),
      label: bareLabel(step),
    })),
    repeat: family.maxRepeat,
    text: signatureText(family),
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
    pattern: patternTitle(derived.graph, family),
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
