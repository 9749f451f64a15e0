import './waste.css';
import { formatBytes } from '../../../shared/base/units.ts';
import type { WasteGroup } from '../../../shared/protocol/waste-schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { WastePlace } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../strings.ts';
import { WASTE_VIEW } from '../strings-waste.ts';
import { Failure, Nothing } from '../widgets/feedback.tsx';
import { formatShare } from '../widgets/format.ts';
import { Working } from '../widgets/working.tsx';
import { FindingObjects } from './finding-objects.tsx';
import { FindingsTable } from './findings-table.tsx';

/** Memory the program could do without: by kind, by where it is held, object by object. */
export function WasteView() {
  const { place } = useEntry();
  return place.view === 'waste' ? <WastePage place={place} /> : null;
}

function WastePage({ place }: { readonly place: WastePlace }) {
  const waste = useAnswer('waste', {});
  const isCut = useReadyTab().cuts.edges.length > 0;
  const found = waste.value;
  return (
    <div className="waste">
      <div className="view-head">
        <h1>{VIEW_NAMES.waste}</h1>
        {found !== null && found.bytes > 0 && (
          <span className="muted">
            <b className="waste-bytes">{formatBytes(found.bytes)}</b> {WASTE_VIEW.of}{' '}
            {WASTE_VIEW.couldBeSpared(formatBytes(found.totalBytes))}
          </span>
        )}
        {isCut && <span className="muted">{WASTE_VIEW.withoutCut}</span>}
      </div>
      {waste.error !== null ? (
        <Failure error={waste.error} onRetry={waste.retry} />
      ) : found === null ? (
        <Working what={WASTE_VIEW.waiting} progress={waste.progress} note={WASTE_VIEW.once} />
      ) : (
        <Groups place={place} groups={found.groups} totalBytes={found.totalBytes} />
      )}
    </div>
  );
}

interface GroupsProps {
  readonly place: WastePlace;
  readonly groups: readonly WasteGroup[];
  readonly totalBytes: number;
}

function Groups({ place, groups, totalBytes }: GroupsProps) {
  const { view } = useActions();
  const chosen =
    groups.find(({ id }) => id === place.group) ??
    groups.find(({ total }) => total > 0) ??
    groups[0];
  if (chosen === undefined) {
    return (
      <Nothing title={WASTE_VIEW.none}>
        <p>{WASTE_VIEW.noneOf}</p>
      </Nothing>
    );
  }
  return (
    <div className="waste-body">
      <nav className="waste-groups" aria-label={WASTE_VIEW.kinds}>
        <ul>
          {groups.map((group) => (
            <li key={group.id}>
              <GroupCard
                group={group}
                totalBytes={totalBytes}
                isChosen={group === chosen}
                onChoose={() => view.navigate({ ...place, group: group.id, finding: null })}
              />
            </li>
          ))}
        </ul>
      </nav>
      <Group key={chosen.id} place={place} group={chosen} />
    </div>
  );
}

interface GroupCardProps {
  readonly group: WasteGroup;
  readonly totalBytes: number;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function GroupCard({ group, totalBytes, isChosen, onChoose }: GroupCardProps) {
  const percent = totalBytes > 0 ? (100 * group.bytes) / totalBytes : 0;
  return (
    <button
      type="button"
      className="waste-group"
      aria-current={isChosen ? 'true' : undefined}
      onClick={onChoose}
    >
      <span className="waste-group-title">{group.title}</span>
      <span className="waste-group-bytes">
        {group.total === 0 ? '–' : formatBytes(group.bytes)}
      </span>
      <span className="muted">{groupWords(group, totalBytes)}</span>
      {group.isWaste && (
        <span className="share" aria-hidden="true">
          <span style={{ width: `${percent}%`, minWidth: group.bytes > 0 ? 2 : 0 }} />
        </span>
      )}
    </button>
  );
}

function groupWords(group: WasteGroup, totalBytes: number): string {
  if (group.total === 0) return WASTE_VIEW.untold;
  if (!group.isWaste) return WASTE_VIEW.tooMuch(group.objects);
  const share = formatShare(group.bytes, totalBytes);
  return WASTE_VIEW.amount(group.objects, share);
}

function Group({ place, group }: { readonly place: WastePlace; readonly group: WasteGroup }) {
  return (
    <section className="waste-detail" aria-labelledby="waste-title">
      <header className="waste-advice">
        <h2 id="waste-title">{group.title}</h2>
        <p>{group.advice}</p>
        {group.note !== '' && <p className="muted">{group.note}</p>}
      </header>
      {group.total > 0 && (
        <div className={`waste-tables ${place.finding === null ? '' : 'with-objects'}`}>
          <FindingsTable place={place} group={group} />
          {place.finding !== null && (
            <FindingObjects key={place.finding} group={group.id} finding={place.finding} />
          )}
        </div>
      )}
    </section>
  );
}
