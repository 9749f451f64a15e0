import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckedDump, writeJunit, writeSarif } from '../../../electron/cli/check-formats.ts';
import { parseXml } from '../scene/writers/xml-check.ts';

const FOUND: CheckedDump = {
  file: 'dumps/my leak.ouro',
  kinds: ['max-garbage', 'no-family', 'whole'],
  findings: [
    {
      check: 'max-garbage',
      message: '2.5 MB of <b>garbage</b> & "more"\u001b[31m than 1 MB',
      found: 2_500_000,
      limit: 1_000_000,
      unit: 'bytes',
      look: "ouroboros garbage 'dumps/my leak.ouro'",
    },
    {
      check: 'max-garbage',
      message: '90 objects more than 10',
      found: 90,
      limit: 10,
      unit: 'objects',
      look: "ouroboros garbage 'dumps/my leak.ouro'",
    },
  ],
};

describe('the result of a check as JUnit XML', () => {
  it('has a case for each kind of rule, and one failure for all that was found of it', () => {
    const xml = writeJunit(FOUND);
    expect(parseXml(xml).name).toBe('testsuites');
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="0"');
    expect(xml.match(/<testcase /g)).toHaveLength(3);
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml).toContain('classname="ouroboros.my leak_ouro" name="no-family"/>');
    expect(xml).toContain('90 objects more than 10');
    expect(xml).toContain('&lt;b&gt;garbage&lt;/b&gt; &amp; &quot;more&quot;');
    expect(xml).not.toContain('\u001b');
  });

  it('has no failure where nothing was found', () => {
    const xml = writeJunit({ ...FOUND, findings: [] });
    expect(parseXml(xml).name).toBe('testsuites');
    expect(xml).toContain('tests="3" failures="0"');
    expect(xml).not.toContain('<failure');
  });
});

describe('the result of a check as SARIF', () => {
  it('has a rule for each kind, and a result for each finding, at the dump', () => {
    const log = JSON.parse(writeSarif(FOUND, '1.2.3'));
    expect([log.version, log.runs.length]).toEqual(['2.1.0', 1]);
    const [run] = log.runs;
    expect(run.tool.driver).toMatchObject({ name: 'Ouroboros', version: '1.2.3' });
    const ids = run.tool.driver.rules.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(FOUND.kinds);
    expect(run.results).toHaveLength(2);
    for (const result of run.results) {
      expect(ids[result.ruleIndex]).toBe(result.ruleId);
      expect(result.level).toBe('error');
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe(
        'dumps/my%20leak.ouro',
      );
      expect(result.message.text).not.toContain('\u001b');
    }
    expect(run.results[1].properties).toMatchObject({ found: 90, limit: 10, unit: 'objects' });
  });

  it('names a dump elsewhere by its whole address', () => {
    const file = path.resolve('..', 'a b.ouro');
    const log = JSON.parse(writeSarif({ ...FOUND, file }, '1'));
    const [result] = log.runs[0].results;
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toMatch(
      /^file:\/\/\/.*\/a%20b\.ouro$/,
    );
  });
});
