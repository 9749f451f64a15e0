import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout this launcher belongs to. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

export const fromRoot = (...parts) => path.join(ROOT, ...parts);

/** Everything the launcher itself says goes to stderr: stdout belongs to the command it runs. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
