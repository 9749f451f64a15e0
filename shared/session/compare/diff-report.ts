import type { TypeGrowth } from '../../analysis/diff/type-growth.ts';
import { growth } from '../../analysis/diff/type-growth.ts';
import type { Job } from '../../base/job.ts';
import type {
  ComparedObject,
  Comparison,
  ContainerGrowth,
  GrownContainer,
} from '../../protocol/compare-schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import { typeMatches } from '../rows/names.ts';
import { comparedObjects } from './compared-objects.ts';
import {
  comparisonOf,
  hasType,
  isChangedType,
  presentFamilyChange,
  presentType,
} from './compared-pages.ts';
import type { ComparedDumps } from './dump-comparer.ts';

export interface DiffChoice {
  /** Only this type, qualified or its last part; '' for all. */
  readonly type: string;
  /** Objects listed of each kind. */
  readonly limit: number;
}

/** What `ouroboros diff --json` prints. Stable: keys may be added, never renamed or removed. */
export interface DiffReport {
  /** The earliest first. Every list of numbers below has one for each, in this order. */
  readonly dumps: Comparison['dumps'];
  readonly headline: string;
  readonly detail: string;
  readonly tone: Comparison['tone'];
  /** Whether single objects were told, or types and families alone, and why. */
  readonly comparedBy: 'objects' | 'types';
  readonly reason: string;
  readonly notes: readonly string[];
  /** Which containers explain the growth. */
  readonly growth: Omit<ContainerGrowth, 'rows' | 'lost'> & {
    readonly rows: readonly Omit<GrownContainer, 'node' | 'brief'>[];
    readonly lost: readonly Omit<GrownContainer, 'node' | 'brief'>[];
  };
  /**
   * Types that differ: most bytes grown first, then most bytes shrunk; the other way round where
   * the dump became smaller for the better.
   */
  readonly types: readonly {
    readonly type: string;
    readonly count: readonly number[];
    readonly shallowBytes: readonly number[];
    readonly garbageCount: readonly number[];
    readonly garbageBytes: readonly number[];
    /** From the first dump to the last. */
    readonly grown: { readonly count: number; readonly bytes: number };
    /** Of three dumps: more objects in every step. */
    readonly grewThroughout: boolean;
    readonly objects: {
      readonly new: Amount;
      readonly gone: Amount;
      readonly survived: Amount;
    } | null;
  }[];
  /** Families that are not the same, what changed most first. */
  readonly families: readonly {
    readonly change: string;
    readonly text: string;
    readonly culprit: string;
    readonly pattern: string | null;
    readonly cycles: readonly number[];
    readonly objects: readonly number[];
    readonly bytes: readonly number[];
    readonly garbageCycles: readonly number[];
    readonly verdict: readonly (string | null)[];
    readonly grewThroughout: boolean;
  }[];
  readonly familyCounts: Comparison['familyCounts'];
  /** Null where single objects were not told. */
  readonly objects: {
    readonly new: Amount;
    readonly gone: Amount;
    readonly survived: Amount;
    readonly grown: Amount;
    /** The largest of each kind. */
    readonly largestNew: readonly ListedObject[];
    readonly largestSurvived: readonly ListedObject[];
    readonly mostGrown: readonly ListedObject[];
  } | null;
}

interface Amount {
  readonly count: number;
  readonly bytes: number;
}

interface ListedObject {
  readonly address: string;
  readonly type: string;
  readonly value: string;
  readonly verdict: string | null;
  /** How it is reached; only for what grew, else ''. */
  readonly place: string;
  /** Its size in each dump that has it. */
  readonly bytes: readonly (number | null)[];
}

export function diffReport(
  derived: DerivedColumns,
  compared: ComparedDumps,
  choice: DiffChoice,
  job: Job,
): DiffReport {
  const { types, families } = compared.result;
  const facts = comparisonOf(compared);
  const isWanted = (type: string): boolean => choice.type === '' || typeMatches(type, choice.type);
  return {
    dumps: facts.dumps,
    headline: facts.headline,
    detail: facts.detail,
    tone: facts.tone,
    comparedBy: facts.comparedBy,
    reason: facts.reason,
    notes: facts.notes,
    growth: {
      ...facts.growth,
      rows: facts.growth.rows.map(({ node: _node, brief: _brief, ...row }) => row),
      lost: facts.growth.lost.map(({ node: _node, brief: _brief, ...row }) => row),
    },
    types: inOrderOfInterest(types, facts.tone)
      .filter((row) => isChangedType(row) && isWanted(row.type))
      .map((row) => {
        const { bytes, ...rest } = presentType(row);
        return {
          ...rest,
          shallowBytes: bytes,
          grown: { count: growth(row.count), bytes: growth(row.bytes) },
        };
      }),
    families: families
      .filter((row) => row.change !== 'same' && hasType(row, choice.type))
      .map((row) => {
        const { ids: _ids, steps: _steps, ...rest } = presentFamilyChange(row);
        return rest;
      }),
    familyCounts: facts.familyCounts,
    objects:
      facts.objects === null
        ? null
        : {
            ...facts.objects,
            largestNew: listed(derived, compared, 'new', choice, job),
            largestSurvived: listed(derived, compared, 'survived', choice, job),
            mostGrown: listed(derived, compared, 'grown', choice, job),
          },
  };
}

/** `types` come with the most grown first; those that shrank are turned round. */
function inOrderOfInterest(
  types: readonly TypeGrowth[],
  tone: Comparison['tone'],
): readonly TypeGrowth[] {
  const grown = types.filter(({ bytes }) => growth(bytes) > 0);
  const shrunk = types.filter(({ bytes }) => growth(bytes) < 0).reverse();
  const even = types.filter(({ bytes }) => growth(bytes) === 0);
  return tone === 'better' ? [...shrunk, ...grown, ...even] : [...grown, ...shrunk, ...even];
}

function listed(
  derived: DerivedColumns,
  compared: ComparedDumps,
  kind: 'new' | 'survived' | 'grown',
  { type, limit }: DiffChoice,
  job: Job,
): ListedObject[] {
  const wanted = compared.result.joined.names.filter((name) => typeMatches(name, type));
  const rows: ComparedObject[] = (type === '' ? [''] : wanted).flatMap(
    (name) => comparedObjects(derived, compared, { kind, type: name, offset: 0, limit }, job).rows,
  );
  return rows.slice(0, limit).map(({ address, type: of, preview, verdict, place, bytes }) => ({
    address,
    type: of,
    value: preview,
    verdict,
    place,
    bytes,
  }));
}
