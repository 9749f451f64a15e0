/**
 * Names by which the files of a fleet are told apart, in their order: their paths without what all
 * of them begin with. Where a host knows no more than two equal names, they are numbered.
 */
export function memberNames(paths: readonly string[]): readonly string[] {
  const common = commonFolder(paths);
  const taken = new Set<string>();
  const counts = new Map<string, number>();
  return paths.map((path) => {
    const name = path.slice(common);
    let count = counts.get(name) ?? 1;
    let unique = name;
    while (taken.has(unique)) unique = `${name} (${++count})`;
    counts.set(name, count);
    taken.add(unique);
    return unique;
  });
}

/** The length of the folders that all paths begin with, separator included. */
function commonFolder(paths: readonly string[]): number {
  const [first = ''] = paths;
  let length = endOfFolder(first, first.length);
  for (const path of paths) {
    while (length > 0 && !path.startsWith(first.slice(0, length))) {
      length = endOfFolder(first, length - 1);
    }
  }
  return length;
}

function endOfFolder(path: string, before: number): number {
  const within = path.slice(0, before);
  return Math.max(within.lastIndexOf('/'), within.lastIndexOf('\\')) + 1;
}
