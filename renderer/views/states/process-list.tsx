import { useEffect } from 'react';
import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import type { ListedProcess } from '../../host/host-api.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { PROCESSES, WATCH } from '../strings-states.ts';
import { Icon } from '../widgets/icons.tsx';

const SHOWN = 8;

/** Python processes of this machine, the largest first; nothing where none can be read. */
export function ProcessList() {
  const { processes: actions, watch } = useActions();
  const processes = useAppState((state) => state.processes);
  useEffect(() => {
    void actions.refresh();
  }, [actions]);
  if (processes === null) return null;
  return (
    <section className="start-card" aria-labelledby="processes-title">
      <div className="recent-head">
        <h2 id="processes-title">{PROCESSES.title}</h2>
        <button type="button" className="button quiet" onClick={() => void actions.refresh()}>
          {PROCESSES.refresh}
        </button>
      </div>
      <p className="muted">{processes.length === 0 ? PROCESSES.none : PROCESSES.what}</p>
      <ul className="recent">
        {processes.slice(0, SHOWN).map((process) => (
          <li key={process.pid} className="listed-process">
            <button
              type="button"
              disabled={!process.isReadable}
              onClick={() => void actions.read(process)}
            >
              <Icon name="file" />
              <span className="truncate" title={process.commandLine}>
                {process.pid} {process.commandLine}
              </span>
              <span className="muted truncate">{factsOf(process)}</span>
            </button>
            {process.isReadable && (
              <button
                type="button"
                className="button quiet"
                aria-label={WATCH.startHint(process.pid)}
                title={WATCH.startHint(process.pid)}
                onClick={() => watch.start(process)}
              >
                {WATCH.start}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function factsOf(process: ListedProcess): string {
  const { version, residentBytes, grownBytes, grownSeconds, isReadable } = process;
  const facts = PROCESSES.facts(version, formatBytes(residentBytes), growthOf());
  return isReadable ? facts : `${facts} · ${PROCESSES.notReadable}`;

  function growthOf(): string {
    if (grownBytes === null || grownSeconds === null || grownBytes === 0) return '';
    const bytes = `${grownBytes > 0 ? '+' : '−'}${formatBytes(Math.abs(grownBytes))}`;
    return PROCESSES.grown(bytes, formatDuration(grownSeconds));
  }
}
