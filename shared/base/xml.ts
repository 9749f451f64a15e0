/**
 * Text for XML 1.0: markup escaped, and what XML cannot hold at all (NUL, most control characters,
 * lone surrogates) replaced by U+FFFD. Good for element content and double-quoted attributes.
 */
export function xmlText(text: string): string {
  return text
    .replace(ILLEGAL, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Everything but the `Char` production of XML 1.0, §2.2. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A start tag's attributes; those that are '' are left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number>>): string {
  let text = '';
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== '') text += ` ${name}="${xmlText(String(value))}"`;
  }
  return text;
}
