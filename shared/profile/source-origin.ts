/** Whose a line of source is. */
export type SourceOrigin = 'program' | 'library' | 'standard';

/** By the path alone, as any Python installs: whoever keeps code elsewhere has it called a program's. */
export function originOfSource(file: string): SourceOrigin {
  if (/[\\/](site|dist)-packages[\\/]/.test(file)) return 'library';
  // Code that was made at run time lies in no file; what was typed in is the program's.
  if (/^<(?!frozen |stdin>|ipython-input)/.test(file)) return 'library';
  const isStandard = /^<frozen |[\\/]lib(64)?[\\/]python\d|[\\/]Lib[\\/]/.test(file);
  return isStandard ? 'standard' : 'program';
}
