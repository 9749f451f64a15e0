import type { Command } from 'commander';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { formatCount } from '../../../shared/base/units.ts';
import { sourceLines } from '../../../shared/protocol/source-text.ts';
import type { DumpBreaks } from '../../../shared/session/answer/advised-breaks.ts';
import { causeDetails } from '../../../shared/session/answer/answer.ts';
import type { BreakReport, FamilyChoice } from '../../../shared/session/cycles/break-report.ts';
import { proposalSentence } from '../../../shared/session/cycles/breaks.ts';
import { parseCountOption } from '../arguments.ts';
import { type CliContext, openAndWarn, printReport } from '../context.ts';
import { applyCuts, cutOption, cutText, withCut } from '../cuts.ts';

interface BreakOptions {
  readonly type?: string;
  readonly family?: number;
  readonly cut: readonly string[];
  readonly json?: boolean;
}

export function addBreakCommand(program: Command, context: CliContext): void {
  program
    .command('break')
    .summary('which reference to break')
    .description(
      'Say which references to break so that cycles do not close, what that frees, and the known pattern they show: of the whole dump, or reference by reference of a family.',
    )
    .argument('<file>', 'the dump')
    .option('--type <name>', 'families with this type (qualified name, or its last part)')
    .option(
      '--family <n>',
      'the family of this number in the list of "cycles"',
      parseCountOption(1, 0xffffffff),
    )
    .addOption(cutOption())
    .option('--json', 'print JSON for programs')
    .action(async (file: string, options: BreakOptions) => {
      const families = familyChoice(options);
      const isJson = options.json === true;
      const session = await openAndWarn(context, file);
      const { cuts, cut } = await applyCuts(session, options.cut, context.job);
      if (families === null) {
        const found = session.dumpBreaks(cuts, context.job);
        printReport(context, isJson, withCut(found, cut), () => cutText(cut) + wholeText(found));
        return;
      }
      const report = session.breakReport({ cuts, families }, context.job);
      printReport(context, isJson, withCut(report, cut), () => cutText(cut) + asText(report));
    });
}

function familyChoice({ type, family }: BreakOptions): FamilyChoice | null {
  if (family === undefined && type === undefined) return null;
  if (family !== undefined && type === undefined) return { number: family };
  if (type !== undefined && family === undefined) return { type };
  throw new OuroborosError(
    'bad-request',
    'Name the families by --type or by --family, not by both.',
  );
}

/** Causes as the summary tells them, then what the note says. */
function wholeText({ causes, families, note }: DumpBreaks): string {
  const told = causes.map(({ sentence, ...cause }) =>
    [sentence, ...causeDetails(cause).map((line) => `    ${line}`)].join('\n'),
  );
  const blocks = [...told, note, asText({ families, more: 0 })].filter((block) => block !== '');
  const more = causes.length > 0 ? ['Reference by reference: --family or --type.'] : [];
  return [...blocks, ...more].join('\n\n');
}

type AdvisedFamily = BreakReport['families'][number];

function asText(report: BreakReport): string {
  const told = new Set<string>();
  const blocks = report.families.map((family) => {
    const id = family.pattern?.id ?? '';
    const isTold = told.has(id);
    told.add(id);
    return [...proposalLines(family), ...patternLines(family, isTold)].join('\n');
  });
  if (report.more > 0) {
    blocks.push(`and ${formatCount(report.more)} more families; --family shows any of them`);
  }
  return blocks.join('\n\n');
}

function proposalLines(family: AdvisedFamily): string[] {
  const lines = [`#${family.number}  ${family.text}`, `    ${family.verdict}`];
  const chosen = family.proposals.filter((row) => row.chosen);
  const others = family.proposals.filter((row) => !row.chosen);
  for (const row of chosen) {
    const sentence = proposalSentence(row, family.verdict);
    const sources = sourceLines(row.sources).map((line) => `    ${line}`);
    lines.push('', sentence, `    ${row.howText}`, `    ${row.reason}`, ...sources);
  }
  if (others.length > 0) lines.push('', 'or instead, on the same cycles:');
  for (const row of others) {
    lines.push(`    ${proposalSentence(row, family.verdict)}`, `        ${row.howText}`);
  }
  if (family.note !== '') lines.push('', family.note);
  return lines;
}

/** The pattern in full, the first time it occurs. */
function patternLines({ pattern }: AdvisedFamily, isTold: boolean): string[] {
  if (pattern === null) return [];
  if (isTold) return ['', `Pattern: ${pattern.title}, see above`];
  return [
    '',
    `Pattern: ${pattern.title}`,
    pattern.explanation,
    pattern.fix,
    '',
    'before:',
    indented(pattern.before),
    'after:',
    indented(pattern.after),
    `See also: ${pattern.link.title}, ${pattern.link.url}`,
  ];
}

function indented(code: string): string {
  return code.replace(/^(?=.)/gm, '    ');
}
