import './compare.css';
import { useEffect } from 'react';
import { cutsKey } from '../../state/actions/compare-actions.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { baselineTab } from '../../state/store/baselines.ts';
import type { Loan } from '../../state/store/loan.ts';
import type { ReadyTab, Tab } from '../../state/store/tab.ts';
import type { ComparePlace } from '../../state/view/view-state.ts';
import { ASLEEP } from '../strings.ts';
import { COMPARE_WORDS } from '../strings-compare.ts';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { Working } from '../widgets/working.tsx';
import { CompareHead } from './compare-head.tsx';
import { ComparisonBody } from './comparison-body.tsx';
import { NothingChosen } from './nothing-chosen.tsx';

/** Two or three dumps beside one another: the answer, then families, types and objects. */
export function CompareView() {
  const { place } = useEntry();
  return place.view === 'compare' ? <ComparePage place={place} /> : null;
}

function ComparePage({ place }: { readonly place: ComparePlace }) {
  const tab = useReadyTab();
  const tabs = useAppState((state) => state.tabs);
  // What is not open is left out; with nothing left there is another dump to be chosen.
  const chosen = place.baselines.flatMap((one) => baselineTab(one, tab.id, tabs) ?? []);
  useAwake(chosen);
  const lenders = chosen.filter((other) => other.status === 'ready');
  const isComplete = chosen.length > 0 && lenders.length === chosen.length;
  return (
    <div className="compare">
      {!isComplete && <CompareHead chosen={chosen} comparison={null} />}
      {chosen.length === 0 ? (
        <NothingChosen isMissing={place.baselines.length > 0} />
      ) : isComplete ? (
        <Lending
          key={lenders.map(({ id }) => id).join()}
          place={place}
          tab={tab}
          lenders={lenders}
        />
      ) : (
        <FirstClosed chosen={chosen} />
      )}
    </div>
  );
}

/** Opens the dumps of last time that are compared with, unless the user has to allow it first. */
function useAwake(chosen: readonly Tab[]): void {
  const { dumps } = useActions();
  const asleep = chosen
    .filter((tab) => tab.status === 'asleep' && tab.handle.needs === undefined)
    .map(({ id }) => id)
    .join();
  useEffect(() => {
    for (const id of asleep.split(',')) if (id !== '') void dumps.retry(id);
  }, [dumps, asleep]);
}

/** A dump to compare with that is still being opened, or cannot be. */
function Opening({ tab, slot }: { readonly tab: Tab; readonly slot: number }) {
  const { dumps, compare } = useActions();
  if (tab.status === 'asleep' && tab.handle.needs !== undefined) {
    const needsFile = tab.handle.needs === 'file';
    return (
      <Nothing title={ASLEEP.title(tab.name)}>
        <p>{needsFile ? ASLEEP.needsFile : ASLEEP.needsClick}</p>
        <button
          type="button"
          className="button primary"
          onClick={() => void (needsFile ? compare.openBaseline(slot) : dumps.retry(tab.id))}
        >
          {needsFile ? ASLEEP.choose : ASLEEP.open}
        </button>
      </Nothing>
    );
  }
  if (tab.status === 'failed') {
    return <Failure error={tab.error} onRetry={() => void dumps.retry(tab.id)} />;
  }
  return (
    <Waiting
      what={COMPARE_WORDS.opening(tab.name)}
      progress={tab.status === 'opening' ? tab.progress : null}
      onCancel={() => dumps.cancelOpening(tab.id)}
    />
  );
}

function FirstClosed({ chosen }: { readonly chosen: readonly Tab[] }) {
  const slot = chosen.findIndex(({ status }) => status !== 'ready');
  const tab = chosen[slot];
  return tab === undefined ? null : <Opening tab={tab} slot={slot} />;
}

interface LendingProps {
  readonly place: ComparePlace;
  readonly tab: ReadyTab;
  readonly lenders: readonly ReadyTab[];
}

/** Until every dump has been lent to this one. */
function Lending({ place, tab, lenders }: LendingProps) {
  const { compare } = useActions();
  const all = useAppState((state) => state.loans);
  const key = cutsKey(tab.cuts);
  const loans = lenders.map((lender) =>
    all.find((loan) => loan.to === tab.id && loan.from === lender.id && loan.cuts === key),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a loan that ended is made again.
  useEffect(() => compare.borrow(tab, lenders), [compare, tab.id, key, loans.includes(undefined)]);

  const failed = loans.find(
    (loan): loan is Loan & { status: 'failed' } => loan?.status === 'failed',
  );
  const baselines = loans.flatMap((loan) => (loan?.status === 'lent' ? loan.baseline : []));
  if (failed !== undefined || baselines.length < lenders.length) {
    const lending = loans.find((loan) => loan?.status === 'lending');
    return (
      <>
        <CompareHead chosen={lenders} comparison={null} />
        {failed !== undefined ? (
          <Failure error={failed.error} onRetry={() => compare.retry(failed)} />
        ) : (
          <Waiting
            what={COMPARE_WORDS.preparing}
            progress={lending?.status === 'lending' ? lending.progress : null}
            onCancel={compare.stop}
          />
        )}
      </>
    );
  }
  return <Compared place={place} lenders={lenders} baselines={baselines} />;
}

function Compared({
  place,
  lenders,
  baselines,
}: {
  readonly place: ComparePlace;
  readonly lenders: readonly ReadyTab[];
  readonly baselines: readonly string[];
}) {
  const { compare } = useActions();
  const choice = { baselines: [...baselines], match: place.match };
  const answer = useAnswer('comparison', choice);
  return (
    <>
      <CompareHead chosen={lenders} comparison={answer.value} />
      {answer.error !== null ? (
        <Failure error={answer.error} onRetry={answer.retry} />
      ) : answer.value === null ? (
        <Waiting
          what={COMPARE_WORDS.comparing}
          progress={answer.progress}
          onCancel={compare.stop}
        />
      ) : (
        <ComparisonBody
          place={place}
          lenders={lenders}
          choice={choice}
          comparison={answer.value}
          isStale={answer.isStale}
        />
      )}
    </>
  );
}

function Waiting({
  onCancel,
  ...working
}: Parameters<typeof Working>[0] & { readonly onCancel: () => void }) {
  return (
    <div className="compare-waiting">
      <Working {...working} />
      <button type="button" className="button" onClick={onCancel}>
        {COMPARE_WORDS.cancel}
      </button>
    </div>
  );
}
