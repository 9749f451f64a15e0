const CHUNK_LETTERS = 1 << 16;

/** Pieces of text as bytes, some tens of kilobytes at a time. */
export function* textChunks(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let waiting: string[] = [];
  let letters = 0;
  for (const piece of pieces) {
    waiting.push(piece);
    letters += piece.length;
    if (letters < CHUNK_LETTERS) continue;
    yield encoder.encode(waiting.join(''));
    waiting = [];
    letters = 0;
  }
  yield encoder.encode(waiting.join(''));
}
