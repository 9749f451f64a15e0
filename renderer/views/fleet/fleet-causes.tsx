import { formatBytes } from '../../../shared/base/units.ts';
import type { FleetLeak } from '../../../shared/fleet/fleet-report.ts';
import { useActions } from '../../state/react/context.ts';
import type { FleetLook } from '../../state/store/fleet.ts';
import { CausePlaces } from '../overview/cause-places.tsx';
import { FLEET } from '../strings-fleet.ts';
import { CodeText } from '../widgets/code-text.tsx';
import { ByteDots } from './byte-dots.tsx';

interface FleetCausesProps {
  readonly causes: readonly FleetLeak[];
  /** In how many processes they were looked for. */
  readonly processes: number;
  readonly look: FleetLook;
}

const SHOWN = 5;

/** What leaks, the heaviest in all processes together first. */
export function FleetCauses({ causes, processes, look }: FleetCausesProps) {
  const { fleet } = useActions();
  const shown = look.allCauses ? causes : causes.slice(0, SHOWN);
  const most = causes.reduce((largest, { bytes }) => Math.max(largest, bytes.most), 0);
  return (
    <section className="fleet-causes" aria-label={FLEET.causes}>
      <ol className="panel">
        {shown.map((cause, at) => (
          <li key={cause.signature} className={cause.signature === look.cause ? 'chosen' : ''}>
            <Cause cause={cause} number={at + 1} processes={processes} most={most} look={look} />
          </li>
        ))}
      </ol>
      {shown.length < causes.length && (
        <button
          type="button"
          className="button quiet"
          onClick={() => fleet.look({ allCauses: true })}
        >
          {FLEET.moreCauses(causes.length - shown.length)}
        </button>
      )}
    </section>
  );
}

interface CauseProps {
  readonly cause: FleetLeak;
  readonly number: number;
  readonly processes: number;
  /** What any process holds of any cause at most: the end of all scales. */
  readonly most: number;
  readonly look: FleetLook;
}

function Cause({ cause, number, processes, most, look }: CauseProps) {
  const { fleet } = useActions();
  const { bytes, sentence, advice, places, heaviest, outliers, signature } = cause;
  const isChosen = look.cause === signature;
  return (
    <>
      <span className="fleet-number" aria-hidden="true">
        {number}
      </span>
      <div className="fleet-cause">
        <h2>
          {formatBytes(bytes.total)} {FLEET.inProcesses(cause.processes, processes)}
        </h2>
        <p>
          <CodeText text={sentence} />
        </p>
        {advice !== '' && (
          <p className="muted">
            <CodeText text={advice} />
          </p>
        )}
        <CausePlaces places={places} />
      </div>
      <div className="fleet-spread">
        <ByteDots members={cause.members} outliers={outliers} median={bytes.median} most={most} />
        <span>{FLEET.spread(bytes, cause.processes)}</span>
        <span className={outliers.length > 0 ? 'fleet-outliers' : 'muted'}>
          {outliers.length > 0
            ? FLEET.outliers(outliers)
            : FLEET.heaviest(heaviest, cause.processes)}
        </span>
      </div>
      <div className="fleet-cause-buttons">
        <button
          type="button"
          className="button"
          aria-pressed={isChosen}
          onClick={() => fleet.look({ cause: isChosen ? null : signature, top: 0 })}
        >
          {FLEET.onlyThese}
        </button>
        <button type="button" className="button" onClick={() => void fleet.open(heaviest)}>
          {FLEET.openHeaviest}
        </button>
      </div>
    </>
  );
}
