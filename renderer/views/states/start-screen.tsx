import './states.css';
import { useActions, useAppState } from '../../state/context.ts';
import { PYTHON_SNIPPET } from '../strings.ts';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon, Mark } from '../widgets/icons.tsx';

/** Nothing open yet: how to open something, and how to come by something to open. */
export function StartScreen() {
  const { dumps } = useActions();
  const recent = useAppState((state) => state.recent);
  const example = useAppState((state) => state.example);
  const tabs = useAppState((state) => state.tabs);
  return (
    <main className="state-screen">
      <div className="start">
        <div className="start-intro">
          <Mark size={44} />
          <h1>Why is this memory still there?</h1>
          <p>
            Open a dump of a Python process. Ouroboros says which reference cycles hold the memory,
            what holds the rest, and which reference to break.
          </p>
        </div>
        <div className="drop-zone">
          <Icon name="download" size={26} />
          <strong>Drop a dump here</strong>
          <p>.ouro, or a dump of meliae; gzip and zstd are looked through</p>
          <div className="state-buttons">
            <button
              type="button"
              className="button primary large"
              onClick={() => void dumps.choose()}
            >
              <Icon name="open" />
              Open a dump…
            </button>
            {example !== null && (
              <button
                type="button"
                className="button large"
                onClick={() => void dumps.open(example)}
              >
                Open the example
              </button>
            )}
          </div>
          {tabs.length > 0 && (
            <button
              type="button"
              className="button quiet"
              onClick={() => dumps.activate(tabs[0]?.id ?? null)}
            >
              Back to {tabs[0]?.name}
            </button>
          )}
        </div>
        <div className="start-side">
          <section className="start-card" aria-labelledby="take-title">
            <h2 id="take-title">Take a dump</h2>
            <p>
              Copy <span className="mono">ouroboros_dump.py</span> next to your program. It needs
              nothing but the standard library.
            </p>
            <CopyBlock text={PYTHON_SNIPPET} what="the three lines" />
            <p>Everything stays on this machine: nothing is uploaded.</p>
          </section>
          {recent.length > 0 && (
            <section className="start-card" aria-labelledby="recent-title">
              <h2 id="recent-title">Recent</h2>
              <ul className="recent">
                {recent.slice(0, 6).map((handle) => (
                  <li key={`${handle.folder}/${handle.name}`}>
                    <button type="button" onClick={() => void dumps.open(handle)}>
                      <Icon name="file" />
                      <span className="truncate">{handle.name}</span>
                      <span className="muted truncate">{handle.folder}</span>
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
    </main>
  );
}
