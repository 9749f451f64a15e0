import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { PATTERNS } from '../../../../shared/analysis/patterns/catalogue.ts';

/** Names the snippets that a Python does not take for Python, with what it says of them. */
const PARSE = `
import ast, json, sys
wrong = []
for name, code in json.load(sys.stdin):
    try:
        ast.parse(code)
    except SyntaxError as error:
        wrong.append(f"{name}: {error}")
json.dump(wrong, sys.stdout)
`;

const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('the code in the catalogue of patterns', () => {
  it.skipIf(!hasPython)('is Python, before and after', () => {
    const snippets = PATTERNS.flatMap(({ id, before, after }) => [
      [`${id} before`, before],
      [`${id} after`, after],
    ]);
    const parsed = spawnSync('python3', ['-c', PARSE], {
      input: JSON.stringify(snippets),
      encoding: 'utf8',
    });
    expect(parsed.stderr).toBe('');
    expect(JSON.parse(parsed.stdout)).toEqual([]);
  });

  it('changes something, and fits beside its other half', () => {
    for (const { id, before, after } of PATTERNS) {
      expect(after, id).not.toBe(before);
      for (const line of `${before}\n${after}`.split('\n')) {
        expect(line.length, `${id}: ${line}`).toBeLessThanOrEqual(64);
      }
    }
  });
});
