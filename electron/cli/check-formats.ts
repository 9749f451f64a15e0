import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { showable } from '../../shared/base/text.ts';
import { xmlAttributes, xmlText } from '../../shared/base/xml.ts';
import type { Finding } from '../../shared/session/compare/check-report.ts';

/** One finding, with the command that shows more written out. */
export type ToldFinding = Omit<Finding, 'look'> & { readonly look: string };

/** What was checked of a dump, and what was found. */
export interface CheckedDump {
  readonly file: string;
  /** The kinds of rules that were asked about, each once. */
  readonly kinds: readonly Finding['check'][];
  readonly findings: readonly ToldFinding[];
}

const MEANINGS: Readonly<Record<Finding['check'], string>> = {
  'max-garbage': 'There is no more unreachable memory than allowed.',
  'no-family': 'There is no cycle of this family.',
  'max-type': 'There are no more objects of this type than allowed.',
  'max-growth': 'The dump has not grown more than allowed since the baseline.',
  'max-growth-of': 'What was named has not grown more than allowed since the baseline.',
  'no-new-families': 'There is no family of cycles that the baseline does not have.',
  whole: 'The dump is whole.',
};

/**
 * The result as JUnit XML, as continuous integration shows it: one test case for each kind of rule.
 * Format: the schema that Jenkins' JUnit plug-in documents.
 */
export function writeJunit({ file, kinds, findings }: CheckedDump): string {
  const cases = kinds.map((kind) => {
    const failed = findings.filter(({ check }) => check === kind);
    const head = xmlAttributes({ classname: `ouroboros.${classOf(file)}`, name: kind });
    if (failed.length === 0) return `    <testcase${head}/>\n`;
    const [first] = failed;
    const lines = failed.map(
      ({ message, look }) => `${showable(message)}\nlook: ${showable(look)}`,
    );
    return [
      `    <testcase${head}>\n`,
      `      <failure${xmlAttributes({ type: kind, message: showable(first?.message ?? '') })}>`,
      `${xmlText(lines.join('\n'))}</failure>\n`,
      '    </testcase>\n',
    ].join('');
  });
  const failures = kinds.filter((kind) => findings.some(({ check }) => check === kind)).length;
  const suite = xmlAttributes({
    ...{ name: `ouroboros check ${showable(file)}`, tests: kinds.length },
    ...{ failures, errors: 0, skipped: 0 },
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n',
    `  <testsuite${suite}>\n${cases.join('')}  </testsuite>\n</testsuites>\n`,
  ].join('');
}

/** A name with dots means a package to whoever reads the file. */
function classOf(file: string): string {
  return showable(path.basename(file)).replaceAll('.', '_');
}

/** The result as SARIF 2.1.0 (OASIS), as code scanning reads it: one result for each finding. */
export function writeSarif({ file, kinds, findings }: CheckedDump, version: string): string {
  const rules = kinds.map((id) => ({ id, shortDescription: { text: MEANINGS[id] } }));
  const location = { physicalLocation: { artifactLocation: { uri: uriOf(file) } } };
  const results = findings.map(({ check, message, found, limit, unit, look }) => ({
    ruleId: check,
    ruleIndex: kinds.indexOf(check),
    level: 'error',
    message: { text: showable(message) },
    locations: [location],
    properties: { found, limit, unit, look: showable(look) },
  }));
  const driver = { name: 'Ouroboros', version, rules };
  const run = { tool: { driver }, columnKind: 'utf16CodeUnits', results };
  return `${JSON.stringify({ $schema: SARIF_SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`;
}

const SARIF_SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** A path within the checkout stays relative, so that it means the same on another machine. */
function uriOf(file: string): string {
  const relative = path.relative(process.cwd(), file);
  if (relative.startsWith('..') || path.isAbsolute(relative)) return pathToFileURL(file).href;
  return relative.split(path.sep).map(encodeURIComponent).join('/');
}
