import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** When the timeline begins: ten minutes before the first of the dumps of `writeDumpFiles`. */
const START = Date.parse('2026-05-04T09:00:00Z') / 1000;
const EVERY_SECONDS = 2;
const MINUTES = 50;
const MIB_AT_START = 84;

/**
 * A timeline as mprof writes it, of the process that the dumps of `writeDumpFiles` are of: it leaks
 * some megabytes a minute in `Pool.take`, called by `handle`, and has two workers for a while.
 */
export function writeTimeline(folder: string): string {
  const lines = ['CMDLINE python -m app.server --port 8080'];
  const at = (second: number) => (START + second).toFixed(4);
  const mib = (second: number) => MIB_AT_START + second * 0.11 + 9 * Math.sin(second / 37) ** 2;
  for (let second = 0; second <= MINUTES * 60; second += EVERY_SECONDS) {
    lines.push(`MEM ${mib(second).toFixed(6)} ${at(second)}`);
    for (const [pid, from, to] of [
      [4715, 300, 1500],
      [4716, 900, 2700],
    ] as const) {
      if (second < from || second > to) continue;
      const size = 40 + 50 * (1 - Math.exp((from - second) / 200));
      lines.push(`CHLD ${pid} ${size.toFixed(6)} ${at(second + 0.01)}`);
    }
  }
  const call = (name: string, start: number, end: number, level: number) =>
    `FUNC ${name} ${mib(start).toFixed(4)} ${at(start)} ${mib(end).toFixed(4)} ${at(end)} ${level}`;
  lines.push(call('app.server.load_settings', 20, 140, 1));
  for (let from = 240; from < 2500; from += 440) {
    lines.push(call('app.pool.Pool.take', from + 40, from + 330, 2));
    lines.push(call('app.server.handle', from, from + 400, 1));
  }
  const file = path.join(folder, 'server.dat');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
