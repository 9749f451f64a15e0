import { useActions, useAppState, useReadyTab } from '../../state/context.ts';
import { COMPARE_SNIPPET, COMPARE_WORDS } from '../strings-compare.ts';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

/** No dump to compare with yet: which one, and how to take two. */
export function NothingChosen() {
  const { compare } = useActions();
  const tab = useReadyTab();
  const tabs = useAppState((state) => state.tabs);
  const others = tabs.filter(({ id, status }) => id !== tab.id && status === 'ready');
  return (
    <div className="compare-start">
      <section className="panel">
        <h2>What changed since?</h2>
        <p>
          Compare this dump with an earlier one: what grew, which families of cycles came and went,
          and, within one process, which objects are new and who grew in place.
        </p>
        <div className="compare-offers">
          {others.map((other, index) => (
            <button
              key={other.id}
              type="button"
              className={`button ${index === 0 ? 'primary' : ''}`}
              onClick={() => compare.choose([other.id])}
            >
              <Icon name="file" />
              <span className="truncate">{other.name}</span>
            </button>
          ))}
          <button
            type="button"
            className={`button ${others.length === 0 ? 'primary' : ''}`}
            onClick={() => void compare.openBaseline(0)}
          >
            <Icon name="open" />
            {COMPARE_WORDS.openOther}
          </button>
        </div>
        <h3>Take two dumps</h3>
        <p className="muted">
          Of one process, before and after it grew; or one before the fix and one after it, at the
          same point of the program. With a third one, what grows in every step is a leak.
        </p>
        <CopyBlock text={COMPARE_SNIPPET} what="the lines" />
      </section>
    </div>
  );
}
