import { useDeferredValue } from 'react';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ComparedFamily } from '../../../shared/protocol/compare-schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { CYCLES_LOCATION } from '../../state/view/view-state.ts';
import { CHANGE_NAMES, COMPARED } from '../strings-compare.ts';
import { Failure, Nothing, Waiting } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Signature, VerdictBadge } from '../widgets/names.tsx';
import type { ComparisonProps } from './comparison-props.ts';
import { DeltaBytes, growthOf, Spark, seriesText } from './deltas.tsx';

/** More than anybody reads; the filter finds the rest. */
const LIMIT = 500;

/** Families of cycles with what became of them; each leads to the cycles of the dump that has it. */
export function ComparedFamilies({ place, lenders, choice, comparison }: ComparisonProps) {
  const { compare } = useActions();
  const tab = useReadyTab();
  const type = useDeferredValue(place.text);
  const { changedOnly } = place;
  const answer = useAnswer('comparedFamilies', {
    compare: choice,
    type,
    changedOnly,
    offset: 0,
    limit: LIMIT,
  });
  if (answer.error !== null) return <Failure error={answer.error} onRetry={answer.retry} />;
  if (answer.value === null) return <Waiting what={COMPARED.comparingFamilies} />;
  const { rows, total } = answer.value;
  if (rows.length === 0) return <NoFamilies text={place.text} changedOnly={changedOnly} />;
  const most = rows.reduce((least, row) => Math.max(least, Math.abs(growthOf(row.bytes))), 0);
  const tabs = [...lenders, tab];

  const open = (row: ComparedFamily) => {
    const dump = row.ids.findLastIndex((id) => id !== null);
    const owner = tabs[dump];
    const familyId = row.ids[dump];
    if (owner === undefined || familyId === undefined) return;
    compare.goTo(owner.id, { ...CYCLES_LOCATION, familyId }, comparison.cuts);
  };

  return (
    <div className="compare-scroll">
      <ul className="panel compare-families" aria-label={COMPARED.families}>
        {rows.map((row) => (
          <li key={`${row.text} ${row.ids.join()}`}>
            <FamilyRow row={row} most={most} onOpen={() => open(row)} />
          </li>
        ))}
      </ul>
      {total > rows.length && (
        <p className="muted compare-more">{COMPARED.more(total - rows.length)}</p>
      )}
    </div>
  );
}

function FamilyRow({
  row,
  most,
  onOpen,
}: {
  readonly row: ComparedFamily;
  readonly most: number;
  readonly onOpen: () => void;
}) {
  const verdict = row.verdict.findLast((known) => known !== null) ?? null;
  return (
    <button type="button" className="compare-family" onClick={onOpen}>
      <span className={`change change-${row.change}`}>
        <Icon name={CHANGE_ICONS[row.change]} size={13} />
        {CHANGE_NAMES[row.change]}
      </span>
      <span className="compare-family-what">
        <Signature family={row} />
        <span className="muted">
          {seriesText(row.cycles, formatCount)} {COMPARED.cycles}
          {row.grewThroughout && <b> · {COMPARED.grewThroughout}</b>}
          {row.pattern !== null && ` · ${row.pattern}`}
        </span>
      </span>
      {verdict !== null && row.change !== 'gone' && <VerdictBadge verdict={verdict} form="short" />}
      {row.bytes.length > 2 && <Spark values={row.bytes} />}
      <span className="compare-family-bytes" title={seriesText(row.bytes, formatBytes)}>
        <DeltaBytes value={growthOf(row.bytes)} most={most} />
      </span>
    </button>
  );
}

const CHANGE_ICONS = {
  new: 'plus',
  grown: 'grew',
  same: 'even',
  shrunk: 'shrank',
  gone: 'check',
} as const;

function NoFamilies({
  text,
  changedOnly,
}: {
  readonly text: string;
  readonly changedOnly: boolean;
}) {
  return (
    <Nothing title={changedOnly ? COMPARED.noFamilyChanged : COMPARED.noFamily}>
      <p>{text === '' ? COMPARED.lookAtTypes : COMPARED.noneWith(text)}</p>
    </Nothing>
  );
}
