import type { Job } from '../../base/job.ts';
import type { ProcessFacts } from '../../heap/heap-graph.ts';
import type { FamilyChange, FamilyDigest } from './family-change.ts';
import { compareFamilies } from './family-change.ts';
import type { GrownObjects } from './grown-objects.ts';
import { grownObjects, originOf } from './grown-objects.ts';
import type { JoinedTypes, TypeColumns } from './join-types.ts';
import { joinTypes } from './join-types.ts';
import type { IdentityRule, ObjectMatch } from './match-objects.ts';
import { matchObjects, NO_PARTNER } from './match-objects.ts';
import type { ObjectDigest } from './object-digest.ts';
import type { ProcessJudgement } from './same-process.ts';
import { judgeByAnchors, judgeByFacts, judgeByOverlap } from './same-process.ts';
import type { TypeGrowth, TypeObjects } from './type-growth.ts';
import { addUpObjects, growthByType } from './type-growth.ts';

/** What a comparison needs of a dump. */
export interface ComparedDump {
  readonly process: ProcessFacts;
  /** What an address of its format stands for; null where it is nothing that lasts. */
  readonly identity: IdentityRule | null;
  readonly types: TypeColumns;
  readonly families: readonly FamilyDigest[];
  readonly objects: ObjectDigest;
}

/** Whether objects are told one by one: found out, or as the user says. */
export type MatchChoice = 'auto' | 'objects' | 'types';

export interface Matching {
  /** Single objects were matched. */
  readonly objects: boolean;
  readonly because: ProcessJudgement['because'] | 'chosen' | 'format';
}

export interface DumpComparison {
  readonly matching: Matching;
  readonly joined: JoinedTypes;
  /** Most bytes grown first. */
  readonly types: readonly TypeGrowth[];
  readonly families: readonly FamilyChange[];
  /** Null where single objects cannot be told. */
  readonly objects: ObjectComparison | null;
}

export interface ObjectComparison {
  /** Per step, from each object of the later dump to the same one in the earlier. */
  readonly partners: readonly Uint32Array[];
  /** Per object of the first dump, 1 where the last has it. */
  readonly keptFromFirst: Uint8Array;
  /** Addresses at which the last dump of a step has another object than the first, added up. */
  readonly reused: number;
  /** What grew where it was. */
  readonly grown: GrownObjects;
}

const GROWN_OBJECTS = 1000;
/** Types whose objects never change what they refer to. */
const FROZEN_TYPES: ReadonlySet<string> = new Set(['tuple', 'builtins.tuple']);

/**
 * Two or three dumps, the earliest first: what grew, which cycle families came and went, and, where
 * they are of one process, which objects are new, gone, or grew in place.
 *
 * O(objects + types + families) after the digests; 5 bytes per object and step.
 */
export function compareDumps(
  dumps: readonly ComparedDump[],
  choice: MatchChoice,
  job: Job,
): DumpComparison {
  const joined = joinTypes(dumps.map(({ types }) => types));
  const { matching, matches } = matchSteps(dumps, joined, choice, job);
  const objects = matches === null ? null : compareObjects(dumps, matches);
  job.checkpoint();
  const perType = objects === null ? null : objectsByType(dumps, joined, objects, job);
  return {
    matching,
    joined,
    types: growthByType(
      dumps.map(({ types }) => types),
      joined,
      perType,
    ),
    families: compareFamilies(dumps.map(({ families }) => families)),
    objects,
  };
}

/** Matches each dump with the one before it, as long as they are of one process. */
function matchSteps(
  dumps: readonly ComparedDump[],
  { names, numberOf }: JoinedTypes,
  choice: MatchChoice,
  job: Job,
): { matching: Matching; matches: readonly ObjectMatch[] | null } {
  const byTypes = (because: Matching['because']) => ({
    matching: { objects: false, because },
    matches: null,
  });
  if (choice === 'types') return byTypes('chosen');
  const isFrozen = Uint8Array.from(names, (name) => (FROZEN_TYPES.has(name) ? 1 : 0));
  const matches: ObjectMatch[] = [];
  let because: Matching['because'] = 'chosen';
  for (let step = 1; step < dumps.length; step++) {
    const [earlier, later] = [dumps[step - 1], dumps[step]];
    const rule = earlier.identity;
    if (rule === null || rule !== later.identity) return byTypes('format');
    const [earlierType, laterType] = [numberOf[step - 1], numberOf[step]];
    const judged =
      choice === 'objects'
        ? null
        : (judgeByFacts(earlier.process, later.process) ??
          judgeByAnchors(earlier.objects, later.objects, earlierType, laterType));
    if (judged?.isSame === false) return byTypes(judged.because);
    const match = matchObjects(
      {
        earlier: earlier.objects,
        later: later.objects,
        earlierType,
        laterType,
        isFrozen,
        rule,
      },
      job,
    );
    if (choice !== 'objects') {
      const { isSame, because: reason } = judged ?? judgeByOverlap(match);
      if (!isSame) return byTypes(reason);
      because = reason;
    }
    matches.push(match);
  }
  return { matching: { objects: true, because }, matches };
}

function compareObjects(
  dumps: readonly ComparedDump[],
  matches: readonly ObjectMatch[],
): ObjectComparison {
  const partners = matches.map(({ partner }) => partner);
  const keptFromFirst = new Uint8Array(dumps[0].objects.count);
  const last = dumps[dumps.length - 1].objects;
  for (let at = 0; at < last.count; at++) {
    const first = originOf(partners, at, 0);
    if (first !== NO_PARTNER) keptFromFirst[first] = 1;
  }
  return {
    partners,
    keptFromFirst,
    reused: matches.reduce((sum, { reused }) => sum + reused, 0),
    grown: grownObjects(
      dumps.map(({ objects }) => objects),
      partners,
      GROWN_OBJECTS,
    ),
  };
}

function objectsByType(
  dumps: readonly ComparedDump[],
  { names, numberOf }: JoinedTypes,
  objects: ObjectComparison,
  job: Job,
): TypeObjects[] {
  const last = dumps.length - 1;
  const types = names.length;
  const made = addUpObjects(dumps[last].objects, numberOf[last], types, (at) => isNew(objects, at));
  job.checkpoint();
  const gone = addUpObjects(
    dumps[0].objects,
    numberOf[0],
    types,
    (at) => objects.keptFromFirst[at] === 0,
  );
  job.checkpoint();
  const survived = addUpObjects(dumps[last].objects, numberOf[last], types, (at) =>
    hasSurvived(objects, at),
  );
  return names.map((_, type) => ({
    new: { count: made.count[type], bytes: made.bytes[type] },
    gone: { count: gone.count[type], bytes: gone.bytes[type] },
    survived: { count: survived.count[type], bytes: survived.bytes[type] },
  }));
}

/** Whether an object of the last dump is not in the first. */
export function isNew({ partners }: ObjectComparison, at: number): boolean {
  return originOf(partners, at, 0) === NO_PARTNER;
}

/** Whether an object of the last of three dumps is in the second, and not in the first. */
export function hasSurvived({ partners }: ObjectComparison, at: number): boolean {
  if (partners.length < 2) return false;
  const middle = originOf(partners, at, 1);
  return middle !== NO_PARTNER && partners[0][middle] === NO_PARTNER;
}
