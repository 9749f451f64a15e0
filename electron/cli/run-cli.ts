import { type Command, CommanderError } from 'commander';
import { errorDetail, type OuroborosErrorData, toErrorData } from '../../shared/base/errors.ts';
import { QueryError } from '../../shared/query/query-error.ts';
import type { CliContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeFor, FindingsReported } from './exit-codes.ts';
import { pointAt } from './filter-text.ts';
import { createProgram } from './program.ts';

/** Runs one command line to its exit code. Whatever fails becomes one sentence on stderr. */
export async function runCli(
  args: readonly string[],
  context: CliContext,
  version: string,
): Promise<ExitCode> {
  try {
    const program = createProgram(context, version);
    if (args.length === 0) {
      context.terminal.note(program.helpInformation().trimEnd());
      return EXIT.usage;
    }
    await program.parseAsync(withCommand(args, program), { from: 'user' });
    return EXIT.done;
  } catch (thrown) {
    if (thrown instanceof FindingsReported) return EXIT.finding;
    if (thrown instanceof CommanderError) return explainUsage(thrown, args, context);
    if (thrown instanceof QueryError) return explainFilter(thrown, context);
    const error = toErrorData(thrown);
    context.terminal.complain(withDetail(error));
    return exitCodeFor(error.code);
  } finally {
    context.terminal.settle();
  }
}

/** A file alone asks what leaks in it, also behind switches that are for every command. */
function withCommand(args: readonly string[], program: Command): readonly string[] {
  const switches = program.options.filter(({ required, optional }) => !required && !optional);
  const isSwitch = (arg: string) =>
    switches.some(({ long, short }) => arg === long || arg === short);
  const at = args.findIndex((arg) => !isSwitch(arg));
  const first = args[at] ?? '';
  const isCommand = program.commands.some((command) => command.name() === first);
  const isFile = !isCommand && !first.startsWith('-') && /[.\\/]/.test(first);
  return isFile ? args.toSpliced(at, 0, 'summary') : args;
}

/** "… (at byte 120)": where it happened belongs to the sentence; a stack trace does not. */
function withDetail(error: OuroborosErrorData): string {
  const { code, message } = error;
  const detail = errorDetail(error);
  if (detail === '') return message;
  if (code === 'internal' && process.env.OUROBOROS_DEBUG === undefined) {
    return `${message} Set OUROBOROS_DEBUG=1 and run it again for the details to report.`;
  }
  return `${message.replace(/\.$/, '')} (${detail}).`;
}

/** What is wrong with a filter, and the filter with a mark under the place. */
function explainFilter(error: QueryError, context: CliContext): ExitCode {
  context.terminal.complain(error.message);
  for (const line of pointAt(error.filter, error.fault)) context.terminal.note(`  ${line}`);
  return exitCodeFor(error.code);
}

function explainUsage(
  error: CommanderError,
  args: readonly string[],
  context: CliContext,
): ExitCode {
  if (error.exitCode === 0) return EXIT.done;
  // No command was named: the help has been printed.
  if (error.code === 'commander.help') return EXIT.usage;
  const [command = ''] = args;
  const hint = command.startsWith('-') ? 'ouroboros --help' : `ouroboros ${command} --help`;
  const known = error.code !== 'commander.unknownCommand';
  const sentence = error.message.replace(/^error: /, '').replace(/\.?$/, '');
  context.terminal.complain(`${sentence}; see ${known ? hint : 'ouroboros --help'}.`);
  return EXIT.usage;
}
