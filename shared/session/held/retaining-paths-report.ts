import type { HeldBranch, HeldPathsResult } from '../../protocol/paths-schemas.ts';

/** A step, or several without a fork, that the shortest paths to many objects have in common. */
export interface HeldBranchReport {
  readonly text: string;
  readonly steps: readonly { readonly label: string; readonly type: string }[];
  readonly objects: number;
  readonly shallowBytes: number;
  /** Of the objects, how many are what the last step leads to. */
  readonly here: number;
  /** Address of one of the objects. */
  readonly example: string;
  readonly children: readonly HeldBranchReport[];
  /** Steps after this one that are not listed, and the objects held through them. */
  readonly hidden: { readonly branches: number; readonly objects: number };
}

/** What `path` prints for many objects; stable like the other reports. */
export interface HeldPathsReport {
  readonly text: string;
  readonly objects: number;
  readonly shallowBytes: number;
  readonly reached: number;
  readonly unreached: readonly {
    readonly verdict: string;
    readonly objects: number;
    readonly shallowBytes: number;
  }[];
  readonly branches: readonly HeldBranchReport[];
  readonly hidden: { readonly branches: number; readonly objects: number };
  readonly partial: boolean;
}

export function heldPathsReport(found: HeldPathsResult): HeldPathsReport {
  return { ...found, branches: found.branches.map(branchReport) };
}

function branchReport({ branch: _, example, children, ...row }: HeldBranch): HeldBranchReport {
  return { ...row, example: example.address, children: children.map(branchReport) };
}
