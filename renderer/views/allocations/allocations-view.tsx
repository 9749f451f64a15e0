import './allocations.css';
import { useState } from 'react';
import type { AnswerResult } from '../../../shared/protocol/cause-schemas.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import { useAppState, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import { isDump } from '../../state/store/tab.ts';
import { ALLOCATIONS_PLACE } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../strings.ts';
import { ALLOCATIONS } from '../strings-allocations.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import { AllocationTable } from './allocation-table.tsx';
import { FlameGraph } from './flame-graph.tsx';

type CausesAsked = DumpRequest<'allocations'>['causes'];

const NO_CAUSES: CausesAsked = [];

/** An allocation profile: which lines allocated what, as a table and a flame graph. */
export function AllocationsView() {
  const { place } = useEntry();
  const tabs = useAppState((state) => state.tabs);
  const dumps = tabs.filter(isDump);
  const [chosen, setChosen] = useState<string | null>(null);
  const dump = chosen === '' ? null : (dumps.find(({ id }) => id === chosen) ?? dumps[0] ?? null);
  return (
    <div className="allocations">
      <header className="view-head">
        <h1>{VIEW_NAMES.allocations}</h1>
        {dumps.length > 0 && (
          <label className="allocations-beside">
            {ALLOCATIONS.beside}
            <select
              className="select truncate"
              value={dump?.id ?? ''}
              onChange={(event) => setChosen(event.currentTarget.value)}
            >
              {dumps.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
              <option value="">{ALLOCATIONS.alone}</option>
            </select>
          </label>
        )}
      </header>
      {dump === null ? (
        <Profile causes={NO_CAUSES} dump={null} hasDumps={dumps.length > 0} />
      ) : (
        <Joined key={dump.id} dump={dump} />
      )}
      <FlameGraph key={place.view} />
    </div>
  );
}

/** The profile beside a dump: without its causes until they are known, or where there are none. */
function Joined({ dump }: { readonly dump: ReadyTab }) {
  const answer = useAnswer('answer', { cuts: dump.cuts }, dump);
  const causes = answer.value === null ? NO_CAUSES : causesOf(answer.value);
  return <Profile causes={causes} dump={answer.value === null ? null : dump.name} hasDumps />;
}

interface ProfileProps {
  readonly causes: CausesAsked;
  /** The dump that the causes are of. */
  readonly dump: string | null;
  readonly hasDumps: boolean;
}

function Profile({ causes, dump, hasDumps }: ProfileProps) {
  const tab = useReadyTab();
  const { place } = useEntry();
  const asked = useAnswer('allocations', { causes }, tab);
  if (asked.error !== null) return <Failure error={asked.error} onRetry={asked.retry} />;
  if (asked.value === null) {
    return <Working what={ALLOCATIONS.waiting} progress={asked.progress} />;
  }
  const { headline, formatLabel, stacks, lines, warnings } = asked.value;
  const found = lines.filter((line) => line.causes.length > 0).length;
  return (
    <>
      <div className="allocations-answer">
        <h2>{headline}</h2>
        <p>
          {[
            formatLabel,
            ALLOCATIONS.stacks(stacks),
            dump === null ? '' : ALLOCATIONS.joined(dump, found),
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        {!hasDumps && <p className="muted">{ALLOCATIONS.openDump}</p>}
      </div>
      {warnings.length > 0 && (
        <section className="warnings allocations-warnings" aria-label={ALLOCATIONS.warnings}>
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </section>
      )}
      <AllocationTable
        lines={lines}
        place={place.view === 'allocations' ? place : ALLOCATIONS_PLACE}
      />
    </>
  );
}

/** What of a dump's answer the engine of the profile needs; its bounds are those of the channel. */
function causesOf({ causes }: AnswerResult): CausesAsked {
  return causes.slice(0, 100).map(({ sentence, places }) => ({
    sentence: sentence.slice(0, 10_000),
    places: places.slice(0, 20).map(({ name, file, line }) => ({ name, file, line })),
  }));
}
