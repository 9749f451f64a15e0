/**
 * Markdown of texts that come from a dump, as issue trackers read it: nothing in them becomes
 * markup, a link, a picture or a mention.
 */

/** A sentence whose `code` stands between backticks; the rest is escaped. O(length). */
export function markdownText(sentence: string): string {
  return oneLine(sentence)
    .split(/(`[^`]*`)/)
    .map((part) => (/^`[^`]+`$/.test(part) ? markdownCode(part.slice(1, -1)) : escaped(part)))
    .join('');
}

/** A text as code within a line, whatever backticks it has. */
export function markdownCode(text: string): string {
  const line = oneLine(text);
  if (line.trim() === '') return '';
  const fence = '`'.repeat(longestRun(line) + 1);
  const pad = fence.length > 1 ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Lines as they are, in a block that none of them can end. */
export function markdownBlock(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
  return [`${fence}text`, ...lines.map(oneLine), fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]#|!~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/@/g, '&#64;')
    .replace(/:\/\//g, ':&#47;&#47;');
}
