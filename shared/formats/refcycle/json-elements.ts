const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** No element of such a graph is longer; a file that says so is another kind of JSON. */
const MAX_ELEMENT_BYTES = 16 * 1024 * 1024;

/**
 * The objects in the arrays of one JSON object, `{"key": [{…}, {…}], …}`, one at a time as the
 * bytes come: the file is never held as a whole.
 */
export class JsonElements {
  /** The outermost brace has been closed. */
  isWhole = false;
  /** Offset of the first byte that is not yet used up. */
  offset = 0;
  private carried: Uint8Array = new Uint8Array(0);
  private depth = 0;
  private key = '';
  private readonly take: (key: string, element: unknown) => void;

  /** `take` gets every element that is an object, with the key of its array. */
  constructor(take: (key: string, element: unknown) => void) {
    this.take = take;
  }

  /** False when something stands there that cannot be JSON of this form. */
  feed(chunk: Uint8Array): boolean {
    let buffer = chunk;
    if (this.carried.length > 0) {
      buffer = new Uint8Array(this.carried.length + chunk.length);
      buffer.set(this.carried);
      buffer.set(chunk, this.carried.length);
    }
    let at = 0;
    while (at < buffer.length && !this.isWhole) {
      const next = this.step(buffer, at);
      if (next === WAIT) break;
      if (next === BROKEN) {
        this.offset += at;
        return false;
      }
      at = next;
    }
    this.offset += at;
    this.carried = buffer.slice(at);
    return this.carried.length <= MAX_ELEMENT_BYTES;
  }

  private step(buffer: Uint8Array, at: number): number {
    const byte = buffer[at];
    if (byte === QUOTE) {
      const end = endOfText(buffer, at);
      if (end === WAIT) return WAIT;
      if (this.depth === 1) this.key = decoder.decode(buffer.subarray(at + 1, end - 1));
      return end;
    }
    if (byte === OPEN_BRACE && this.depth === 2) {
      const end = endOfObject(buffer, at);
      if (end === WAIT) return WAIT;
      const element = parse(buffer.subarray(at, end));
      if (element === undefined) return BROKEN;
      this.take(this.key, element);
      return end;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth++;
    if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.depth--;
      this.isWhole = this.depth === 0;
    }
    return this.depth < 0 ? BROKEN : at + 1;
  }
}

const decoder = new TextDecoder();

const WAIT = -1;
const BROKEN = -2;

/** Position behind the text whose quote stands at `at`. */
function endOfText(buffer: Uint8Array, at: number): number {
  for (let end = at + 1; end < buffer.length; end++) {
    if (buffer[end] === BACKSLASH) end++;
    else if (buffer[end] === QUOTE) return end + 1;
  }
  return WAIT;
}

/** Position behind the object whose brace stands at `at`. */
function endOfObject(buffer: Uint8Array, at: number): number {
  let depth = 0;
  for (let end = at; end < buffer.length; end++) {
    const byte = buffer[end];
    if (byte === QUOTE) {
      const behind = endOfText(buffer, end);
      if (behind === WAIT) return WAIT;
      end = behind - 1;
    } else if (byte === OPEN_BRACE) {
      depth++;
    } else if (byte === CLOSE_BRACE && --depth === 0) {
      return end + 1;
    }
  }
  return WAIT;
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
