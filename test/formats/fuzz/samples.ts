import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { writeObjgraphDot } from '../../../shared/formats/objgraph/objgraph-writer.ts';
import { writeRefcycleJson } from '../../../shared/formats/refcycle/refcycle-writer.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { toOuro } from '../check-sample.ts';
import { dumpheapDump } from '../hand-made/dumpheap-dump.ts';
import { hprofDump } from '../hand-made/hprof-dump.ts';
import { pyheapDump } from '../hand-made/pyheap-dump.ts';
import { rubyDump } from '../hand-made/ruby-dump.ts';
import { v8Snapshot } from '../hand-made/v8-snapshot.ts';

const { graph } = graphFromText(`
  main: module module; main! ; main -@__dict__> space; space: dict namespace size=232
  space -['df']> frame; frame: pandas.DataFrame size=48; frame -.ww> acc; acc: app.Accessor
  acc -._dataframe> frame; frame -[0]> item; item: list size=88; item -[0]> item
  lost: app.Node refs=1; lost -.next> other; other: app.Node; other -.next> lost; lost ->~ frame
`);

/** A small dump of every format, by name; `isOuro` ones are changed within their structure as well. */
export function fuzzSamples(): readonly { name: string; bytes: Uint8Array; isOuro: boolean }[] {
  const text = (pieces: Iterable<string>) => Buffer.from([...pieces].join(''));
  const meliae = readFileSync('test/fixtures/meliae/odd_values_py27.json');
  const foreign = {
    meliae,
    'meliae in gzip': gzipSync(meliae),
    v8: Buffer.from(JSON.stringify(v8Snapshot())),
    refcycle: text(writeRefcycleJson(graph, UNATTENDED_JOB)),
    objgraph: text(writeObjgraphDot(graph, UNATTENDED_JOB)),
    pyheap: pyheapDump(),
    hprof: hprofDump(),
    'dump-heap': dumpheapDump(),
    ruby: rubyDump(),
  };
  return [
    { name: 'ouro', bytes: toOuro(graph), isOuro: true },
    { name: 'ouro in batches', bytes: toOuro(graph, false, 3), isOuro: true },
    { name: 'ouro, compressed', bytes: toOuro(graph, true), isOuro: false },
    ...Object.entries(foreign).map(([name, bytes]) => ({ name, bytes, isOuro: false })),
  ];
}
