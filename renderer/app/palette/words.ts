/** Whether all words of what was typed occur in a text, in any order. */
export function hasWords(text: string, typed: string): boolean {
  const searched = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}

/** Whether a title begins with what was typed: then it is most likely what is meant. */
export function beginsWith(title: string, typed: string): boolean {
  return typed !== '' && title.toLowerCase().startsWith(typed.toLowerCase());
}
