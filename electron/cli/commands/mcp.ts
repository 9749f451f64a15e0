import type { Command } from 'commander';
import type { CliContext } from '../context.ts';

export function addMcpCommand(program: Command, context: CliContext): void {
  program
    .command('mcp')
    .summary('answer tools that speak the Model Context Protocol')
    .description(
      'Answer questions about dumps on the standard input and output, by the Model Context Protocol: summary, causes, cycles, what holds an object, what to break, comparison, filters, drawings. Only the files named here are opened. What the program held is left out unless --values is given.',
    )
    .argument('<files...>', 'the dumps that may be asked about')
    .option('--values', 'tell texts, numbers and keys that the program held, too')
    .action(async (files: string[], options: { readonly values?: boolean }) => {
      // Of no use to any other command.
      const { serveMcp } = await import('../mcp/mcp-server.ts');
      await serveMcp(context, files, options.values === true);
    });
}
