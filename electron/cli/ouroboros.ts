#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import { DumpOpener } from './open-session.ts';
import { runCli } from './run-cli.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal();
const { job } = terminal;
const dumps = new DumpOpener(job, terminal.note);
process.exitCode = await runCli(
  process.argv.slice(2),
  {
    terminal,
    job,
    dumps,
    open: (file) => dumps.open(file),
    openAny: (file) => dumps.openAny(file),
    skim: (file) => dumps.skim(file),
    openProfile: (file) => dumps.openProfile(file),
  },
  packageJson.version,
);
dumps.close();
await dumps.keepIndexes();
terminal.settle();
