/** `pandas.core.frame.DataFrame` → `DataFrame`; a name without dots is itself. O(length). */
export function shortTypeName(qualified: string): string {
  const last = qualified.slice(qualified.lastIndexOf('.') + 1);
  return last === '' ? qualified : last;
}
