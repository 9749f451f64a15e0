import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { showable } from '../../../shared/base/text.ts';
import { formatQuantity } from '../../../shared/base/units.ts';
import { writeFileAtomically } from '../../node/atomic-write.ts';
import type { CliContext } from '../context.ts';
import { openAndWarn } from '../context.ts';
import { parquetChunks } from '../parquet.ts';

/** Objects up to which all are named without being asked to: some seconds. */
const NAMED_ANYWAY = 1_000_000;

interface ExportOptions {
  readonly redact: boolean;
  readonly names: boolean;
}

export function addExportCommand(program: Command, context: CliContext): void {
  program
    .command('export')
    .summary('write a dump as Parquet tables')
    .description(
      'Write objects, references, types, families and facts of the process as Parquet files, for DuckDB, Spark, pandas and Polars. docs/tables.md says what each column means.',
    )
    .argument('<file>', 'the dump')
    .argument('<dir>', 'the folder to write into; made if it is not there')
    .addOption(new Option('--to <format>', 'the format').choices(['parquet']).default('parquet'))
    .option('--names', `name every object, also beyond ${NAMED_ANYWAY.toLocaleString('en')}`, false)
    .option('--redact', 'leave out texts, keys, names and the command line', false)
    .action(async (file: string, dir: string, { redact, names }: ExportOptions) => {
      const { terminal, job } = context;
      const session = await openAndWarn(context, file);
      const isNamed = names || session.graph.nodeCount <= NAMED_ANYWAY;
      await mkdir(dir, { recursive: true });
      for (const table of session.tables({ redact, names: isNamed }, job)) {
        await writeFileAtomically(path.join(dir, `${table.name}.parquet`), parquetChunks(table));
      }
      const { nodeCount, edgeCount } = session.graph;
      terminal.write(
        `${showable(dir)}: ${formatQuantity(nodeCount, 'object')}, ${formatQuantity(edgeCount, 'reference')}`,
      );
    });
}
