import type { ReactNode } from 'react';
import { Component } from 'react';
import { BROKEN_WINDOW } from '../views/strings-app.ts';

interface Props {
  readonly children: ReactNode;
  /** Makes sure that the next start does not lead here again. */
  readonly onFailed: () => void;
}

interface State {
  readonly thrown: unknown;
}

/** What is left when drawing the window itself fails: a sentence and a way out, never a blank. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { thrown: null };

  static getDerivedStateFromError(thrown: unknown): State {
    return { thrown: thrown ?? 'unknown' };
  }

  override componentDidCatch(): void {
    this.props.onFailed();
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    return (
      <main className="nothing" role="alert">
        <strong>{BROKEN_WINDOW.title}</strong>
        <p>{BROKEN_WINDOW.what}</p>
        <p className="mono">{thrown instanceof Error ? thrown.message : String(thrown)}</p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {BROKEN_WINDOW.again}
        </button>
      </main>
    );
  }
}
