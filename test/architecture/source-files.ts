import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const NOT_OURS = new Set(['node_modules', 'dist', '.git', '.cache', 'coverage', '__pycache__']);
const RESULTS = new Set(['test-results', 'playwright-report']);

/** Every file of the repository below `folder`, as paths from its root with forward slashes. */
export function filesBelow(folder: string): string[] {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of readdirSync(path.join(ROOT, next), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name) || RESULTS.has(entry.name)) continue;
      const child = next === '.' ? entry.name : `${next}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(child);
      else if (entry.isFile()) found.push(child);
    }
  }
  return found.sort();
}

export function readText(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

export interface ImportedModule {
  /** As written: `../base/errors.ts`, `react`. */
  readonly specifier: string;
  /** From the root, for relative imports; null for packages. */
  readonly file: string | null;
  /** Nothing of it is left at run time. */
  readonly isTypeOnly: boolean;
}

const STATIC = /(?:^|[\n;])\s*(import|export)\s+(type\s)?([^;'"`]*?\sfrom\s*)?['"]([^'"\n]+)['"]/g;
const DYNAMIC = /\bimport\s*\(\s*['"]([^'"\n]+)['"]/g;

/**
 * What a TypeScript module imports, by any form of import. The URL of a worker is not one: what
 * runs there shares nothing with the page.
 */
export function importsOf(file: string, text = readText(file)): ImportedModule[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/[^\n]*/g, '$1');
  const imported: ImportedModule[] = [];
  const add = (specifier: string, isTypeOnly: boolean): void => {
    const isRelative = specifier.startsWith('.');
    const target = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
    imported.push({ specifier, file: isRelative ? target : null, isTypeOnly });
  };
  for (const [, , typeOnly, clause = '', specifier = ''] of code.matchAll(STATIC)) {
    add(specifier, typeOnly !== undefined || namesOnlyTypes(clause));
  }
  for (const [, specifier = ''] of code.matchAll(DYNAMIC)) add(specifier, false);
  return imported;
}

/** `{ type A, type B } from`: an import of types in the other spelling. */
function namesOnlyTypes(clause: string): boolean {
  const names = /^\s*\{([\s\S]*)\}\s*from\s*$/.exec(clause)?.[1];
  if (names === undefined) return false;
  const list = names.split(',').filter((name) => name.trim() !== '');
  return list.length > 0 && list.every((name) => /^\s*type\s/.test(name));
}
