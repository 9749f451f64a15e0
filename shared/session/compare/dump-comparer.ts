import type { DumpComparison, MatchChoice } from '../../analysis/diff/compare-dumps.ts';
import { compareDumps } from '../../analysis/diff/compare-dumps.ts';
import type { SortedObjects } from '../../analysis/diff/object-digest.ts';
import type { Growth } from '../../analysis/growth/growth.ts';
import { explainGrowth } from '../../analysis/growth/growth.ts';
import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import type { CompareChoice } from '../../protocol/compare-schemas.ts';
import { MAX_BASELINES } from '../../protocol/compare-schemas.ts';
import type { LentDigest } from '../../protocol/engine-messages.ts';
import type { CutChoice } from '../../protocol/schemas.ts';
import type { DerivedColumns } from '../columns/derived.ts';
import type { DumpIdentity } from '../columns/dump-identity.ts';
import type { DumpDigest } from './dump-digest.ts';
import { digestDump, lendable } from './dump-digest.ts';

/** A comparison with everything that its pages are made of. */
export interface ComparedDumps {
  /** The earliest first; the last is this session's own. */
  readonly digests: readonly DumpDigest[];
  readonly result: DumpComparison;
  /** Which containers explain the growth. */
  readonly growth: Growth;
  /** Which object of this session's graph stands at each position of the last digest. */
  readonly order: Uint32Array;
  /** The last list of objects that was asked for: its next page comes from it. */
  selection: ObjectSelection | null;
}

/**
 * What a session lends to others, and what others have lent to it.
 *
 * Of a comparison it keeps the baselines' digests (16 bytes an object each), its own (20) and the
 * result (5 per object and step), for one choice at a time; all of it goes when the baselines are
 * given back.
 */
export class DumpComparer {
  private readonly derived: DerivedColumns;
  private readonly identity: DumpIdentity;
  private readonly baselines = new Map<string, DumpDigest>();
  private sorted: SortedObjects | null = null;
  private cached: { readonly key: string; readonly compared: ComparedDumps } | null = null;

  constructor(derived: DerivedColumns, identity: DumpIdentity) {
    this.derived = derived;
    this.identity = identity;
  }

  /** This dump's digest, made anew: the sender transfers its buffers away. */
  lend(cuts: CutChoice, job: Job): LentDigest<DumpDigest> {
    return lendable(digestDump(this.derived, this.identity, cuts, null, job).digest);
  }

  /** Takes another dump's digest under a name by which questions refer to it. */
  borrow(baseline: string, { digest }: LentDigest<DumpDigest>): void {
    this.giveBack(baseline);
    this.baselines.set(baseline, digest);
    for (const oldest of this.baselines.keys()) {
      if (this.baselines.size <= MAX_BASELINES) break;
      this.giveBack(oldest);
    }
  }

  giveBack(baseline: string): void {
    if (!this.baselines.delete(baseline)) return;
    this.cached = null;
    if (this.baselines.size === 0) this.sorted = null;
  }

  /** Throws `not-found` when a baseline was not lent, `bad-request` when their cuts differ. */
  compare({ baselines, match }: CompareChoice, job: Job): ComparedDumps {
    const key = JSON.stringify([baselines, match]);
    if (this.cached?.key === key) return this.cached.compared;
    const lent = baselines.map((name) => this.baseline(name));
    const cuts = commonCuts(lent);
    // The old result goes before the new one comes.
    this.cached = null;
    const own = digestDump(this.derived, this.identity, cuts, this.sorted, job);
    this.sorted = own.sorted;
    const digests = [...lent, own.digest];
    const result = compareDumps(digests, match satisfies MatchChoice, job);
    const growth = this.explainGrowth(digests, result, job);
    const compared = { digests, result, growth, order: own.sorted.order, selection: null };
    this.cached = { key, compared };
    return compared;
  }

  private explainGrowth(digests: readonly DumpDigest[], result: DumpComparison, job: Job): Growth {
    const { derived } = this;
    const own = { graph: derived.graph, forest: derived.names(job), namer: derived.namer(job) };
    const outlines = digests.map(({ outline }) => outline);
    return explainGrowth(outlines, own, result.matching.objects, job);
  }

  private baseline(name: string): DumpDigest {
    const digest = this.baselines.get(name);
    if (digest !== undefined) return digest;
    throw new OuroborosError(
      'not-found',
      'The dump to compare with is no longer available; choose it again.',
    );
  }
}

function commonCuts(digests: readonly DumpDigest[]): CutChoice {
  const [first, ...others] = digests;
  if (first === undefined) throw new OuroborosError('bad-request', 'Nothing to compare with.');
  if (others.some(({ cuts }) => JSON.stringify(cuts) !== JSON.stringify(first.cuts))) {
    throw new OuroborosError(
      'bad-request',
      'The dumps were prepared with different references cut, so their cycles cannot be compared.',
    );
  }
  return first.cuts;
}

/** Positions in the last dump, of what is gone in the first, in the order they are listed. */
export interface ObjectSelection {
  readonly key: string;
  readonly at: Uint32Array;
}
