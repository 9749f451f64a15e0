import { MAX_BASELINES } from '../../../shared/protocol/compare-schemas.ts';
import { useActions, useAppState, useReadyTab } from '../../state/react/context.ts';
import { isDump } from '../../state/store/tab.ts';
import { COMPARE_SNIPPET, COMPARE_START, COMPARE_WORDS } from '../strings-compare.ts';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

/** No dump to compare with, or none that is open: which one, and how to take two. */
export function NothingChosen({ isMissing }: { readonly isMissing: boolean }) {
  const { compare } = useActions();
  const tab = useReadyTab();
  const tabs = useAppState((state) => state.tabs);
  const others = tabs.filter((other) => other.id !== tab.id && isDump(other));
  return (
    <div className="compare-start">
      <section className="panel">
        <h2>{isMissing ? COMPARE_START.missing : COMPARE_START.title}</h2>
        <p>{isMissing ? COMPARE_START.missingHow : COMPARE_START.what}</p>
        <div className="compare-offers">
          {others.length > 1 && (
            <button type="button" className="button primary" onClick={compare.all}>
              <Icon name="compare" />
              {COMPARE_START.all(others.length + 1, MAX_BASELINES + 1)}
            </button>
          )}
          {others.map((other, index) => (
            <button
              key={other.id}
              type="button"
              className={`button ${index === 0 && others.length === 1 ? 'primary' : ''}`}
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
        <h3>{COMPARE_START.takeTwo}</h3>
        <p className="muted">{COMPARE_START.how}</p>
        <CopyBlock text={COMPARE_SNIPPET} what={COMPARE_START.theLines} />
      </section>
    </div>
  );
}
