import { useId } from 'react';
import type { BreakResult } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { Term } from '../help/term.tsx';
import { BREAK_ADVICE } from '../strings.ts';
import { Icon } from '../widgets/icons.tsx';
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
        <Term id="pattern">{BREAK_ADVICE.pattern}</Term>
        <span className="pattern-title">{pattern.title}</span>
      </h3>
      <Prose text={pattern.explanation} />
      <h4>{BREAK_ADVICE.fix}</h4>
      <Prose text={pattern.fix} />
      <div className="snippets">
        <Snippet title={BREAK_ADVICE.before} code={pattern.before} />
        <Snippet title={BREAK_ADVICE.after} code={pattern.after} isFix />
      </div>
      <p className="pattern-link">
        {BREAK_ADVICE.readMore}
        {/* Main, or the browser, opens it outside: the page itself loads nothing. */}
        <a href={pattern.link.url} target="_blank" rel="noreferrer">
          {pattern.link.title}
          <Icon name="external" size={12} />
        </a>
        <span className="muted">{linkHost(pattern.link.url)}</span>
      </p>
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

function linkHost(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}

interface SnippetProps {
  readonly title: string;
  readonly code: string;
  readonly isFix?: boolean;
}

function Snippet({ title, code, isFix = false }: SnippetProps) {
  const { export: exporting } = useActions();
  return (
    <figure className={isFix ? 'snippet fix' : 'snippet'}>
      <figcaption>
        {title}
        {isFix && (
          <button
            type="button"
            className="button quiet"
            onClick={() => void exporting.copyText(code, BREAK_ADVICE.theFix)}
          >
            <Icon name="copy" size={13} />
            {BREAK_ADVICE.copy}
          </button>
        )}
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable. */}
      <pre tabIndex={0}>
        <code>{code}</code>
      </pre>
    </figure>
  );
}
