import type { ImportedModule } from './source-files.ts';

/**
 * Files that import each other in a circle, imports of types included: each circle's files in
 * order. A file that only leads to a circle is in none.
 */
export function importCircles(
  modules: readonly (readonly [file: string, imported: readonly ImportedModule[]])[],
): string[][] {
  const known = new Set(modules.map(([file]) => file));
  const targets = new Map<string, readonly string[]>();
  for (const [file, imported] of modules) {
    targets.set(
      file,
      imported.flatMap((module) =>
        module.file !== null && known.has(module.file) ? [module.file] : [],
      ),
    );
  }
  const reached = new Map([...known].map((file) => [file, reachedFrom(file, targets)]));
  const circles = new Map<string, string[]>();
  for (const file of [...known].sort()) {
    const there = reached.get(file) ?? new Set();
    if (!there.has(file)) continue;
    const circle = [...there].filter((other) => reached.get(other)?.has(file)).sort();
    circles.set(circle.join(), circle);
  }
  return [...circles.values()];
}

/** What is imported from a file on, however indirectly; the file itself only where it comes back. */
function reachedFrom(
  start: string,
  targets: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set(targets.get(start));
  for (const file of found) for (const next of targets.get(file) ?? []) found.add(next);
  return found;
}
