import './fleet.css';
import { useMemo } from 'react';
import { formatBytes } from '../../../shared/base/units.ts';
import { type FleetReport, fleetReport } from '../../../shared/fleet/fleet-report.ts';
import { passedOverText } from '../../../shared/fleet/read-fleet.ts';
import { useActions } from '../../state/react/context.ts';
import type { Fleet } from '../../state/store/fleet.ts';
import { knownFiles, passedOver } from '../../state/store/fleet.ts';
import { FLEET } from '../strings-fleet.ts';
import { Nothing } from '../widgets/feedback.tsx';
import { FleetCauses } from './fleet-causes.tsx';
import { FleetProcesses } from './fleet-processes.tsx';

/** Many dumps of one program: what leaks in how many of them, and each process in a row. */
export function FleetView({ fleet }: { readonly fleet: Fleet }) {
  const { entries, look, status } = fleet;
  const report = useMemo(() => fleetReport(knownFiles(entries)), [entries]);
  const others = useMemo(() => passedOver(entries), [entries]);
  const { processes, causes, failures } = report;
  return (
    <main className="fleet" tabIndex={-1} aria-busy={status === 'reading'}>
      <FleetHead fleet={fleet} report={report} />
      {causes.length > 0 && (
        <FleetCauses causes={causes} processes={processes.length} look={look} />
      )}
      {processes.length > 0 && <FleetProcesses report={report} look={look} />}
      {processes.length === 0 && status !== 'reading' && (
        <Nothing title={failures.length > 0 ? FLEET.noneRead : FLEET.onlyOthers}>
          {failures.length === 0 && <p>{FLEET.onlyOthersNote}</p>}
        </Nothing>
      )}
      {failures.length > 0 && <Failures failures={failures} canRetry={status !== 'reading'} />}
      {others > 0 && <p className="fleet-note muted">{passedOverText(others)}</p>}
    </main>
  );
}

function FleetHead({ fleet, report }: { readonly fleet: Fleet; readonly report: FleetReport }) {
  const { processes, causes, healthy, explainedBytes, residentBytes } = report;
  const count = processes.length;
  const resident = residentBytes > 0 ? formatBytes(residentBytes) : '';
  return (
    <header className="fleet-head">
      <h1>
        {count === 0
          ? fleet.status === 'reading'
            ? FLEET.nothingYet(fleet.entries.length)
            : FLEET.title
          : causes.length === 0
            ? FLEET.healthy(count)
            : FLEET.headline(causes.length, count - healthy, count)}
      </h1>
      {causes.length > 0 && (
        <p>
          {[
            FLEET.held(formatBytes(explainedBytes), resident),
            healthy > 0 ? FLEET.clean(healthy) : '',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
      )}
      <FleetProgress fleet={fleet} />
    </header>
  );
}

/** How far the reading is, and how to stop it or go on. */
function FleetProgress({ fleet: { entries, status, reading } }: { readonly fleet: Fleet }) {
  const { fleet } = useActions();
  const left = entries.filter(({ answer }) => answer === null).length;
  if (status === 'done') return null;
  if (status === 'stopped') {
    return (
      <div className="fleet-progress">
        <span role="status">{FLEET.stopped(left)}</span>
        <button type="button" className="button" onClick={() => void fleet.resume()}>
          {FLEET.goOn}
        </button>
      </div>
    );
  }
  const done = entries.length - left;
  const words = FLEET.progress(done, entries.length);
  return (
    <div className="fleet-progress">
      <div
        className="progress"
        role="progressbar"
        aria-label={words}
        aria-valuemin={0}
        aria-valuemax={entries.length}
        aria-valuenow={done}
      >
        <div style={{ width: `${(100 * done) / entries.length}%` }} />
      </div>
      <span className="fleet-done">{words}</span>
      <span className="fleet-reading muted truncate">{FLEET.reading(reading)}</span>
      <button type="button" className="button" onClick={fleet.stop}>
        {FLEET.stop}
      </button>
    </div>
  );
}

/** What could not be read: it costs no other its row. */
function Failures({
  failures,
  canRetry,
}: {
  readonly failures: FleetReport['failures'];
  readonly canRetry: boolean;
}) {
  const { fleet } = useActions();
  return (
    <section className="fleet-failures" aria-labelledby="fleet-failures-title">
      <div className="section-head">
        <h2 id="fleet-failures-title">{FLEET.failures(failures.length)}</h2>
        {canRetry && (
          <button type="button" className="button" onClick={() => void fleet.resume()}>
            {FLEET.tryAgain}
          </button>
        )}
      </div>
      <ul className="panel">
        {failures.map(({ file, reason }) => (
          <li key={file}>
            <bdi className="mono">{file}</bdi>
            <span>{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
