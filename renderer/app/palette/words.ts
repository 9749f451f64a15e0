/** Whether all words of what was typed occur in a text, in any order. */
export function hasWords(text: string, typed: string): boolean {
  const searched = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/**
 * How likely a title is meant by what was typed: it is that, it begins with it, one of its words
 * does, or it has the words somewhere; null where it has not.
 */
export function closeness(title: string, typed: string): 0 | 1 | 2 | 3 | null {
  if (!hasWords(title, typed)) return null;
  const [name, text] = [title.toLowerCase(), typed.toLowerCase()];
  if (name.replace('…', '') === text) return 0;
  if (name.startsWith(text)) return 1;
  return name.split(/[\s(]+/).some((word) => word.startsWith(text)) ? 2 : 3;
}

/** An address as the engine writes it, where a whole one was typed; null for other texts. */
export function typedAddress(text: string): string | null {
  const digits = /^0x0*([0-9a-f]{4,16})$/i.exec(text.trim())?.[1];
  return digits === undefined ? null : `0x${digits.toLowerCase()}`;
}
