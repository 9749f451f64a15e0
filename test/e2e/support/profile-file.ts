import { writeFileSync } from 'node:fs';
import path from 'node:path';

const MAIN = '/srv/pipeline/main.py:40 (<module>)';
const STACKS = [
  `${MAIN};/srv/pipeline/orders.py:12 (load);/usr/lib/python3.12/json/decoder.py:353 (raw_decode) 6000000`,
  `${MAIN};/srv/pipeline/orders.py:30 (index) 3000000`,
  `${MAIN};/usr/lib/python3.12/site-packages/numpy/core.py:7 (zeros) 1000000`,
];

/** An allocation profile as Fil writes it: one stack a line, the outermost call first. */
export function writeProfile(folder: string, more: readonly string[] = []): string {
  const file = path.join(folder, 'peak-memory.prof');
  writeFileSync(file, `${[...STACKS, ...more].join('\n')}\n`);
  return file;
}
