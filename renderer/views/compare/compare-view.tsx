import './compare.css';
import { useEffect } from 'react';
import { cutsKey } from '../../state/compare-actions.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/context.ts';
import type { Loan } from '../../state/loan.ts';
import type { ReadyTab, Tab } from '../../state/tab.ts';
import { useAnswer } from '../../state/use-answer.ts';
import type { ComparePlace } from '../../state/view-state.ts';
import { COMPARE_WORDS } from '../strings-compare.ts';
import { Failure } from '../widgets/feedback.tsx';
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
  // A tab that was closed since is chosen no more.
  const chosen = place.baselines.flatMap((id) => tabs.find((other) => other.id === id) ?? []);
  const lenders = chosen.filter((other) => other.status === 'ready');
  const isComplete = chosen.length > 0 && lenders.length === chosen.length;
  return (
    <div className="compare">
      {!isComplete && <CompareHead chosen={chosen} comparison={null} />}
      {chosen.length === 0 ? (
        <NothingChosen />
      ) : isComplete ? (
        <Lending
          key={lenders.map(({ id }) => id).join()}
          place={place}
          tab={tab}
          lenders={lenders}
        />
      ) : (
        <Opening tab={chosen.find(({ status }) => status !== 'ready') ?? tab} />
      )}
    </div>
  );
}

/** A dump to compare with that is still being opened, or cannot be. */
function Opening({ tab }: { readonly tab: Tab }) {
  const { dumps } = useActions();
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
