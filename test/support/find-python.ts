import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A Python of this version: the system's, one that pyenv keeps, or one on the path. */
export function findPython(version: string): string | null {
  const versions = join(homedir(), '.pyenv', 'versions');
  const kept = existsSync(versions) ? readdirSync(versions) : [];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = [
    `/usr/bin/python${version}`,
    ...kept
      .filter((name) => name.startsWith(`${version}.`))
      .map((name) => join(versions, name, 'bin', 'python3')),
    // pyenv's own shims are there for versions that are not in force, too.
    ...folders
      .filter((folder) => !folder.includes('shims'))
      .map((folder) => join(folder, `python${version}`)),
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}
