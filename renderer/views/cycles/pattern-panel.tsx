import { useId } from 'react';
import type { BreakResult } from '../../../shared/protocol/schemas.ts';
import { ADVICE } from '../strings.ts';
import { codeSpans } from './advice-words.ts';

/** The known pattern a family shows: how it comes about, what helps, and both in Python. */
export function PatternPanel({
  pattern,
}: {
  readonly pattern: NonNullable<BreakResult['pattern']>;
}) {
  const titleId = useId();
  return (
    <section className="advice-part" aria-labelledby={titleId}>
      <h3 id={titleId}>
        {ADVICE.pattern} <span className="pattern-title">{pattern.title}</span>
      </h3>
      <Prose text={pattern.explanation} />
      <Prose text={pattern.fix} />
      <div className="snippets">
        <Snippet title={ADVICE.before} code={pattern.before} />
        <Snippet title={ADVICE.after} code={pattern.after} />
      </div>
    </section>
  );
}

function Prose({ text }: { readonly text: string }) {
  return (
    <p>
      {codeSpans(text).map((span, index) =>
        // Spans have no identity but their position.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        span.isCode ? <code key={index}>{span.text}</code> : <span key={index}>{span.text}</span>,
      )}
    </p>
  );
}

function Snippet({ title, code }: { readonly title: string; readonly code: string }) {
  return (
    <figure className="snippet">
      <figcaption>{title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
