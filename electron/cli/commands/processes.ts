import type { Command } from 'commander';
import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import { listPythonProcesses, type PythonProcess } from '../../node/process/python-processes.ts';
import { type CliContext, printReport } from '../context.ts';
import { formatTable } from '../table.ts';

export function addProcessesCommand(program: Command, context: CliContext): void {
  program
    .command('processes')
    .summary('the Python processes here, and which of them grow')
    .description(
      'List the Python processes that can be seen, the largest first: resident memory, what it grew by since they were listed before, and the version. Nothing is stopped and nothing is read of them. Linux only.',
    )
    .option('--json', 'print JSON for programs')
    .action(async ({ json }: { json?: boolean }) => {
      const processes = await listPythonProcesses();
      printReport(context, json === true, reportOf(processes), () => asText(processes));
    });
}

/** What `--json` prints. Stable: keys may be added, never renamed or removed. */
function reportOf(processes: readonly PythonProcess[]): unknown {
  return {
    processes: processes.map(
      ({ pid, version, user, parent, residentBytes, before, isReadable, commandLine }) => ({
        pid,
        version,
        user,
        parent,
        residentBytes,
        grownBytes: before === null ? null : residentBytes - before.residentBytes,
        since: before?.at ?? null,
        isReadable,
        commandLine,
      }),
    ),
  };
}

function asText(processes: readonly PythonProcess[]): string {
  if (processes.length === 0) return 'No Python process can be seen here.';
  const now = Date.now();
  return formatTable(
    [
      { title: 'pid', align: 'right' },
      { title: 'resident', align: 'right' },
      { title: 'grown', align: 'right' },
      { title: 'in', align: 'right' },
      { title: 'python', align: 'left' },
      { title: 'user', align: 'left', limit: 32 },
      { title: 'command', align: 'left', limit: 90 },
    ],
    processes.map(({ pid, residentBytes, before, version, user, commandLine, isReadable }) => [
      String(pid),
      formatBytes(residentBytes),
      before === null ? '' : grownText(residentBytes - before.residentBytes),
      before === null ? '' : formatDuration((now - Date.parse(before.at)) / 1000),
      version ?? '',
      isReadable ? user : `${user} (may not be read)`,
      commandLine,
    ]),
  );
}

function grownText(bytes: number): string {
  if (bytes === 0) return '0';
  return bytes > 0 ? `+${formatBytes(bytes)}` : `−${formatBytes(-bytes)}`;
}
