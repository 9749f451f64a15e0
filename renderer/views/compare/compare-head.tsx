import { formatBytes, formatQuantity } from '../../../shared/base/units.ts';
import type { ComparedDumpFacts, Comparison } from '../../../shared/protocol/compare-schemas.ts';
import { MAX_BASELINES } from '../../../shared/protocol/compare-schemas.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import type { Tab } from '../../state/store/tab.ts';
import { isTimeline } from '../../state/store/tab.ts';
import { COMPARE } from '../../state/view/view-state.ts';
import { COMPARE_WORDS, dumpRoles } from '../strings-compare.ts';
import { IconButton } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { localTime, shortTime } from './local-time.ts';

interface CompareHeadProps {
  /** The dumps compared with, the earliest first. */
  readonly chosen: readonly Tab[];
  /** Null until it is known. */
  readonly comparison: Comparison | null;
}

/** Which dumps are compared, in their order, and what each is. */
export function CompareHead({ chosen, comparison }: CompareHeadProps) {
  const { compare } = useActions();
  const tab = useReadyTab();
  const [only, ...more] = chosen;
  const roles = dumpRoles(chosen.length + 1);
  const isBrief = chosen.length > 2;
  // More than stand side by side: in rows, small.
  const isCrowded = chosen.length > 4;
  return (
    <header className="compare-head">
      <div className="view-head">
        <h1>{COMPARE_WORDS.title}</h1>
        <span className="spacer" />
        {only?.status === 'ready' && more.length === 0 && (
          <IconButton
            icon="swap"
            name={COMPARE_WORDS.swap}
            onClick={() => compare.goTo(only.id, { ...COMPARE, baselines: [tab.id] }, tab.cuts)}
          />
        )}
        {chosen.length > 0 && (
          <button type="button" className="button quiet" onClick={compare.stop}>
            {COMPARE_WORDS.stop}
          </button>
        )}
      </div>
      {chosen.length > 0 && (
        <ol
          className={`compare-dumps ${isBrief ? 'many' : ''} ${isCrowded ? 'crowded' : ''}`}
          aria-label={COMPARE_WORDS.dumps}
        >
          {chosen.map((other, slot) => (
            <li key={other.id}>
              <DumpCard
                name={roles[slot] ?? ''}
                isBrief={isBrief}
                facts={comparison?.dumps[slot] ?? null}
              >
                <DumpChoice slot={slot} name={roles[slot] ?? ''} chosen={chosen} />
              </DumpCard>
            </li>
          ))}
          {chosen.length < MAX_BASELINES && (
            <li className="compare-add">
              <DumpChoice
                slot={chosen.length}
                name={chosen.length === 1 ? COMPARE_WORDS.between : COMPARE_WORDS.another}
                chosen={chosen}
              />
            </li>
          )}
          <li>
            <DumpCard
              name={roles.at(-1) ?? ''}
              isBrief={isBrief}
              facts={comparison?.dumps.at(-1) ?? null}
            >
              <span className="truncate compare-this">{tab.name}</span>
              <span className="muted">{COMPARE_WORDS.thisDump.toLowerCase()}</span>
            </DumpCard>
          </li>
        </ol>
      )}
    </header>
  );
}

function DumpCard({
  name,
  isBrief,
  facts,
  children,
}: {
  readonly name: string;
  /** One of many: the time without the year. */
  readonly isBrief: boolean;
  readonly facts: ComparedDumpFacts | null;
  readonly children: React.ReactNode;
}) {
  return (
    <div className="compare-dump">
      <span className="compare-role">
        {name}
        {facts?.takenAt != null && (
          <time dateTime={facts.takenAt} title={localTime(facts.takenAt)}>
            {isBrief ? shortTime(facts.takenAt) : localTime(facts.takenAt)}
          </time>
        )}
      </span>
      <span className="compare-name">{children}</span>
      <span className="compare-facts">
        {facts === null ? (
          <span className="placeholder-bar" />
        ) : (
          <>
            <b>{formatBytes(facts.shallowBytes + facts.nativeBytes)}</b>{' '}
            {formatQuantity(facts.objects, 'object')}
            {facts.garbage !== null && facts.garbage.bytes > 0 && (
              <span className="tone-garbage garbage-number">
                {COMPARE_WORDS.garbage(formatBytes(facts.garbage.bytes))}
              </span>
            )}
          </>
        )}
      </span>
    </div>
  );
}

const OPEN_OTHER = 'open another';

/** Which dump stands at a slot: one of the open ones, or a file to be opened. */
function DumpChoice({
  slot,
  name,
  chosen,
}: {
  readonly slot: number;
  readonly name: string;
  readonly chosen: readonly Tab[];
}) {
  const { compare } = useActions();
  const own = useReadyTab();
  const tabs = useAppState((state) => state.tabs);
  const here = chosen[slot];
  const others = tabs.filter(
    (other) =>
      other.id !== own.id &&
      !isTimeline(other) &&
      (other.status !== 'failed' || other.id === here?.id),
  );
  const change = (value: string) => {
    if (value === OPEN_OTHER) {
      void compare.openBaseline(slot);
      return;
    }
    const ids = chosen.map(({ id }) => id);
    // What stood at another slot changes places with what stood here.
    const before = ids.indexOf(value);
    if (before >= 0 && here !== undefined) ids[before] = here.id;
    if (value === '') ids.splice(slot, 1);
    else ids[slot] = value;
    compare.choose(ids);
  };
  return (
    <span className="compare-choice">
      {here === undefined && <Icon name="plus" size={12} />}
      <select
        className="select truncate"
        aria-label={name}
        value={here?.id ?? ''}
        onChange={(event) => change(event.currentTarget.value)}
      >
        {(here === undefined || chosen.length > 1) && (
          <option value="">{here === undefined ? name : COMPARE_WORDS.noThird}</option>
        )}
        {others
          .filter(({ id }) => here !== undefined || !chosen.some((other) => other.id === id))
          .map((other) => (
            <option key={other.id} value={other.id}>
              {other.name}
              {other.handle.folder === '' ? '' : ` – ${other.handle.folder}`}
            </option>
          ))}
        <option value={OPEN_OTHER}>{COMPARE_WORDS.openOther}</option>
      </select>
    </span>
  );
}
