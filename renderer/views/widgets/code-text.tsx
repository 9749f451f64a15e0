import { BidiIsolate } from './bidi-isolate.tsx';

/** A sentence in which code stands between backticks. */
export function CodeText({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 1 ? (
      // Parts have no identity but their place.
      // biome-ignore lint/suspicious/noArrayIndexKey: see above.
      <code key={index}>
        <bdi>
          <BidiIsolate text={part} />
        </bdi>
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above.
      <BidiIsolate key={index} text={part} />
    ),
  );
}
