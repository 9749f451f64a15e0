import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * The path with its extension where the user typed none: not every system's dialog adds it. A file
 * that the dialog did not ask about is never replaced by that.
 */
export function withExtension(filePath: string, extension: string): string {
  if (path.extname(filePath) !== '') return filePath;
  const whole = `${filePath}.${extension}`;
  return existsSync(whole) ? filePath : whole;
}
