import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { startingScene } from '../../../shared/protocol/default-scene.ts';
import type { ExportOptions } from '../../../shared/protocol/schemas.ts';
import { DEFAULT_EXPORT, EXPORT_CHOICES, EXPORT_WIDTH } from '../../../shared/protocol/schemas.ts';
import type { Scene } from '../../../shared/scene/model/scene.ts';
import { chooseObject, type ObjectChoice, parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn } from '../context.ts';
import { applyCuts, cutOption, cutText } from '../cuts.ts';
import { refuseInput, writeOutput } from '../output.ts';
import { pictureOf } from '../picture/browser-picture.ts';
import { findBrowser } from '../picture/find-browser.ts';
import { formatTable } from '../table.ts';
import { type TransformChoice, transformOptions, transformsOf } from '../transforms.ts';

interface BackrefsOptions extends ObjectChoice, TransformChoice {
  readonly depth: number;
  readonly breadth: number;
  readonly ring?: boolean;
  readonly cut: readonly string[];
  readonly svg?: string;
  readonly dot?: string;
  readonly json?: string;
  readonly png?: string;
  readonly dark?: boolean;
  /** Commander sets what a `--no-…` takes away to false. */
  readonly legend: boolean;
  readonly edgeLabels: boolean;
  readonly width?: number;
  readonly page?: boolean;
  readonly redact?: boolean;
}

export function addBackrefsCommand(program: Command, context: CliContext): void {
  const command = program
    .command('backrefs')
    .summary('draw what refers to an object')
    .description(
      'Draw the back-references of an object, with its cycle and its path to a root. OUT is a file, or - for the standard output, and several may be given; without one the references are listed as text.',
    )
    .argument('<file>', 'the dump')
    .option('--type <name>', 'the most telling object of this type')
    .option('--address <address>', 'the object at this address (0x… or decimal)')
    .option('--depth <n>', 'references to follow back', parseCountOption(0, 12), 4)
    .option('--breadth <n>', 'referrers to draw for each object', parseCountOption(1, 100), 10)
    .option('--ring', 'draw only the cycle that the object is on, as a ring')
    .addOption(cutOption());
  for (const option of transformOptions()) command.addOption(option);
  command
    .option('--svg <out>', 'write the drawing as SVG')
    .option('--dot <out>', 'write the graph for Graphviz')
    .option('--json <out>', 'write the drawing as JSON')
    .option(
      '--png <out>',
      'paint the drawing as PNG, by a Chromium, Chrome or Edge of this machine',
    )
    .option('--dark', 'draw for a dark background')
    .option('--no-legend', 'draw no legend')
    .option('--no-edge-labels', 'draw no labels on references; SVG names them under the pointer')
    .option(
      '--width <pixels>',
      'make SVG and PNG this wide',
      parseCountOption(EXPORT_WIDTH.min, EXPORT_WIDTH.max),
    )
    .option('--page', 'fit the SVG to a page, A4')
    .option('--redact', 'leave out values and string keys')
    .action((file: string, options: BackrefsOptions) => backrefs(context, file, options));
}

async function backrefs(
  context: CliContext,
  file: string,
  options: BackrefsOptions,
): Promise<void> {
  const outputs = DRAWINGS.flatMap((format) => {
    const out = options[format];
    return out === undefined ? [] : [{ format, out }];
  });
  // Missed before the dump is read, which may take a while.
  const browser = options.png === undefined ? '' : findBrowser();
  if (options.png === '-') {
    throw new OuroborosError('bad-request', 'A PNG goes to a file, and not to the output.');
  }
  if (outputs.filter(({ out }) => out === '-').length > 1) {
    throw new OuroborosError('bad-request', 'Only one of the drawings goes to the output.');
  }
  const drawing = exportOptionsOf(
    options,
    outputs.map(({ format }) => format),
  );
  for (const { out } of outputs) await refuseInput(out, [file]);
  const session = await openAndWarn(context, file);
  const { cuts, cut } = await applyCuts(session, options.cut, context.job);
  const { depth, breadth } = options;
  const scene = startingScene([chooseObject(session, options, context.job)], {
    depth,
    breadth,
    isolated: options.ring === true ? { kind: 'cycle' } : null,
    transforms: transformsOf(session, options),
  });
  if (options.ring === true) {
    const drawn = await session.query('scene', { scene, cuts }, context.job);
    if (!drawn.edges.some(({ inCycle }) => inCycle)) {
      throw new OuroborosError(
        'not-found',
        'This object is on no reference cycle; without --ring, what refers to it is drawn.',
      );
    }
  }
  if (outputs.length === 0) {
    const drawn = await session.query('scene', { scene, cuts }, context.job);
    context.terminal.write(cutText(cut) + asText(drawn, drawing));
    return;
  }
  for (const { format, out } of outputs) {
    const written =
      format === 'png'
        ? // As it is drawn, to be made of pixels here.
          { ...drawing, format: 'svg' as const, size: { kind: 'drawn' as const } }
        : { ...drawing, format };
    const request = { scene, cuts, options: written };
    const { text } = await session.query('export', request, context.job);
    if (format === 'png')
      await writeOutput(out, await pictureOf(text, browser, options.width), [file]);
    else if (out === '-') context.terminal.write(text);
    else await writeOutput(out, text, [file]);
  }
}

/** What can be written; PNG is made here, of the SVG. */
const DRAWINGS = ['svg', 'dot', 'json', 'png'] as const;
type Drawing = (typeof DRAWINGS)[number];

function makesADifference(choice: keyof ExportOptions, drawing: Drawing): boolean {
  if (drawing !== 'png') return EXPORT_CHOICES[drawing].some((known) => known === choice);
  return EXPORT_CHOICES.svg.some((known) => known === choice);
}

/**
 * How the drawing is written, in each of its formats.
 * @throws {OuroborosError} `bad-request` for options that make no difference to any of them.
 */
function exportOptionsOf(options: BackrefsOptions, formats: readonly Drawing[]): ExportOptions {
  const { dark, legend, edgeLabels, width, page, redact } = options;
  if (width !== undefined && page === true) {
    throw new OuroborosError('bad-request', 'Choose one of --width and --page.');
  }
  const given = [
    { flag: '--dark', choice: 'theme', isGiven: dark === true },
    { flag: '--no-legend', choice: 'legend', isGiven: !legend },
    { flag: '--no-edge-labels', choice: 'edgeLabels', isGiven: !edgeLabels },
    { flag: '--width', choice: 'size', isGiven: width !== undefined },
    { flag: '--page', choice: 'size', isGiven: page === true },
  ] as const;
  for (const { flag, choice, isGiven } of given) {
    const takes = (drawing: Drawing): boolean =>
      makesADifference(choice, drawing) && !(flag === '--page' && drawing === 'png');
    if (!isGiven || formats.some(takes)) continue;
    const flags = DRAWINGS.filter(takes).map((drawing) => `--${drawing}`);
    throw new OuroborosError(
      'bad-request',
      `${flag} goes with ${flags.join(' or ')}; it makes no difference to anything else.`,
    );
  }
  return {
    ...DEFAULT_EXPORT,
    theme: dark === true ? 'dark' : 'light',
    legend,
    edgeLabels,
    size:
      width !== undefined
        ? { kind: 'width', pixels: width }
        : { kind: page === true ? 'page' : 'drawn' },
    redact: redact === true,
  };
}

/** A scene as a list of references, those of the cycle first. */
function asText(scene: Scene, { redact }: ExportOptions): string {
  const titles = new Map(
    scene.nodes.map((node) => [node.id, [node.title, node.address].filter(Boolean).join(' ')]),
  );
  const rows = [...scene.edges]
    .sort((a, b) => Number(b.inCycle) - Number(a.inCycle) || Number(b.onPath) - Number(a.onPath))
    .map((edge) => [
      titles.get(edge.source) ?? '',
      redact ? edge.redactedLabel : edge.label,
      titles.get(edge.target) ?? '',
      [edge.inCycle ? 'cycle' : '', edge.onPath ? 'path' : ''].filter(Boolean).join(', '),
    ]);
  const values = scene.nodes.flatMap((node) =>
    (node.record?.rows ?? []).map((row) => [
      titles.get(node.id) ?? '',
      redact ? row.redactedLabel : row.label,
      redact ? row.redactedValue : row.value,
      '',
    ]),
  );
  const table = formatTable(
    [
      { title: 'referrer', align: 'left', limit: 70 },
      { title: 'by', align: 'left', limit: 50 },
      { title: 'referent', align: 'left', limit: 70 },
      { title: 'part of', align: 'left' },
    ],
    [...rows, ...values],
  );
  return `${redact ? scene.redactedDescription : scene.description}\n\n${table}`;
}
