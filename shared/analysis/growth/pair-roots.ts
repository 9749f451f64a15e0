import type { GrowthExplainer } from './explain-growth.ts';
import { STANDS_OUT } from './explain-growth.ts';
import type { GrowthRow } from './growth-row.ts';
import type { OutlineGroup, OutlineRoot } from './outline.ts';
import { NONE } from './outline.ts';

/** Names of modules that are told of those newly imported. */
const MAX_MODULES = 3;

/**
 * Explains the growth of everything, from where names begin: modules by name, frames by thread and
 * function; garbage, and what only C code holds, as groups by type.
 */
export function explainRoots(of: GrowthExplainer, isOneProcess: boolean): void {
  const [olds, news] = [byKey(of.before.outline.roots), byKey(of.after.outline.roots)];
  const imported: OutlineRoot[] = [];
  for (const key of new Set([...olds.keys(), ...news.keys()])) {
    const [before, after] = [olds.get(key) ?? [], news.get(key) ?? []];
    if ((after[0] ?? before[0])?.kind === 'outside') continue;
    for (let at = 0; at < Math.max(before.length, after.length); at++) {
      const [later, earlier] = [after[at], before[at]];
      if (later?.kind === 'module' && earlier === undefined && isImport(of, later)) {
        imported.push(later);
      } else of.explain(of.pairOf(later?.at ?? NONE, earlier?.at ?? NONE));
    }
  }
  tellImports(of, imported);
  explainGroups(of, olds, news, isOneProcess);
}

/** A module of the program itself that is large is looked into; others are told together. */
function isImport(of: GrowthExplainer, root: OutlineRoot): boolean {
  return root.isLibrary || of.after.weight(root.at) < of.floor;
}

function byKey(roots: readonly OutlineRoot[]): Map<string, OutlineRoot[]> {
  const found = new Map<string, OutlineRoot[]>();
  for (const root of roots) {
    const same = found.get(root.key);
    if (same === undefined) found.set(root.key, [root]);
    else same.push(root);
  }
  return found;
}

function tellImports(of: GrowthExplainer, imported: readonly OutlineRoot[]): void {
  const names = new Map<string, number>();
  let bytes = 0;
  for (const { at, label } of imported) {
    bytes += of.after.weight(at);
    const top = (label.split('.')[0] ?? '').replace(/\d+/g, '…');
    names.set(top, (names.get(top) ?? 0) + of.after.weight(at));
  }
  if (bytes < of.floor) return;
  const told = [...names]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_MODULES)
    .map(([name]) => name);
  const name = [...told, ...(names.size > told.length ? ['…'] : [])].join(', ');
  const items = [0, imported.length] as const;
  of.rows.push({ ...groupRow('imports', name), items, bytes: [0, bytes], delta: bytes });
}

function explainGroups(
  of: GrowthExplainer,
  oldRoots: ReadonlyMap<string, readonly OutlineRoot[]>,
  newRoots: ReadonlyMap<string, readonly OutlineRoot[]>,
  isOneProcess: boolean,
): void {
  const olds = new Map(of.before.outline.groups.map((group) => [group.key, group]));
  const news = new Map(of.after.outline.groups.map((group) => [group.key, group]));
  for (const key of new Set([...olds.keys(), ...news.keys()])) {
    const [before, after] = [olds.get(key), news.get(key)];
    const { kind, what } = (after ?? before) as OutlineGroup;
    let delta = (after?.bytes ?? 0) - (before?.bytes ?? 0);
    let count = after?.count ?? 0;
    if (Math.abs(delta) < of.floor) continue;
    if (kind === 'outside') {
      const told = explainLargest(
        of,
        oldRoots.get(key) ?? [],
        newRoots.get(key) ?? [],
        delta,
        isOneProcess,
      );
      delta -= told.bytes;
      count -= told.count;
      if (Math.abs(delta) < of.floor) continue;
    }
    of.rows.push({
      ...groupRow(kind, what),
      items: [before?.count ?? 0, count],
      bytes: [before?.bytes ?? 0, (before?.bytes ?? 0) + delta],
      delta,
      example: after?.heaviest ?? NONE,
    });
  }
}

/** One of a group that grew, or is new and heavy, is told by itself. */
function explainLargest(
  of: GrowthExplainer,
  olds: readonly OutlineRoot[],
  news: readonly OutlineRoot[],
  delta: number,
  isOneProcess: boolean,
): { readonly bytes: number; readonly count: number } {
  const told = { bytes: 0, count: 0 };
  for (const { at } of news) {
    const there = isOneProcess ? of.before.sameAddress(of.after.outline, at) : NONE;
    const only = olds.length === 1 && news.length === 1 ? (olds[0]?.at ?? NONE) : NONE;
    const earlier = isOneProcess ? (olds.some((old) => old.at === there) ? there : NONE) : only;
    const pair = of.pairOf(at, earlier);
    if (pair.delta < STANDS_OUT * delta || pair.delta < of.floor) continue;
    told.bytes += pair.delta;
    told.count++;
    of.explain(pair);
  }
  return told;
}

function groupRow(kind: GrowthRow['kind'], name: string): GrowthRow {
  return {
    kind,
    name,
    later: NONE,
    earlier: NONE,
    items: null,
    bytes: [0, 0],
    delta: 0,
    type: '',
    pattern: null,
    alsoIn: [],
    threads: 1,
    example: NONE,
    link: null,
    came: [],
  };
}
