import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../shared/base/job.ts';
import { indexChunks } from '../../shared/formats/dump-index/index-file.ts';
import { IMPORT_VERSION } from '../../shared/formats/registry.ts';
import { v8Snapshot } from './hand-made/v8-snapshot.ts';
import { loadBytes } from './load-from-bytes.ts';

/**
 * What dumps came to when `IMPORT_VERSION` was last raised. Whoever changes what an importer makes
 * of the same bytes raises the version and records the new digests here; else people would go on
 * seeing the old result, from the indexes that they have.
 */
const RECORDED_VERSION = 6;
const RECORDED: Readonly<Record<string, string>> = {
  'ouro, by address': '6a36733044eb2877',
  'meliae, Python 3': 'c40abdbab2efa12e',
  'meliae, Python 2': 'c98ff8edfe9fbe52',
  'V8 heap snapshot': '16fec927fd72847e',
  refcycle: '68d7d7ed970b07f4',
  objgraph: 'be7af0ec0a8fddcd',
};

const GRAPH = {
  vertices: [
    { id: 16, annotation: 'dict[1]' },
    { id: 32, annotation: 'object\nmodule.Class' },
  ],
  edges: [
    { id: 0, annotation: 'value["a"]', tail: 16, head: 32 },
    { id: 1, annotation: '__dict__', tail: 32, head: 16 },
  ],
};

const DRAWING = `digraph ObjectGraph {
  node[shape=box, style=filled, fillcolor=white];
  o16[fontcolor=red];
  o16[label="DataFrame [3]\\n2 rows"];
  o32[label="dict\\n1 items"];
  o32 -> o16 [label="df"];
  o16 -> o32 [label="__dict__",weight=10];
}
`;

const SAMPLES: Readonly<Record<string, () => Uint8Array>> = {
  'ouro, by address': () => readFileSync('examples/accessor-leak.ouro'),
  'meliae, Python 3': () => readFileSync('test/fixtures/meliae/dump_py3_invalid_escapes.json.gz'),
  'meliae, Python 2': () => readFileSync('test/fixtures/meliae/odd_values_py27.json'),
  'V8 heap snapshot': () => Buffer.from(JSON.stringify(v8Snapshot())),
  refcycle: () => Buffer.from(JSON.stringify(GRAPH)),
  objgraph: () => Buffer.from(DRAWING),
};

const NO_CONTENT = { importVersion: 0, sourceBytes: 0, digest: '' };

for (const [name, read] of Object.entries(SAMPLES)) {
  test(`${name}: the same bytes come to what they came to`, async () => {
    const dump = await loadBytes(read());
    const hash = createHash('sha256');
    for (const chunk of indexChunks(dump, NO_CONTENT, { job: UNATTENDED_JOB, codecs: {} })) {
      hash.update(chunk);
    }
    expect(
      { version: IMPORT_VERSION, digest: hash.digest('hex').slice(0, 16) },
      'an importer makes something else of the same bytes: raise IMPORT_VERSION in shared/formats/registry.ts, then record it here',
    ).toEqual({ version: RECORDED_VERSION, digest: RECORDED[name] });
  });
}
