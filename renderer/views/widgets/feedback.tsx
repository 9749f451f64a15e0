import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { OuroborosErrorData } from '../../../shared/base/errors.ts';
import { errorDetail } from '../../../shared/base/errors.ts';
import { useActions } from '../../state/react/context.ts';
import { BUTTON } from '../strings.ts';
import { ERROR_WORDS } from '../strings-states.ts';
import { Icon } from './icons.tsx';

/** A failed question inside a view: what went wrong and the way to ask again. */
export function Failure({
  error,
  onRetry,
}: {
  readonly error: OuroborosErrorData;
  readonly onRetry?: () => void;
}) {
  const detail = errorDetail(error);
  return (
    <div className="nothing" role="alert">
      <strong>{ERROR_WORDS[error.code].title}</strong>
      <p>{error.message}</p>
      {detail !== '' && <p className="mono">{detail}</p>}
      {onRetry !== undefined && (
        <button type="button" className="button" onClick={onRetry}>
          {BUTTON.tryAgain}
        </button>
      )}
    </div>
  );
}

export function Nothing({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="nothing">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

/** Shown only after a moment, so that quick answers do not flash a placeholder. */
export function Waiting({ what }: { readonly what: string }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="nothing" role="status">
      {visible && <p>{what}</p>}
      {visible && <div className="busy-line" />}
    </div>
  );
}

export function CopyBlock({ text, what }: { readonly text: string; readonly what: string }) {
  const actions = useActions();
  return (
    <div className="copy-block">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable. */}
      <pre tabIndex={0}>{text}</pre>
      <button
        type="button"
        className="button"
        onClick={() => void actions.export.copyText(text, what)}
      >
        <Icon name="copy" size={13} />
        {BUTTON.copy}
      </button>
    </div>
  );
}
