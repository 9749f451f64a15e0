/** What a guide shows, in the order in which it stands there. */
export type GuideStep =
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | {
      readonly kind: 'command';
      readonly line: number;
      readonly command: string;
      readonly output: readonly string[];
    }
  | { readonly kind: 'not-run'; readonly line: number; readonly why: string };

/** Blocks that are read and not run. */
const READ = new Set(['json', 'yaml', 'text']);

/**
 * The blocks of a guide: `python file=NAME`, `console` with commands behind `$ `, and `sh not-run: WHY`.
 * Throws for a block of which nobody has said whether it is run.
 */
export function guideSteps(markdown: string): readonly GuideStep[] {
  const steps: GuideStep[] = [];
  const lines = markdown.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, info] = /^```(.+)$/.exec(lines[at] ?? '') ?? [];
    if (info === undefined) continue;
    const end = lines.indexOf('```', at + 1);
    if (end < 0) throw new Error(`The block in line ${at + 1} does not end.`);
    const body = lines.slice(at + 1, end);
    const [, file] = /^python file=(\S+)$/.exec(info) ?? [];
    const [, why] = /^sh not-run: (.+)$/.exec(info) ?? [];
    if (file !== undefined) steps.push({ kind: 'file', name: file, text: `${body.join('\n')}\n` });
    else if (why !== undefined) steps.push({ kind: 'not-run', line: at + 1, why });
    else if (info === 'console') steps.push(...commandsOf(body, at + 2));
    else if (!READ.has(info)) throw new Error(`Line ${at + 1}: is the block “${info}” run or not?`);
    at = end;
  }
  return steps;
}

function commandsOf(body: readonly string[], firstLine: number): GuideStep[] {
  const found: { kind: 'command'; line: number; command: string; output: string[] }[] = [];
  body.forEach((text, at) => {
    if (text.startsWith('$ ')) {
      found.push({ kind: 'command', line: firstLine + at, command: text.slice(2), output: [] });
    } else found.at(-1)?.output.push(text);
  });
  return found;
}

/** Whether a command said what the guide shows: “…” in a line is anything, alone it is any lines. */
export function isAsShown(shown: readonly string[], output: string): boolean {
  const pattern = shown
    .map((line) =>
      line === '…'
        ? '(?:.*\\n)*'
        : `${line
            .split('…')
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
            .join('.*')}\\n`,
    )
    .join('');
  const lines = output.split('\n').map((line) => line.trimEnd());
  return new RegExp(`^${pattern}$`).test(`${lines.join('\n').trimEnd()}\n`.replace(/^\n$/, ''));
}
