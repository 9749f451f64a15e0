import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../../shared/formats/load-dump.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import type { Comparison } from '../../../../shared/protocol/compare-schemas.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { findPython } from '../../../support/find-python.ts';
import { leakDump } from '../../../support/leak-dump.ts';
import { sessionOf } from '../../../support/session-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-growth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function dumpsOf(
  python: string,
  run: string,
  count: number,
  program = 'growing.py',
): Promise<HeapGraph[]> {
  const out = join(folder, run);
  const script = join(import.meta.dirname, program);
  execFileSync(python, [script, 'collector', out, String(count)], { stdio: 'pipe' });
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  const graphs: HeapGraph[] = [];
  for (let at = 0; at < count; at++) {
    const source = memorySource(new Uint8Array(readFileSync(`${out}-${at}.ouro`)), run);
    graphs.push((await loadDump(source, options)).graph);
  }
  return graphs;
}

/** The last of some dumps compared with those before it. */
async function compared(...graphs: readonly HeapGraph[]): Promise<Comparison> {
  const last = sessionOf(graphs[graphs.length - 1] as HeapGraph);
  const baselines = graphs.slice(0, -1).map((graph, at) => {
    last.comparer.borrow(`b${at}`, sessionOf(graph).comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    return `b${at}`;
  });
  return last.query('comparison', { baselines, match: 'auto' }, UNATTENDED_JOB);
}

const told = ({ growth }: Comparison) => growth.rows.map(({ name, items }) => [name, items]);
const PYTHON = findPython('3.11');

describe('the growth of a program', () => {
  it.skipIf(PYTHON === null)('is told by the containers that hold what came', async () => {
    const [before, after] = await dumpsOf(PYTHON ?? '', 'two', 2);
    const result = await compared(before as HeapGraph, after as HeapGraph);
    expect(told(result)).toEqual([
      ['garbage of __main__.Link, __main__.Page', [400, 2800]],
      ['__main__.SERVICE.cache', [400, 2800]],
      ["__main__.USERS[…]['history']", [200, 200]],
      ['__main__.SERVICE.events', [400, 2800]],
      ['__main__.latest', [400, 2800]],
    ]);
    const history = result.growth.rows[2];
    expect(history?.grownItems).toEqual({ count: 200, items: [400, 2800] });
    // A text of 300 letters, one of 900, their dict and the key.
    const cache = result.growth.rows[1];
    expect(cache?.delta).toBeGreaterThan(2400 * 1300);
    expect(cache?.delta).toBeLessThan(2400 * 1800);
    expect(result.growth.lost.map(({ name, items }) => [name, items])).toEqual([
      ['__main__.OLD', [4000, 0]],
    ]);
    const { namedBytes, gainedBytes, netBytes } = result.growth;
    expect(namedBytes).toBeGreaterThan(0.95 * gainedBytes);
    const [first, last] = result.dumps;
    expect(netBytes).toBe((last?.shallowBytes ?? 0) - (first?.shallowBytes ?? 0));
  });

  it.skipIf(PYTHON === null)('is told alike of two processes, by names alone', async () => {
    const [before] = await dumpsOf(PYTHON ?? '', 'one', 1);
    const [, after] = await dumpsOf(PYTHON ?? '', 'other', 2);
    const result = await compared(before as HeapGraph, after as HeapGraph);
    expect(result.comparedBy).toBe('types');
    expect(told(result).map(([name]) => name)).toEqual([
      'garbage of __main__.Link, __main__.Page',
      '__main__.SERVICE.cache',
      "__main__.USERS[…]['history']",
      '__main__.SERVICE.events',
      '__main__.latest',
    ]);
  });

  it.skipIf(PYTHON === null)('comes first where it goes on in every step', async () => {
    const result = await compared(...(await dumpsOf(PYTHON ?? '', 'four', 4)));
    expect(result.growth.rows.every(({ inEveryStep }) => inEveryStep === true)).toBe(true);
    expect(result.growth.rows[0]?.bytes).toHaveLength(4);
  });
});

describe('what did not grow', () => {
  it('is not told', async () => {
    const dump = leakDump({ leaked: 3, cached: 5000 });
    const { growth } = await compared(dump, dump);
    expect(growth).toMatchObject({ rows: [], lost: [], netBytes: 0, gainedBytes: 0 });
  });

  it.skipIf(PYTHON === null)('weighs what lies outside of Python’s objects', async () => {
    const [before, after] = await dumpsOf(PYTHON ?? '', 'outside', 2, 'growing_outside.py');
    const result = await compared(before as HeapGraph, after as HeapGraph);
    expect(told(result)).toEqual([
      ['__main__.SERVICE.blocks', [50, 100]],
      ['garbage of __main__.Reader, __main__.Upload', [50, 100]],
      ['__main__.SERVICE.listeners', [50, 100]],
    ]);
    expect(result.headline).toMatch(/^__main__\.SERVICE\.blocks grew most: 3\.2\d MB more, 7\d %/);
    const [blocks, uploads] = result.growth.rows;
    expect(blocks?.delta).toBeGreaterThan(50 * 65536);
    expect(uploads?.delta).toBeGreaterThan(50 * 16384);
    const { namedBytes, gainedBytes, netBytes, nativeBytes } = result.growth;
    expect(namedBytes).toBeGreaterThan(0.95 * gainedBytes);
    expect(nativeBytes).toBeNull();
    const [first, last] = result.dumps;
    const knownOf = (dump: typeof first) => (dump?.shallowBytes ?? 0) + (dump?.nativeBytes ?? 0);
    expect(last?.nativeBytes).toBe(100 * (65536 + 16384));
    expect(netBytes).toBe(knownOf(last) - knownOf(first));
  });

  it.skipIf(PYTHON === null)('is told of many dumps in words that do not grow', async () => {
    const graphs = await dumpsOf(PYTHON ?? '', 'many', 7, 'growing_outside.py');
    const { headline, detail, growth } = await compared(...graphs);
    expect(headline).toMatch(
      /^__main__\.SERVICE\.blocks grew in every step: 19\.\d MB more, 7\d %/,
    );
    expect(detail).toMatch(
      /^50 → 350 items, 3\.\d+ MB → 2\d\.\d MB\. In all .* → .* in 7 dumps\.$/,
    );
    const [blocks] = growth.rows;
    expect(blocks?.bytes).toHaveLength(7);
    expect(blocks?.text).toMatch(
      /^50 → 350 items, 3\.\d+ MB → 6\.\d+ MB → … → 19\.\d MB → 2\d\.\d MB, in every step$/,
    );
  });
});
