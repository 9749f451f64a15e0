import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startingScene } from '../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS, DEFAULT_EXPORT } from '../../shared/protocol/schemas.ts';
import type { Finding } from '../../shared/session/compare/check-report.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';
import type { CliContext } from './context.ts';
import { writeOutput } from './output.ts';

/**
 * Draws what refers to the most telling object of each finding that names a type, as
 * `1-max-garbage.svg`, numbered as the findings are. Names of files hold nothing from the dump.
 */
export async function drawFindings(
  { job }: CliContext,
  session: HeapSession,
  findings: readonly Finding[],
  folder: string,
  inputs: readonly string[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [at, { check, look }] of findings.entries()) {
    const option = look.indexOf('--type');
    const type = option < 0 ? undefined : look[option + 1];
    if (type === undefined) continue;
    const [node] = session.findByType(type, 1, job);
    if (node === undefined) continue;
    const scene = startingScene([node]);
    const request = { scene, cuts: DEFAULT_CUTS, options: DEFAULT_EXPORT };
    const { text } = await session.query('export', request, job);
    await writeOutput(path.join(folder, `${at + 1}-${check}.svg`), text, inputs);
  }
}
