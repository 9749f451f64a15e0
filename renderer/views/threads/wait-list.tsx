import { useState } from 'react';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { AwaitStep, StackPlace, WaitGroup } from '../../../shared/protocol/thread-schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { THREADS_VIEW, WAIT_STATES } from '../strings-threads.ts';
import { BidiIsolate } from '../widgets/bidi-isolate.tsx';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { VerdictBadge } from '../widgets/names.tsx';
import { SourceLine } from '../widgets/source-places.tsx';
import { Working } from '../widgets/working.tsx';
import { ObjectButtons } from './object-buttons.tsx';

/** Groups, and members of a group, that one question brings. */
const PAGE = 50;
const MAX_LISTED = 1000;

/** Tasks, coroutines and generators by where they stand, with what they wait for. */
export function WaitList() {
  const { cuts } = useReadyTab();
  const [limit, setLimit] = useState(PAGE);
  const asked = useAnswer('waitGroups', { cuts, offset: 0, limit });
  const found = asked.value;
  if (asked.error !== null) return <Failure error={asked.error} onRetry={asked.retry} />;
  if (found === null) return <Working what={THREADS_VIEW.waitingWaits} progress={asked.progress} />;
  if (found.total === 0) {
    return (
      <Nothing title={THREADS_VIEW.noneWaits}>
        <p>{found.note}</p>
      </Nothing>
    );
  }
  return (
    <>
      {found.rows.map((group) => (
        <Group key={group.id} group={group} />
      ))}
      <More
        hidden={Math.min(found.total, MAX_LISTED) - found.rows.length}
        onAsk={() => setLimit(Math.min(MAX_LISTED, limit * 2))}
      />
    </>
  );
}

/** One place at which something waits, and the way from there to what it waits for. */
function Group({ group }: { readonly group: WaitGroup }) {
  const [isOpen, setOpen] = useState(false);
  const { kind, state, count, retainedBytes, awaits, exampleObject } = group;
  const name = group.function === '' ? shortTypeName(exampleObject.type) : group.function;
  const counted = THREADS_VIEW.counted(count, kind);
  return (
    <section className="thread wait" aria-label={`${counted} ${name}`}>
      <h2>
        <button
          type="button"
          className="frame-toggle"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name={isOpen ? 'down' : 'forward'} size={11} />
          {counted}
        </button>
        <span className="muted">{WAIT_STATES[state]}</span>
        {exampleObject.verdict !== 'held' && (
          <VerdictBadge verdict={exampleObject.verdict} form="short" />
        )}
        {retainedBytes !== null && (
          <span className="wait-bytes">{THREADS_VIEW.retained(formatBytes(retainedBytes))}</span>
        )}
      </h2>
      <ol className="wait-steps">
        <li>
          <Place place={group} name={name} />
        </li>
        {awaits.map((step) => (
          <li key={step.node}>
            <span className="muted">{THREADS_VIEW.awaits}</span> <Step step={step} />
          </li>
        ))}
      </ol>
      {isOpen && <Members group={group.id} label={THREADS_VIEW.members(name)} />}
    </section>
  );
}

function Step({ step }: { readonly step: AwaitStep }) {
  const { view } = useActions();
  if (step.function !== '') return <Place place={step} name={step.function} />;
  return (
    <button
      type="button"
      className="text-link"
      onClick={() => view.select({ node: step.node, name: objectName(step) })}
    >
      <BidiIsolate text={`${shortTypeName(step.type)} ${step.preview}`.trim()} />
    </button>
  );
}

function Place({ place, name }: { readonly place: StackPlace; readonly name: string }) {
  return (
    <>
      <span className="frame-name">
        <BidiIsolate text={name} />
      </span>{' '}
      {place.file !== '' && <SourceLine place={place} />}
    </>
  );
}

function Members({ group, label }: { readonly group: number; readonly label: string }) {
  const { cuts } = useReadyTab();
  const [limit, setLimit] = useState(PAGE);
  const asked = useAnswer('waiters', { group, cuts, offset: 0, limit });
  const found = asked.value;
  if (asked.error !== null) return <Failure error={asked.error} onRetry={asked.retry} />;
  if (found === null) return null;
  return (
    <>
      <ul className="wait-members" aria-label={label}>
        {found.rows.map(({ object, name }) => (
          <li key={object.node} className="frame-line">
            <span className="wait-name">
              <BidiIsolate text={name === '' ? objectName(object) : name} />
            </span>
            <span className="wait-path">
              <BidiIsolate text={object.path} />
            </span>
            <span className="wait-bytes">
              {object.retainedSize === null ? '' : formatBytes(object.retainedSize)}
            </span>
            <ObjectButtons object={object} name={name === '' ? objectName(object) : name} />
          </li>
        ))}
      </ul>
      <More
        hidden={Math.min(found.total, MAX_LISTED) - found.rows.length}
        onAsk={() => setLimit(Math.min(MAX_LISTED, limit * 2))}
      />
    </>
  );
}

function More({ hidden, onAsk }: { readonly hidden: number; readonly onAsk: () => void }) {
  if (hidden <= 0) return null;
  return (
    <button type="button" className="button quiet" onClick={onAsk}>
      {THREADS_VIEW.more(hidden)}
    </button>
  );
}
