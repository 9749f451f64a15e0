import path from 'node:path';
import type { PathMapping } from '../../shared/protocol/source-settings.ts';

/** Files that are source: nothing else is opened or read, whatever a dump says. */
const SOURCE_FILE =
  /\.(?:py|pyi|pyw|pyx|pxd|pxi|js|mjs|cjs|jsx|ts|mts|cts|tsx|vue|svelte|rb|java|kt|scala|groovy|c|cc|cpp|cxx|h|hh|hpp|rs|go)$/i;
const MAX_PATH = 4096;

/** A file of this machine, and the folder the user chose that it lies in; null if in none. */
export interface ResolvedSource {
  readonly file: string;
  readonly folder: string | null;
}

/**
 * Where a file that a dump names lies on this machine; null for what is no source file, or no path.
 *
 * What a dump says is hostile: no way up (`..`), no network path, no control character, no path
 * that is relative to wherever this process runs. Of several mappings the longest counts.
 */
export function resolveSource(
  named: string,
  mappings: readonly PathMapping[],
): ResolvedSource | null {
  if (named.length > MAX_PATH || /\p{Cc}/u.test(named) || !SOURCE_FILE.test(named)) return null;
  const wanted = plain(named);
  if (wanted.split('/').includes('..')) return null;
  const fitting = mappings
    .map((mapping) => ({ mapping, rest: below(plain(mapping.from), wanted) }))
    .filter(({ rest }) => rest !== null)
    .sort((a, b) => b.mapping.from.length - a.mapping.from.length);
  const [best] = fitting;
  if (best !== undefined) {
    const folder = path.resolve(best.mapping.to);
    return { file: path.join(folder, ...(best.rest ?? '').split('/')), folder };
  }
  // `//server/share` would ask the network, and give it the user's name.
  if (wanted.startsWith('//') || !path.isAbsolute(named)) return null;
  return { file: path.normalize(named), folder: null };
}

/** With one kind of slash, and none at the end. */
function plain(text: string): string {
  return text.replaceAll('\\', '/').replace(/(?<=[^/])\/+$/, '');
}

/** What is left of a path below a folder; null where it is not in there. */
function below(folder: string, wanted: string): string | null {
  if (folder === '') return isRelative(wanted) ? wanted : null;
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return wanted.startsWith(start) && wanted.length > start.length
    ? wanted.slice(start.length)
    : null;
}

function isRelative(wanted: string): boolean {
  return !wanted.startsWith('/') && !/^[a-z]:/i.test(wanted);
}
