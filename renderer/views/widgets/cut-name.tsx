import { BidiIsolate } from './bidi-isolate.tsx';

/** What stays of a name's end: `-1.ouro` tells two dumps of one program apart. */
const TAIL = 9;
/** An address, whole or shortened, at the end of an object's name. */
const OBJECT = /^(.+) (0x[\da-f]+(?:…[\da-f]+)?)$/;

/**
 * A name that gives way in its middle where there is no room for all of it. Its halves are for the
 * eye: a screen reader has the name whole, and so has who copies it.
 */
export function MiddleCut({
  text,
  tail = TAIL,
}: {
  readonly text: string;
  readonly tail?: number;
}) {
  if (text.length <= tail + 6) return <span className="truncate">{text}</span>;
  const [head, end] = apart(text, tail);
  return (
    <span className="middle-cut">
      <span className="visually-hidden">{text}</span>
      <span className="truncate" data-text={head} aria-hidden="true" />
      <span className="tail" data-text={end} aria-hidden="true" />
    </span>
  );
}

/** A text in two, the second of `tail` characters, or of one more where that would halve one. */
export function apart(text: string, tail: number): readonly [string, string] {
  const at = text.length - tail;
  const isHalved = (text.codePointAt(at - 1) ?? 0) > 0xffff;
  const cut = isHalved ? at - 1 : at;
  return [text.slice(0, cut), text.slice(cut)];
}

/** An object's name: where there is no room for all of it, its address goes and not its type. */
export function CutObject({ text }: { readonly text: string }) {
  const [, type = '', address = ''] = OBJECT.exec(text) ?? [];
  if (address === '') {
    return (
      <span className="truncate">
        <BidiIsolate text={text} />
      </span>
    );
  }
  return (
    <span className="object-cut">
      <span className="truncate">
        <BidiIsolate text={type} />
      </span>{' '}
      <span>{address}</span>
    </span>
  );
}
