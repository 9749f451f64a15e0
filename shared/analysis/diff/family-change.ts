import { leastRotation } from '../families/canonical-word.ts';
import type { CycleStep, ShownStep } from '../families/cycle-family.ts';
import { isNamed } from '../graph/step-labels.ts';
import type { VerdictName } from '../graph/verdict.ts';
import { grewThroughout, growth } from './type-growth.ts';

/** A cycle family as far as another dump needs to know it. */
export interface FamilyDigest {
  /** Equal in two dumps where types and names are, see `familyKey`. */
  readonly key: string;
  /** Its number in its own dump. */
  readonly id: number;
  readonly text: string;
  readonly steps: readonly ShownStep[];
  /** Qualified types of its steps. */
  readonly types: readonly string[];
  readonly cycles: number;
  /** Distinct objects on them: a ring that grows stays one cycle. */
  readonly objects: number;
  /** What goes with it. */
  readonly bytes: number;
  readonly verdict: VerdictName;
  /** The type that names it, and how many of them it has. */
  readonly culprit: { readonly type: string; readonly count: number };
  readonly pattern: string | null;
}

export type FamilyChangeKind = 'new' | 'grown' | 'same' | 'shrunk' | 'gone';

/** A family in two or three dumps; every list has one entry per dump, the earliest first. */
export interface FamilyChange {
  /** As the last dump that has it knows it. */
  readonly example: FamilyDigest;
  /**
   * From the first dump to the last: by its cycles, else by how many of them are unreachable, else
   * by the objects on them.
   */
  readonly change: FamilyChangeKind;
  readonly cycles: readonly number[];
  readonly objects: readonly number[];
  readonly bytes: readonly number[];
  /** Of these, unreachable ones. */
  readonly garbageCycles: readonly number[];
  readonly garbageBytes: readonly number[];
  readonly culprits: readonly number[];
  /** The worst of its verdicts in each dump; null where it has none of the family. */
  readonly verdict: readonly (VerdictName | null)[];
  /** Its number in each dump; null where it is not. */
  readonly ids: readonly (number | null)[];
  /** More cycles, or more objects on them, in every step. */
  readonly grewThroughout: boolean;
}

/**
 * The signature of a family as one text that does not depend on the dump it comes from: types, the
 * kinds of references and those labels that a program's source gives, in the least rotation.
 * Positions and keys are left out, as they are when cycles are grouped.
 */
export function familyKey(signature: readonly CycleStep[]): string {
  const tokens = signature.map(({ type, kind, label }) =>
    [type, kind, isNamed(kind) ? label : ''].join('\u0000'),
  );
  const numbers = new Map([...new Set(tokens)].sort().map((token, number) => [token, number]));
  const word = Uint32Array.from(tokens, (token) => numbers.get(token) ?? 0);
  const start = leastRotation(word, word.length);
  return [...tokens.slice(start), ...tokens.slice(0, start)].join('\u0001');
}

/**
 * The families of all dumps side by side. Families of one signature that differ in their verdict
 * (some cycles still held, some waiting) are one row, so that a cycle that was let go is not called
 * gone and new. O(families).
 *
 * Those whose unreachable bytes changed most come first; of the others what got worse comes before
 * what got better.
 */
export function compareFamilies(dumps: readonly (readonly FamilyDigest[])[]): FamilyChange[] {
  const rows = new Map<string, Row>();
  dumps.forEach((families, dump) => {
    for (const family of families) {
      let row = rows.get(family.key);
      if (row === undefined) {
        row = emptyRow(family, dumps.length);
        rows.set(family.key, row);
      }
      addTo(row, family, dump);
    }
  });
  return [...rows.values()].map(changeOf).sort(byInterest);
}

interface Row {
  example: FamilyDigest;
  exampleDump: number;
  readonly cycles: number[];
  readonly objects: number[];
  readonly bytes: number[];
  readonly garbageCycles: number[];
  readonly garbageBytes: number[];
  readonly culprits: number[];
  readonly verdict: (VerdictName | null)[];
  readonly ids: (number | null)[];
}

function emptyRow(example: FamilyDigest, dumps: number): Row {
  const zeros = (): number[] => new Array<number>(dumps).fill(0);
  return {
    example,
    exampleDump: -1,
    cycles: zeros(),
    objects: zeros(),
    bytes: zeros(),
    garbageCycles: zeros(),
    garbageBytes: zeros(),
    culprits: zeros(),
    verdict: new Array<VerdictName | null>(dumps).fill(null),
    ids: new Array<number | null>(dumps).fill(null),
  };
}

function addTo(row: Row, family: FamilyDigest, dump: number): void {
  row.cycles[dump] += family.cycles;
  row.objects[dump] += family.objects;
  row.bytes[dump] += family.bytes;
  row.culprits[dump] += family.culprit.count;
  if (isGarbage(family.verdict)) {
    row.garbageCycles[dump] += family.cycles;
    row.garbageBytes[dump] += family.bytes;
  }
  const known = row.verdict[dump];
  if (known !== null && severity(known) <= severity(family.verdict)) return;
  row.verdict[dump] = family.verdict;
  row.ids[dump] = family.id;
  if (dump >= row.exampleDump) {
    row.example = family;
    row.exampleDump = dump;
  }
}

const SEVERITY: readonly VerdictName[] = ['never', 'garbage', 'unknown', 'held'];

function severity(verdict: VerdictName): number {
  return SEVERITY.indexOf(verdict);
}

function isGarbage(verdict: VerdictName): boolean {
  return verdict === 'never' || verdict === 'garbage';
}

function changeOf({ exampleDump: _, ...row }: Row): FamilyChange {
  return {
    ...row,
    change: kindOf(row),
    grewThroughout: grewThroughout(row.cycles) || grewThroughout(row.objects),
  };
}

function kindOf({ cycles, garbageCycles, objects }: Omit<Row, 'exampleDump'>): FamilyChangeKind {
  const [before, after] = [cycles[0], cycles[cycles.length - 1]];
  if (before === 0 && after === 0) return 'same';
  if (before === 0) return 'new';
  if (after === 0) return 'gone';
  const grown = after - before || growth(garbageCycles) || growth(objects);
  return grown === 0 ? 'same' : grown > 0 ? 'grown' : 'shrunk';
}

const INTEREST: readonly FamilyChangeKind[] = ['new', 'grown', 'gone', 'shrunk', 'same'];

function byInterest(a: FamilyChange, b: FamilyChange): number {
  return (
    weight(b.garbageBytes) - weight(a.garbageBytes) ||
    INTEREST.indexOf(a.change) - INTEREST.indexOf(b.change) ||
    weight(b.bytes) - weight(a.bytes) ||
    (b.cycles.at(-1) ?? 0) - (a.cycles.at(-1) ?? 0) ||
    (a.example.key < b.example.key ? -1 : a.example.key > b.example.key ? 1 : 0)
  );
}

/** How far the last differs from the first, either way. */
function weight(values: readonly number[]): number {
  return Math.abs(growth(values));
}
