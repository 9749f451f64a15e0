import type { ReactNode } from 'react';
import { Component } from 'react';
import { BROKEN_VIEW } from '../../views/strings-app.ts';

interface Props {
  readonly children: ReactNode;
  /** The step of history that is shown: another one is drawn anew. */
  readonly entryId: number;
  readonly onFailed: (entryId: number) => void;
  readonly onLeave: () => void;
}

interface State {
  readonly entryId: number;
  readonly thrown: unknown;
}

/** What is left when drawing one view fails: the rest of the window, and a way to other views. */
export class ViewBoundary extends Component<Props, State> {
  override state: State = { entryId: this.props.entryId, thrown: null };

  static getDerivedStateFromError(thrown: unknown): Partial<State> {
    return { thrown: thrown ?? 'unknown' };
  }

  static getDerivedStateFromProps({ entryId }: Props, state: State): State | null {
    return entryId === state.entryId ? null : { entryId, thrown: null };
  }

  override componentDidCatch(): void {
    this.props.onFailed(this.props.entryId);
  }

  override render(): ReactNode {
    const { thrown } = this.state;
    if (thrown === null) return this.props.children;
    return (
      <div className="nothing" role="alert">
        <strong>{BROKEN_VIEW.title}</strong>
        <p>{BROKEN_VIEW.what}</p>
        <p className="mono">{thrown instanceof Error ? thrown.message : String(thrown)}</p>
        <div className="view-failure-choices">
          <button type="button" className="button primary" onClick={this.props.onLeave}>
            {BROKEN_VIEW.overview}
          </button>
          <button type="button" className="button" onClick={() => this.setState({ thrown: null })}>
            {BROKEN_VIEW.again}
          </button>
        </div>
      </div>
    );
  }
}
