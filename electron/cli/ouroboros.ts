#!/usr/bin/env node
import packageJson from '../../package.json' with { type: 'json' };
import { openSession } from './open-session.ts';
import { runCli } from './run-cli.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal();
const { job } = terminal;
process.exitCode = await runCli(
  process.argv.slice(2),
  { terminal, job, open: (file) => openSession(file, job) },
  packageJson.version,
);
