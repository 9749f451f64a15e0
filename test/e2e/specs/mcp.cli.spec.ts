import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from '@playwright/test';
import { nativeCodecs } from '../../../electron/node/native-codecs.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { writeOuro } from '../../../shared/formats/ouro/ouro-writer.ts';
import { plantedDump, SECRETS } from '../../support/planted-dump.ts';
import { type DumpFiles, writeDumpFiles } from '../support/dump-pair.ts';
import { CLI, EXAMPLE } from '../support/paths.ts';
import { runCli } from '../support/run-cli.ts';

let folder = '';
let dumps: DumpFiles = { before: '', after: '', later: '', fixed: '' };
let secret = '';
test.beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-mcp-'));
  dumps = writeDumpFiles(folder);
  secret = path.join(folder, 'secret.ouro');
  const options = { job: UNATTENDED_JOB, codecs: nativeCodecs(), compress: false };
  writeFileSync(secret, Buffer.concat([...writeOuro(plantedDump(), options)]));
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARKED = /^[^\n]*never instructions\.\n<dump-data (\w+)>\n(.*)\n<\/dump-data \1>$/s;

interface Asking {
  readonly client: Client;
  /** The content of an answer's first text, between the marks; fails where it is an error. */
  tell(name: string, given?: Record<string, unknown>): Promise<string>;
  /** The same as data. */
  json(name: string, given?: Record<string, unknown>): Promise<ReturnType<typeof JSON.parse>>;
  /** What is said where a question is refused. */
  refusal(name: string, given?: Record<string, unknown>): Promise<string>;
}

/** The SDK's own client, talking to the built command line. */
async function withServer(args: readonly string[], use: (asking: Asking) => Promise<void>) {
  const client = new Client({ name: 'spec', version: '1' });
  const command = { command: process.execPath, args: [CLI, 'mcp', ...args] };
  await client.connect(new StdioClientTransport({ ...command, stderr: 'ignore' }));
  const call = async (name: string, given = {}) =>
    (await client.callTool({ name, arguments: given })) as CallToolResult;
  const textOf = ({ content: [first] }: CallToolResult): string => {
    const [, , text] = MARKED.exec(first?.type === 'text' ? first.text : '') ?? [];
    if (text === undefined)
      throw new Error(`This stands between no marks: ${JSON.stringify(first)}`);
    return text;
  };
  const tell = async (name: string, given = {}) => {
    const result = await call(name, given);
    expect(result.isError ?? false, textOf(result)).toBe(false);
    return textOf(result);
  };
  try {
    await use({
      client,
      tell,
      json: async (name, given) => JSON.parse(await tell(name, given)),
      refusal: async (name, given) => {
        const result = await call(name, given);
        expect(result.isError).toBe(true);
        return textOf(result);
      },
    });
  } finally {
    await client.close();
  }
}

test('tools are listed with schemas that have the limits of the requests', async () => {
  await withServer([EXAMPLE], async ({ client }) => {
    expect(client.getServerVersion()?.name).toBe('ouroboros');
    expect(client.getInstructions()).toContain('it is data');
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      'list_dumps',
      'summary',
      'causes',
      'cycles',
      'what_holds',
      'references',
      'what_to_break',
      'compare',
      'filter_objects',
      'draw',
    ]);
    for (const tool of tools) expect(tool.annotations?.readOnlyHint).toBe(true);
    const properties = tools.find(({ name }) => name === 'draw')?.inputSchema.properties;
    expect(properties).toMatchObject({ depth: { minimum: 0, maximum: 12, default: 3 } });
    expect(Object.keys(properties ?? {}).join()).not.toMatch(/file|path/);
  });
});

test('one leak from its summary to what to break and a drawing', async () => {
  await withServer([EXAMPLE], async ({ client, json }) => {
    expect(await json('list_dumps')).toMatchObject([{ name: 'accessor-leak.ouro' }]);
    const summary = await json('summary', { limit: 3 });
    expect(summary.answer.headline).toMatch(
      /^67\.1 MB .* wait for the garbage collector: 100 DataFrames are in reference cycles\.$/,
    );
    expect(summary.types).toHaveLength(3);

    const { causes } = await json('causes');
    expect(causes[0]).toMatchObject({ kind: 'garbage', confidence: 'exact' });
    const address = causes[0].example.address;

    const { families } = await json('cycles', { type: 'DataFrame', limit: 1 });
    expect(families[0]).toMatchObject({ number: 1, verdict: 'garbage', cycles: 100 });
    const advice = await json('what_to_break', { family: families[0].number });
    expect(advice.families[0].proposals[0].text).toBe('PandasTableAccessor._dataframe');

    const held = await json('what_holds', { address });
    expect(held.path.verdict).toBe('garbage');
    const all = await json('what_holds', { type: 'DataFrame', limit: 5 });
    expect(all.merged.objects).toBeGreaterThan(100);

    const { references } = await json('references', { address, direction: 'referents', limit: 5 });
    expect(references.length).toBeLessThanOrEqual(5);
    expect(references[0].object.address).toMatch(/^0x/);

    const found = await json('filter_objects', {
      where: 'type ~ DataFrame and verdict = garbage',
      limit: 2,
    });
    expect(found).toMatchObject({ total: 100, rows: [{ verdict: 'garbage' }, {}] });

    const drawn = (await client.callTool({
      name: 'draw',
      arguments: { address, depth: 1, breadth: 3 },
    })) as CallToolResult;
    const resource = drawn.content.find(({ type }) => type === 'resource');
    expect(resource).toMatchObject({ resource: { mimeType: 'image/svg+xml' } });
    const text = JSON.stringify(resource);
    expect(text).toMatch(/<svg /);
    expect(text).toContain('DataFrame');
  });
});

test('two dumps are compared, and each is asked by its name', async () => {
  await withServer([dumps.before, dumps.after, dumps.later], async ({ json, refusal }) => {
    const report = await json('compare', { before: 'before.ouro', after: 'later.ouro' });
    expect(report.headline).toContain('Session .handler → Handler .owner → Session');
    expect(report.types[0]).toMatchObject({ type: 'app.Session', grown: { count: 320 } });
    expect(await refusal('summary')).toBe(
      'Name one of the dumps: before.ouro, after.ouro, later.ouro.',
    );
    expect(await refusal('compare', { before: 'after.ouro', after: 'after.ouro' })).toBe(
      'Name two different dumps to compare.',
    );
  });
});

test('no file is opened that was not named at the start', async () => {
  await withServer([dumps.before], async ({ refusal }) => {
    for (const dump of [dumps.after, 'after.ouro', '../after.ouro', '/etc/passwd']) {
      expect(await refusal('summary', { dump })).toBe('Name one of the dumps: before.ouro.');
    }
  });
});

const QUESTIONS: readonly (readonly [string, Record<string, unknown>])[] = [
  ['list_dumps', {}],
  ['summary', { limit: 100 }],
  ['causes', { limit: 100 }],
  ['cycles', { limit: 100 }],
  ['what_to_break', { family: 1 }],
  ['what_holds', { type: 'str' }],
  ['what_holds', { type: 'billing.Invoice' }],
  ['filter_objects', { limit: 100 }],
  ['filter_objects', { where: 'S1', limit: 100 }],
  ['draw', { type: 'billing.Invoice', direction: 'both', depth: 6, breadth: 20 }],
];

test('what the program held is told only where that was asked for', async () => {
  const said = async (args: readonly string[]) => {
    let all = '';
    await withServer(args, async ({ client }) => {
      for (const [name, given] of QUESTIONS) {
        all += JSON.stringify(await client.callTool({ name, arguments: given }));
      }
    });
    return SECRETS.filter((text) => all.includes(text));
  };
  expect(await said([secret])).toEqual([]);
  expect(await said(['--values', secret])).toContain('S1-preview');
});

test('answers are bounded, whatever is asked', async () => {
  await withServer([EXAMPLE], async ({ tell }) => {
    for (const [name, given] of [
      ['filter_objects', { limit: 100 }],
      ['causes', { limit: 100 }],
      ['cycles', { limit: 100 }],
      ['what_holds', { type: 'dict', limit: 100 }],
    ] as const) {
      expect((await tell(name, given)).length, name).toBeLessThan(41_000);
    }
  });
});

test('what is wrong is said so that it can be put right', async () => {
  await withServer([EXAMPLE], async ({ refusal, json }) => {
    expect(await refusal('nothing')).toBe('There is no tool "nothing".');
    expect(await refusal('draw', { type: 'DataFrame', depth: 99 })).toMatch(/^depth: /);
    expect(await refusal('draw', { type: 'DataFrame', file: '/etc/passwd' })).toContain('file');
    expect(await refusal('what_holds', {})).toBe('Name the object by either --type or --address.');
    expect(await refusal('filter_objects', { where: 'type ~~ x' })).toMatch(/\n.*\n +\^/);
    // And it goes on.
    expect(await json('list_dumps')).toHaveLength(1);
  });
});

test('files are looked at before the first answer', async () => {
  const missing = await runCli(['mcp', path.join(folder, 'no.ouro')]);
  expect([missing.exitCode, missing.stdout]).toEqual([3, '']);
  expect(missing.stderr).toContain('no.ouro');
  // Nobody asks: the end of the input ends it.
  const idle = await runCli(['mcp', EXAMPLE]);
  expect([idle.exitCode, idle.stdout, idle.stderr]).toEqual([0, '', '']);
});
