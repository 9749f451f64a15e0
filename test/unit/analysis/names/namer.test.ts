import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { growNameForest } from '../../../../shared/analysis/names/name-forest.ts';
import { Namer } from '../../../../shared/analysis/names/namer.ts';
import { computeVerdicts } from '../../../../shared/analysis/verdicts/garbage.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { loadDump } from '../../../../shared/formats/load-dump.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { findPython } from '../../../support/find-python.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'ouroboros-names-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function namerOf(graph: HeapGraph): Namer {
  const verdicts = computeVerdicts(graph, UNATTENDED_JOB);
  return new Namer(graph, growNameForest(graph, verdicts, UNATTENDED_JOB), verdicts);
}

async function graphBy(python: string): Promise<HeapGraph> {
  const out = join(folder, `${python.replaceAll('/', '_')}.ouro`);
  const script = join(import.meta.dirname, 'named-objects.py');
  execFileSync(python, [script, 'collector', out], { stdio: 'pipe' });
  const source = memorySource(new Uint8Array(readFileSync(out)), out);
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  return (await loadDump(source, options)).graph;
}

/** Every object of one class, and its name. */
function heldBy(graph: HeapGraph, namer: Namer): Map<string, number> {
  const found: [string, number][] = [];
  for (let node = 0; node < graph.nodeCount; node++) {
    const type = graph.strings.get(graph.typeNames[graph.type[node]] ?? 0);
    if (type === '__main__.Held') found.push([namer.text(node), node]);
  }
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const EXPECTED = [
  "__main__.ODD_KEYS['xxxxxxxxxxxxxxxxxxxxxxxxxxx…xxxxxxxxx']",
  "__main__.ODD_KEYS[('a', 1)]",
  "__main__.SERVICE.cache['/quotes'][1]",
  '__main__.CONTEXT.log[0]',
  '__main__.HEAD(.next × 1,000).held',
  '__main__.QUEUE[0]',
  '__main__.SERVICE.__secret[0]',
  '__main__.Service.instances[0][0]',
  '__main__.TRACE.get()[0]',
  '__main__.tax.__defaults__[0][0]',
  '<garbage Session ⇄ Handler>.payload[0]',
  'acc[0] in walk() of __main__.WALK',
  'big[0] in fail() of __main__.ERRORS[0].__traceback__.tb_next',
  "closure seen['k'] of __main__.ASK",
  "results['k'][0] in report()",
  'store.CACHE[1][0]',
].sort();

/** What differs between versions of Python: how a coroutine is held that waits. */
const VARYING = /^waiting\[0\] in work\(\)|^lru_cache\[.*\] of __main__\.quotes$/;

describe.each(['3.8', '3.11', '3.13'])('names in a dump of Python %s', (version) => {
  const python = findPython(version);

  it.skipIf(python === null)('are written as a programmer would', async () => {
    const graph = await graphBy(python ?? '');
    const namer = namerOf(graph);
    const held = heldBy(graph, namer);
    const names = [...held.keys()];
    expect(names.filter((name) => !VARYING.test(name))).toEqual(EXPECTED);
    expect(names.filter((name) => VARYING.test(name))).toHaveLength(2);

    const { variable, root } = namer.describe(held.get("results['k'][0] in report()") ?? 0);
    expect(root.kind).toBe('frame');
    expect(variable).toMatchObject({ form: 'local', name: 'results', function: 'report' });
    expect(variable?.file).toMatch(/named-objects\.py$/);
    expect(variable?.line).toBeGreaterThan(1);
  });
});

describe('a name', () => {
  it('says once what repeats, however many steps that are', () => {
    const links = Array.from({ length: 3000 }, (_, at) => [
      `n${at} -.request> r${at}`,
      `r${at} -.meta> m${at}`,
      `m${at} -['prev']> n${at + 1}`,
    ]);
    const { graph, node } = graphFromText(['n0!thread', ...links.flat()].join('\n'));
    const namer = namerOf(graph);
    expect(namer.text(node('n3000'))).toMatch(/^(.*)\(\.request\.meta\['prev'\] × 3,000\)/);
    expect(namer.text(node('r2999'))).toMatch(/\(\.request\.meta\['prev'\] × 2,999\)\.request/);
    expect(namer.text(node('m2'))).toContain(
      ".request.meta['prev'].request.meta['prev'].request.meta",
    );
    expect(namer.path(node('n3000'))).toHaveLength(4096);
  });

  it('shows hostile labels safely, and never at any length', () => {
    const key = `\u202e${'x'.repeat(5000)}`;
    const { graph, node } = graphFromText(`root!\nroot -['${key}']> held`);
    const text = namerOf(graph).text(node('held'));
    expect(text).not.toContain('\u202e');
    expect(text.length).toBeLessThan(200);
  });
});
