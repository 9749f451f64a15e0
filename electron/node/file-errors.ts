/** The system's code of a failed file operation ("ENOENT"), or a word for anything else. */
export function errorCode(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') {
    return thrown.code;
  }
  return thrown instanceof Error ? thrown.name : 'unknown error';
}
