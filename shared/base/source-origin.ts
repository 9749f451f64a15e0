/** Whose a line of source is. */
export type SourceOrigin = 'program' | 'library' | 'standard';

const PACKAGES = /[\\/](?:site|dist)-packages[\\/]/;
/** `/usr/lib/python3.11/…` and, on Windows, `C:\Python311\Lib\…`. */
const STANDARD = /[\\/]lib(?:64)?[\\/]python\d|\\Lib\\|^[A-Za-z]:.*[\\/]Lib[\\/]/;
/** Of a package: from the library it is installed in, which a folder above may be called, too. */
const PACKAGE_PART =
  /[\\/](?:lib(?:64)?[\\/]python\d[^\\/]*[\\/]|Lib[\\/])?(?:site|dist)-packages[\\/]/;
const STANDARD_PART = /^.*([\\/](?:lib(?:64)?[\\/]python\d|Lib[\\/]).*)$/s;
const COLLECTOR = /(?:^|[\\/])ouroboros_dump\.py$/;

/**
 * Whose a source file is by its path alone, as any Python installs: whoever keeps code elsewhere
 * has it called the program's. What was made at run time lies in no file: `<string>` may be the
 * program's own (`python -c`), or a library's.
 */
export function originOfSource(file: string): SourceOrigin {
  if (PACKAGES.test(file)) return 'library';
  return file.startsWith('<frozen ') || STANDARD.test(file) ? 'standard' : 'program';
}

/**
 * Whose a line that ran is: code made at run time is nobody's to edit, what was typed in is. What has
 * no file ran outside of Python.
 */
export function originOfLine(file: string): SourceOrigin {
  const isMade = file === '' || /^<(?!frozen |stdin>|ipython-input)/.test(file);
  return isMade ? 'library' : originOfSource(file);
}

/** "app.py:9"; '' for what has no file. */
export function lineText(file: string, line: number): string {
  return file === '' ? '' : `${file}:${line}`;
}

/** Whether it can be opened: `<frozen zipimport>`, `<string>` and the like lie in no file. */
export function isInFile(file: string): boolean {
  return file !== '' && !/^<.*>$/s.test(file);
}

export function isCollectorFile(file: string): boolean {
  return COLLECTOR.test(file);
}

/** A path from the folder of its installation on, which says nothing of the machine; null elsewhere. */
export function installedPart(file: string): string | null {
  const at = file.search(PACKAGE_PART);
  if (at >= 0) return file.slice(at);
  return originOfSource(file) === 'standard' ? (STANDARD_PART.exec(file)?.[1] ?? null) : null;
}

/** A path without the folders above the installed package that it is in. */
export function withoutPackageFolder(file: string): string {
  const at = file.search(PACKAGES);
  return at < 0 ? file : file.slice(file.indexOf('packages', at) + 'packages/'.length);
}
