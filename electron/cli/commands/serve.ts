import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import { OuroborosError, toErrorData } from '../../../shared/base/errors.ts';
import { clip, showable } from '../../../shared/base/text.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { appFiles } from '../../node/app-files.ts';
import { openFileSource } from '../../node/file-source.ts';
import { parseCountOption } from '../arguments.ts';
import type { CliContext } from '../context.ts';
import { openBrowser } from '../serve/open-browser.ts';
import { startServer } from '../serve/server.ts';

interface ServeCommandOptions {
  readonly port?: number;
  readonly type?: string;
  readonly address?: string;
  readonly view?: string;
  readonly open?: boolean;
  readonly headline?: boolean;
}

/** Longer than the link of the largest drawing; what a command line takes is less. */
const MAX_VIEW = 250_000;

/** What a browser keeps for a page (bookmarks, tabs, colours) belongs to its port. */
const USUAL_PORT = 47_117;

export function addServeCommand(program: Command, context: CliContext): void {
  program
    .command('serve')
    .summary('open the window in a browser')
    .description(
      'Serve the window, and the dumps named, to one browser on this machine. The link works once. Nothing leaves this machine.',
    )
    .argument('[files...]', 'dumps to open')
    .option(
      '--port <port>',
      `the port, 0 for any; by default ${USUAL_PORT}, or any where that is taken`,
      parseCountOption(0, 65_535),
    )
    .option('--type <name>', 'open the list of the objects of this type')
    .option(
      '--address <address>',
      'open the drawing of the object at this address (0x… or decimal)',
    )
    .option('--view <link>', 'open the view that the window wrote down as a link')
    .option('--open', 'open the link in the default browser')
    .option('--headline', 'when no browser can be opened, print what the first dump says')
    .action((files: string[], options: ServeCommandOptions) => serve(context, files, options));
  program
    .command('open')
    .summary('open a dump in the default browser, at an object or a view')
    .description('The same as serve --open: what others send as the way to what they saw.')
    .argument('<files...>', 'dumps to open')
    .option('--type <name>', 'the list of the objects of this type')
    .option('--address <address>', 'the drawing of the object at this address')
    .option('--view <link>', 'the view that the window wrote down as a link')
    .action((files: string[], options: ServeCommandOptions) =>
      serve(context, files, { ...options, open: true }),
    );
}

async function serve(
  context: CliContext,
  files: readonly string[],
  options: ServeCommandOptions,
): Promise<void> {
  const { rendererFolder, exampleFile } = appFiles(import.meta.url);
  const isBuilt = await isReadable(path.join(rendererFolder, 'index.html'));
  if (!isBuilt) {
    throw new OuroborosError('internal', 'The window has not been built; run `npm run build`.');
  }
  const paths = files.map((file) => path.resolve(file));
  // Said here, where it was typed, and not only in the window.
  for (const file of paths) await (await openFileSource(file)).close();

  // Before the link is printed: whoever reads it may end us at once.
  const ended = interrupted();
  const server = await startServer({
    rendererFolder,
    exampleFile,
    files: paths,
    ports: options.port === undefined ? [USUAL_PORT, 0] : [options.port],
    link: linkTo(options),
  });
  context.terminal.write(server.url);
  const opening = options.open === true ? await openBrowser(server.url) : null;
  const opened = opening?.isOpened === true;
  if (options.open === true && !opened) {
    context.terminal.note('No browser could be opened here; open the link above in one.');
  }
  const [first] = paths;
  if (options.headline === true && !opened && first !== undefined) {
    await printHeadline(context, first);
  }
  context.terminal.note('Ctrl-C ends it.');
  await ended;
  opening?.forget();
  await server.close();
}

/** The view that the options ask for, as the window writes its links; '' for none. */
function linkTo({ type, address, view }: ServeCommandOptions): string {
  if ([type, address, view].filter((named) => named !== undefined).length > 1) {
    throw new OuroborosError(
      'bad-request',
      'Name what to open by one of --type, --address and --view.',
    );
  }
  if (view !== undefined) return viewText(view);
  if (type !== undefined) return `view=objects&mode=objects&type=${encodeURIComponent(type)}`;
  if (address === undefined) return '';
  const text = addressText(address);
  return `view=graph&focus=${text}&selected=${text}`;
}

/** A link as the window writes it; of a whole address what stands after its `#`. */
function viewText(link: string): string {
  const view = link.slice(link.indexOf('#') + 1);
  // The page's own key comes after it: nobody else's may stand in its place.
  const isPlain = /^view=[\x21-\x7e]*$/.test(view) && !/[#"<>]|(?:^|&)key=/.test(view);
  if (isPlain && view.length <= MAX_VIEW) return view;
  throw new OuroborosError(
    'bad-request',
    `"${clip(showable(link), 60)}" is not a link that the window wrote: one begins with view= and has no key.`,
  );
}

function addressText(address: string): string {
  const text = address.trim().toLowerCase();
  const value = /^(?:0x[0-9a-f]{1,16}|\d{1,20})$/.test(text) ? BigInt(text) : -1n;
  if (value >= 0n && value <= 0xffff_ffff_ffff_ffffn) return `0x${value.toString(16)}`;
  throw new OuroborosError(
    'bad-request',
    `"${clip(showable(address), 60)}" is not an address. Write it as 0x7f… or in decimal.`,
  );
}

/** The answer, for whoever has only the terminal to look at. */
async function printHeadline(context: CliContext, file: string): Promise<void> {
  try {
    const session = await context.open(file);
    const answer = await session.query('answer', { cuts: DEFAULT_CUTS }, context.job);
    context.terminal.write([answer.headline, ...answer.details].map(showable).join('\n'));
  } catch (thrown) {
    context.terminal.complain(toErrorData(thrown).message);
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
  });
}

async function isReadable(file: string): Promise<boolean> {
  return access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}
