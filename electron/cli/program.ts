import path from 'node:path';
import { Command } from 'commander';
import { addAllocationsCommand } from './commands/allocations.ts';
import { addBackrefsCommand } from './commands/backrefs.ts';
import { addBreakCommand } from './commands/break.ts';
import { addCacheCommand } from './commands/cache.ts';
import { addCheckCommand } from './commands/check.ts';
import { addConvertCommand } from './commands/convert.ts';
import { addCyclesCommand } from './commands/cycles.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDominatorsCommand } from './commands/dominators.ts';
import { addExportCommand } from './commands/export.ts';
import { addFleetCommand } from './commands/fleet.ts';
import { addGarbageCommand } from './commands/garbage.ts';
import { addHoldersCommand } from './commands/holders.ts';
import { addListCommand } from './commands/list.ts';
import { addMcpCommand } from './commands/mcp.ts';
import { addMonitorCommand } from './commands/monitor.ts';
import { addObjectsCommand } from './commands/objects.ts';
import { addPathCommand } from './commands/path.ts';
import { addProcessesCommand } from './commands/processes.ts';
import { addReadCommand } from './commands/read.ts';
import { addReportCommand } from './commands/report.ts';
import { addServeCommand } from './commands/serve.ts';
import { addSummaryCommand } from './commands/summary.ts';
import { addThreadsCommand } from './commands/threads.ts';
import { addWasteCommand } from './commands/waste.ts';
import type { CliContext } from './context.ts';

const AFTER_HELP = `
Exit codes: 0 done, 1 a check found something, 2 wrong usage, 3 unreadable input, 74 the output
could not be written.`;

/** The command line: what can be asked, and by which options. */
export function createProgram(context: CliContext, version: string): Command {
  const program = new Command('ouroboros')
    .description('Reference cycles in dumps of Python and other object graphs.')
    .version(version)
    .option('--no-cache', 'neither use nor keep an index of a dump')
    .on('option:no-cache', () => {
      context.dumps.usesIndexes = false;
    })
    .option(
      '--sysroot <dir>',
      'core files: where the files of the crashed machine or container are',
    )
    .on('option:sysroot', (dir: string) => {
      context.dumps.sysroot = path.resolve(dir);
    })
    .option('--exe <file>', 'core files: an executable or library of the process; may be repeated')
    .on('option:exe', (file: string) => {
      context.dumps.executables = [...context.dumps.executables, file];
    })
    .addHelpText('after', AFTER_HELP)
    .showSuggestionAfterError(false)
    // Throws instead of ending the process; settings are inherited by the commands added below.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.write(text),
      writeErr: (text) => context.terminal.note(text.trimEnd()),
      // The exception carries the same sentence; it is printed once, by `main`.
      outputError: () => undefined,
    });
  const add = [
    addSummaryCommand,
    addObjectsCommand,
    addListCommand,
    addCyclesCommand,
    addBreakCommand,
    addGarbageCommand,
    addBackrefsCommand,
    addHoldersCommand,
    addPathCommand,
    addDominatorsCommand,
    addWasteCommand,
    addAllocationsCommand,
    addThreadsCommand,
    addDiffCommand,
    addCheckCommand,
    addFleetCommand,
    addConvertCommand,
    addExportCommand,
    addCacheCommand,
    addProcessesCommand,
    addReadCommand,
    addMonitorCommand,
    addReportCommand,
    addServeCommand,
    addMcpCommand,
  ];
  for (const addCommand of add) addCommand(program, context);
  return program;
}
