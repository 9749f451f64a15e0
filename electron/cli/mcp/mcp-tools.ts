import { z } from 'zod';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { DUMP_CHANNELS } from '../../../shared/protocol/channels.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import {
  DEFAULT_CUTS,
  DEFAULT_EXPORT,
  direction,
  exportOptions,
  objectQuery,
  page,
  sceneRequest,
} from '../../../shared/protocol/schemas.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import { quoteText } from '../../../shared/query/print.ts';
import type { HeapSession } from '../../../shared/session/heap-session.ts';
import { chooseObject } from '../arguments.ts';
import { describeFields } from '../filter-text.ts';
import { betweenMarks, MAX_ANSWER, markedJson } from './marked-answer.ts';
import type { NamedDumps } from './named-dumps.ts';

/** What a tool gives back, in the protocol's own shape. */
export type ToolContent =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'resource';
      readonly resource: { readonly uri: string; readonly mimeType: string; readonly text: string };
    };

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly schema: z.ZodObject;
  run(given: unknown, dumps: NamedDumps, job: Job): Promise<readonly ToolContent[]>;
}

const dump = z
  .string()
  .max(500)
  .optional()
  .describe('a name that list_dumps tells; may be left out where there is one dump');
const address = z
  .string()
  .max(40)
  .describe('address of an object, as other answers tell it: 0x7f…, or decimal');
const type = z.string().max(500).describe('a type: qualified, or the last part of its name');
const limit = page.shape.limit.max(100).default(20);
const { offset } = page.shape;
const rows = { offset: offset.default(0), limit };

/** A tool whose arguments are checked by its schema before it runs. */
function tool<S extends z.ZodRawShape>(
  about: Pick<Tool, 'name' | 'title' | 'description'>,
  shape: S,
  run: (
    given: z.infer<z.ZodObject<S>>,
    dumps: NamedDumps,
    job: Job,
  ) => Promise<readonly ToolContent[]>,
): Tool {
  const schema = z.strictObject(shape);
  return {
    ...about,
    schema,
    run: (given, dumps, job) => run(schema.parse(given) as z.infer<z.ZodObject<S>>, dumps, job),
  };
}

function asJson(answer: unknown): readonly ToolContent[] {
  return [{ type: 'text', text: markedJson(answer) }];
}

const cuts = DEFAULT_CUTS;

export const TOOLS: readonly Tool[] = [
  tool(
    {
      name: 'list_dumps',
      title: 'Dumps',
      description: 'The dumps that can be asked about, by name, with their size.',
    },
    {},
    (_, dumps) => Promise.resolve(asJson(dumps.files.map(({ name, bytes }) => ({ name, bytes })))),
  ),
  tool(
    {
      name: 'summary',
      title: 'Summary',
      description:
        'What leaks, why and where to change it, in a few sentences; then how much the dump holds, by type, and what was lost in reading it. Ask this first.',
    },
    { dump, limit },
    async ({ dump: name, limit: count }, dumps, job) => {
      const session = await dumps.get(name);
      const { answer, causes: _, types, ...facts } = session.summaryReport(job, true);
      return asJson({ answer, ...facts, typesInAll: types.length, types: types.slice(0, count) });
    },
  ),
  tool(
    {
      name: 'causes',
      title: 'Causes',
      description:
        'Why so much memory is in use: each cause with its bytes, cycle, references to break, places in the source and advice; then where memory has piled up, leak or not.',
    },
    { dump, limit: limit.default(5) },
    async ({ dump: name, limit: count }, dumps, job) => {
      const session = await dumps.get(name);
      const { causes, places } = await session.query('answer', { cuts }, job);
      return asJson({ causes: causes.slice(0, count), places: places.slice(0, count) });
    },
  ),
  tool(
    {
      name: 'cycles',
      title: 'Reference cycles',
      description:
        'Families of reference cycles: cycles of the same types and labels are one family. The number of a family is what what_to_break takes.',
    },
    { dump, ...rows, type: DUMP_CHANNELS.cycles.request.shape.type.default('') },
    async ({ dump: name, ...request }, dumps, job) => {
      const session = await dumps.get(name);
      const found = await session.query('cycles', { ...request, cuts }, job);
      return asJson({
        components: found.components,
        total: found.total,
        note: found.note,
        families: found.families.map((family) => ({
          number: family.number,
          text: family.text,
          verdict: family.verdict,
          cycles: family.count,
          objects: family.objects,
          shallowBytes: family.shallowBytes,
          retainedBytes: family.retainedBytes,
          pattern: family.patternTitle,
          example: family.exemplars[0]?.address ?? null,
        })),
      });
    },
  ),
  tool(
    {
      name: 'what_holds',
      title: 'What holds an object',
      description:
        'What keeps an object in memory, or all objects of a type: the shortest path from a root, all independent ways, and the fewest references that would have to go. Name either address or type.',
    },
    { dump, address: address.optional(), type: type.optional(), limit },
    async ({ dump: name, limit: steps, ...choice }, dumps, job) => {
      const session = await dumps.get(name);
      const node = chooseObject(session, given(choice), job);
      const objects =
        choice.type === undefined
          ? { node }
          : { query: { ...ALL, where: `type = ${quoteText(choice.type)}` } };
      return asJson({
        path: session.pathReport(node, job),
        ways: session.waysReport(objects, job),
        ...('query' in objects && { merged: session.heldPathsReport(objects, steps, job) }),
      });
    },
  ),
  tool(
    {
      name: 'references',
      title: 'References of an object',
      description: 'What refers to an object, or what it refers to, with the label of each.',
    },
    { dump, address, direction: direction.default('referrers'), ...rows },
    async ({ dump: name, address: text, ...request }, dumps, job) => {
      const session = await dumps.get(name);
      const node = session.findByAddress(text);
      const facts = await session.query('object', { node, cuts }, job);
      const found = await session.query('references', { ...request, node }, job);
      return asJson({
        object: { ...facts.row, verdictReason: facts.verdictReason },
        total: found.total,
        references: found.rows.map(({ reference: _, ...row }) => row),
      });
    },
  ),
  tool(
    {
      name: 'what_to_break',
      title: 'What to break',
      description:
        'Which references to break so that a family of cycles does not close, what that frees, where it is set in the source, and the known pattern with code before and after.',
    },
    { dump, family: z.number().int().min(1).max(0xffffffff).describe('its number in cycles') },
    async ({ dump: name, family }, dumps, job) => {
      const session = await dumps.get(name);
      return asJson(session.breakReport({ cuts, families: { number: family } }, job));
    },
  ),
  tool(
    {
      name: 'compare',
      title: 'Compare two dumps',
      description:
        'What changed between two dumps: which containers hold what came, which types grew, which families of cycles are new, gone or grown.',
    },
    { before: z.string().max(500), after: z.string().max(500), type: type.default(''), limit },
    async ({ before, after, ...choice }, dumps, job) => {
      const session = await dumps.pair(before, after);
      return asJson(session.diffReport({ baselines: ['before'], match: 'auto' }, choice, job));
    },
  ),
  tool(
    {
      name: 'filter_objects',
      title: 'Filter objects',
      description: `Lists objects that a filter selects.\n${describeFields(OBJECT_FIELDS)}`,
    },
    {
      dump,
      where: objectQuery.shape.where.default(''),
      sort: objectQuery.shape.sort.default('shallowSize'),
      descending: objectQuery.shape.descending.default(true),
      ...rows,
    },
    async ({ dump: name, where, sort, descending, ...request }, dumps, job) => {
      const session = await dumps.get(name);
      const query = { ...ALL, where, sort, descending };
      return asJson(await session.query('objects', { ...request, query, cuts }, job));
    },
  ),
  tool(
    {
      name: 'draw',
      title: 'Draw references',
      description:
        'A drawing of what refers to an object, with its cycle and its path to a root, as SVG. Name either address or type; a smaller depth or breadth makes a smaller drawing.',
    },
    {
      dump,
      address: address.optional(),
      type: type.optional(),
      direction: sceneRequest.shape.direction.default('referrers'),
      depth: sceneRequest.shape.depth.default(3),
      breadth: sceneRequest.shape.breadth.default(6),
      theme: exportOptions.shape.theme.default('light'),
    },
    async ({ dump: name, theme, address: at, type: of, ...how }, dumps, job) => {
      const session = await dumps.get(name);
      return draw(session, { at, of, how, theme }, job);
    },
  ),
];

/** All objects, the largest first. */
const ALL = {
  where: '',
  typeIndex: null,
  familyId: null,
  sort: 'shallowSize',
  descending: true,
} as const;

interface Drawing {
  readonly at: string | undefined;
  readonly of: string | undefined;
  readonly how: Partial<z.infer<typeof sceneRequest>>;
  readonly theme: 'light' | 'dark';
}

/** A drawing has its own bound: it is shown, and not read. */
const MAX_DRAWING = 10 * MAX_ANSWER;

async function draw(
  session: HeapSession,
  { at, of, how, theme }: Drawing,
  job: Job,
): Promise<readonly ToolContent[]> {
  const node = chooseObject(session, given({ address: at, type: of }), job);
  const scene = startingScene([node], how);
  const options = { ...DEFAULT_EXPORT, format: 'svg', theme } as const;
  const { description } = await session.query('scene', { scene, cuts }, job);
  const { text, suggestedName } = await session.query('export', { scene, cuts, options }, job);
  if (text.length > MAX_DRAWING) {
    throw new OuroborosError(
      'bad-request',
      'The drawing is too large; ask for less depth or breadth.',
    );
  }
  const uri = `ouroboros:///${encodeURIComponent(suggestedName)}`;
  return [
    { type: 'text', text: betweenMarks(JSON.stringify(description)) },
    { type: 'resource', resource: { uri, mimeType: 'image/svg+xml', text } },
  ];
}

/** Without what was left out. */
function given(choice: { address?: string | undefined; type?: string | undefined }): {
  address?: string;
  type?: string;
} {
  return {
    ...(choice.address === undefined ? {} : { address: choice.address }),
    ...(choice.type === undefined ? {} : { type: choice.type }),
  };
}
