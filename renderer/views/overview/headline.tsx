import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { Family, Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { Term } from '../help/term.tsx';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { Apart } from '../widgets/apart.tsx';
import { Icon } from '../widgets/icons.tsx';
import { SourcePlaces } from '../widgets/source-places.tsx';
import { HeadlineAdvice } from './headline-advice.tsx';

/** The answer in one sentence, and the way to see it. */
export function Headline({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  const { lead } = overview;
  const family = garbageFamily(overview);
  return (
    <header className="headline">
      <h1 data-tour="headline">
        <Apart text={overview.headline} />
      </h1>
      {overview.headlineDetail !== '' && (
        <p className="headline-detail">
          <Apart text={overview.headlineDetail} />
        </p>
      )}
      <SourcePlaces places={overview.headlineSources} />
      {family !== null && <HeadlineAdvice family={family} />}
      <div className="headline-foot">
        {lead !== null && (
          <button
            type="button"
            className="button primary large"
            onClick={() =>
              view.drawObject(
                { node: lead.object.node, name: objectName(lead.object) },
                lead.isOnCycle ? { showCycle: true } : { showPath: true },
              )
            }
          >
            <Icon name="graph" />
            {OVERVIEW_PAGE.showOne}
          </button>
        )}
        <p className="headline-totals">
          <span>
            <b>{formatCount(overview.objects)}</b> {OVERVIEW_PAGE.objects}
          </span>
          <span>
            <b>{formatCount(overview.references)}</b> {OVERVIEW_PAGE.references}
          </span>
          {overview.shallowBytes > 0 && (
            <span>
              <b>{formatBytes(overview.shallowBytes)}</b> {OVERVIEW_PAGE.inObjects}
            </span>
          )}
          {overview.rssBytes !== null && (
            <span>
              <b>{formatBytes(overview.rssBytes)}</b>{' '}
              <Term id="resident-size">{OVERVIEW_PAGE.resident}</Term>
            </span>
          )}
        </p>
      </div>
    </header>
  );
}

/** The family that the sentence leads with, where breaking it would free something. */
function garbageFamily({ isPile, topFamilies: [first] }: Overview): Family | null {
  if (isPile) return null;
  return first?.verdict === 'garbage' || first?.verdict === 'never' ? first : null;
}
