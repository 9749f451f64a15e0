import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Python of this version: the system's, or one that pyenv keeps. */
export function findPython(version: string): string | null {
  const versions = join(homedir(), '.pyenv', 'versions');
  const kept = existsSync(versions) ? readdirSync(versions) : [];
  const candidates = [
    `/usr/bin/python${version}`,
    ...kept
      .filter((name) => name.startsWith(`${version}.`))
      .map((name) => join(versions, name, 'bin', 'python3')),
  ];
  return candidates.find((path) => existsSync(path)) ?? null;
}
