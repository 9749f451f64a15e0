import type { ReleasingCut, WaysResult } from '../../protocol/paths-schemas.ts';

interface CutReport {
  /** In a sentence. */
  readonly text: string;
  readonly total: number;
  /** The first of them: the object that would let go, by which reference, and of what. */
  readonly references: readonly {
    readonly text: string;
    readonly address: string;
    readonly type: string;
    readonly label: string;
    readonly target: string;
  }[];
}

/** What `path --ways` prints; stable like the other reports. */
export interface WaysReport {
  readonly text: string;
  /** A lower bound unless `complete`. */
  readonly count: number;
  readonly complete: boolean;
  /** False where the dump does not know all that may hold the object. */
  readonly certain: boolean;
  readonly ways: readonly {
    readonly text: string;
    readonly root: string;
    /** From the root to the object, internals folded; `label` as in the window. */
    readonly path: readonly {
      readonly address: string;
      readonly type: string;
      readonly label: string;
    }[];
  }[];
  readonly release: CutReport | null;
  /** As near to the roots as possible; null where that is the same. */
  readonly releaseNearRoots: CutReport | null;
  readonly notes: readonly string[];
}

export function waysReport(found: WaysResult): WaysReport {
  return {
    text: found.text,
    count: found.count,
    complete: found.isComplete,
    certain: !found.isDoubtful,
    ways: found.ways.map(({ text, rootLabel, steps }) => ({
      text,
      root: rootLabel,
      path: steps.map(({ object, label }) => ({
        address: object.address,
        type: object.type,
        label,
      })),
    })),
    release: cutReport(found.release),
    releaseNearRoots: cutReport(found.releaseNearRoots),
    notes: found.notes,
  };
}

function cutReport(cut: ReleasingCut | null): CutReport | null {
  if (cut === null) return null;
  return {
    text: cut.text,
    total: cut.total,
    references: cut.references.map(({ text, label, source, target }) => ({
      text,
      address: source.address,
      type: source.type,
      label,
      target: target.address,
    })),
  };
}
