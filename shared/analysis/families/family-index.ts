import { mergeSorted } from '../../base/sorted.ts';
import { isNamed } from '../graph/step-labels.ts';
import type { VerdictByte } from '../graph/verdict.ts';
import type { CycleFamily } from './cycle-family.ts';

/** What tells families of one grouping apart. */
export type FamilyKey = Pick<CycleFamily, 'key' | 'verdict'>;

/** Families by key and verdict. O(steps of its signature) per question. */
export class FamilyIndex {
  private readonly byHash = new Map<number, CycleFamily[]>();
  private size = 0;

  constructor(families: Iterable<CycleFamily>) {
    for (const family of families) {
      const hash = hashOf(family.key, family.verdict);
      const known = this.byHash.get(hash);
      if (known === undefined) this.byHash.set(hash, [family]);
      else known.push(family);
      this.size++;
    }
  }

  /** Whether all have been taken. */
  get isEmpty(): boolean {
    return this.size === 0;
  }

  find(wanted: FamilyKey): CycleFamily | null {
    const chain = this.byHash.get(hashOf(wanted.key, wanted.verdict));
    return chain?.find((family) => isSame(family, wanted)) ?? null;
  }

  /** Finds a family by its key and verdict and removes it; null where there is none. */
  take(wanted: FamilyKey): CycleFamily | null {
    const chain = this.byHash.get(hashOf(wanted.key, wanted.verdict));
    const at = chain?.findIndex((family) => isSame(family, wanted)) ?? -1;
    if (chain === undefined || at < 0) return null;
    this.size--;
    return chain.splice(at, 1)[0] ?? null;
  }

  left(): CycleFamily[] {
    return [...this.byHash.values()].flat();
  }
}

/** Parts of families in components that have none in common, put together where they are the same. */
export class FamilyParts {
  private readonly byHash = new Map<number, CycleFamily[]>();

  add(part: CycleFamily): void {
    const hash = hashOf(part.key, part.verdict);
    const chain = this.byHash.get(hash) ?? [];
    this.byHash.set(hash, chain);
    const at = chain.findIndex((family) => isSame(family, part));
    const known = chain[at];
    if (known === undefined) chain.push(part);
    else chain[at] = together(known, part);
  }

  all(): CycleFamily[] {
    return [...this.byHash.values()].flat();
  }
}

function together(a: CycleFamily, b: CycleFamily): CycleFamily {
  return {
    ...a,
    signature: a.signature.map((step, at) =>
      isNamed(step.kind) || step.label === b.signature[at]?.label ? step : { ...step, label: '' },
    ),
    minRepeat: Math.min(a.minRepeat, b.minRepeat),
    maxRepeat: Math.max(a.maxRepeat, b.maxRepeat),
    count: a.count + b.count,
    objects: a.objects + b.objects,
    shallowBytes: a.shallowBytes + b.shallowBytes,
    instances: mergeSorted(a.instances, b.instances),
    components: mergeSorted(a.components, b.components),
  };
}

function hashOf(key: Uint32Array, verdict: VerdictByte): number {
  let hash = verdict;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash, 0x01000193) ^ key[at];
  return hash;
}

function isSame(a: FamilyKey, b: FamilyKey): boolean {
  if (a.verdict !== b.verdict || a.key.length !== b.key.length) return false;
  for (let at = 0; at < a.key.length; at++) if (a.key[at] !== b.key[at]) return false;
  return true;
}
