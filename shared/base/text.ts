/**
 * Text from a dump made safe to show: it is hostile data.
 *
 * Control characters, lone surrogates and the bidirectional overrides that can make a label read
 * as something else become visible escapes. What remains is still to be escaped for its medium
 * (XML, DOT, HTML), by the writer of that medium.
 */
export function showable(text: string): string {
  return text.replace(UNSAFE_CHARACTERS, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x0a) return '\\n';
    if (code === 0x0d) return '\\r';
    if (code === 0x09) return '\\t';
    return code <= 0xff
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

// With the `u` flag only lone surrogates match \p{Cs}: pairs are read as one character.
const UNSAFE_CHARACTERS =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\u200b\u2060\ufeff\ufff9-\ufffb\ufffe\uffff]/gu;

/** At most `limit` characters, whole code points, with an ellipsis when something was cut. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = limit - 1;
  const last = text.charCodeAt(cut - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? cut - 1 : cut;
  return `${text.slice(0, end)}…`;
}

/** Code-unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
