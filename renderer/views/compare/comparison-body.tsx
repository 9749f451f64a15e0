import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatCount } from '../../../shared/base/units.ts';
import type { Comparison } from '../../../shared/protocol/compare-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import type { ComparePlace } from '../../state/view/view-state.ts';
import { COMPARE_WORDS, TRENDS } from '../strings-compare.ts';
import { Chip, SearchField, Segmented } from '../widgets/controls.tsx';
import { Icon } from '../widgets/icons.tsx';
import { ComparedContainers } from './compared-containers.tsx';
import { ComparedFamilies } from './compared-families.tsx';
import { ComparedObjects, KindChoice } from './compared-objects.tsx';
import { ComparedTrends } from './compared-trends.tsx';
import { ComparedTypes } from './compared-types.tsx';
import type { ComparisonProps } from './comparison-props.ts';

type Page = NonNullable<ComparePlace['page']>;

const PAGES = ['containers', 'families', 'types', 'objects', 'trends'] as const;

/** The answer in a sentence, what it rests on, and the pages of what changed. */
export function ComparisonBody(props: ComparisonProps & { readonly isStale: boolean }) {
  const { place, comparison, isStale } = props;
  const page = place.page ?? leadingPage(comparison);
  return (
    <div className="compare-body" aria-busy={isStale}>
      {isStale && <div className="busy-line" />}
      <ComparisonHeadline place={place} comparison={comparison} />
      <PageHead {...props} page={page} />
      <div className="compare-page">
        {page === 'containers' && <ComparedContainers {...props} />}
        {page === 'families' && <ComparedFamilies {...props} />}
        {page === 'types' && <ComparedTypes {...props} />}
        {page === 'objects' && <ComparedObjects {...props} />}
        {page === 'trends' && <ComparedTrends {...props} />}
      </div>
    </div>
  );
}

function ComparisonHeadline({ place, comparison }: Pick<ComparisonProps, 'place' | 'comparison'>) {
  const { view } = useActions();
  const { tone, headline, detail, reason, notes } = comparison;
  return (
    <section className={`compare-headline ${tone}`} aria-label={COMPARE_WORDS.answer}>
      <Icon name={TONE_ICONS[tone]} size={22} />
      <h2>{headline}</h2>
      {detail !== '' && <p className="compare-detail">{detail}</p>}
      <p className="muted">
        {reason}{' '}
        {place.match !== 'auto' && (
          <button
            type="button"
            className="button quiet"
            onClick={() => view.refine({ ...place, match: 'auto' })}
          >
            {COMPARE_WORDS.automatic}
          </button>
        )}
      </p>
      {notes.length > 0 && (
        <ul className="compare-notes">
          {notes.map((note) => (
            <li key={note}>
              <Icon name="warning" size={13} />
              {note}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const TONE_ICONS = { better: 'shrank', worse: 'grew', same: 'even' } as const;

function PageHead({ place, comparison, page }: ComparisonProps & { readonly page: Page }) {
  const { view } = useActions();
  const { familyCounts, objects, changedTypes, growth } = comparison;
  const changedFamilies =
    familyCounts.new + familyCounts.grown + familyCounts.shrunk + familyCounts.gone;
  const counts = {
    containers: growth.rows.length + growth.lost.length,
    families: changedFamilies,
    types: changedTypes,
    objects: objects === null ? null : objects.new.count + objects.gone.count + objects.grown.count,
    trends: null,
  };
  return (
    <div className="compare-toolbar">
      <Segmented
        label={COMPARE_WORDS.whatToList}
        value={page}
        options={PAGES.map((value) => ({
          value,
          label: (
            <>
              {COMPARE_WORDS[value]}{' '}
              {counts[value] !== null && (
                <span className="compare-count">{formatCount(counts[value])}</span>
              )}
            </>
          ),
        }))}
        onChange={(to) => view.refine({ ...place, page: to })}
      />
      {page === 'objects' ? (
        <>
          {objects !== null && <KindChoice place={place} comparison={comparison} />}
          {place.objectType !== '' && (
            <Chip
              removeName={COMPARE_WORDS.everyType}
              onRemove={() => view.refine({ ...place, objectType: '' })}
            >
              {shortTypeName(place.objectType)}
            </Chip>
          )}
        </>
      ) : page === 'trends' ? (
        <>
          <span className="spacer" />
          <Segmented
            label={TRENDS.about}
            value={place.trends}
            options={(['containers', 'types'] as const).map((value) => ({
              value,
              label: COMPARE_WORDS[value],
            }))}
            onChange={(trends) => view.refine({ ...place, trends })}
          />
        </>
      ) : page === 'containers' ? null : (
        <>
          <span className="spacer" />
          <label className="compare-only">
            <input
              type="checkbox"
              checked={place.changedOnly}
              onChange={(event) =>
                view.refine({ ...place, changedOnly: event.currentTarget.checked })
              }
            />
            {COMPARE_WORDS.changedOnly}
          </label>
          <SearchField
            label={page === 'types' ? COMPARE_WORDS.filterTypes : COMPARE_WORDS.onlyWith}
            placeholder={page === 'types' ? COMPARE_WORDS.filterTypes : COMPARE_WORDS.onlyWithHint}
            value={place.text}
            onChange={(text) => view.refine({ ...place, text })}
          />
        </>
      )}
    </div>
  );
}

/** What the headline is about: containers where they grew most, else families, which can be fixed. */
function leadingPage({ familyCounts, growth }: Comparison): Page {
  const top = growth.rows[0] ?? growth.lost[0];
  if (top !== undefined && top.kind !== 'garbage') return 'containers';
  return familyCounts.new + familyCounts.grown + familyCounts.shrunk + familyCounts.gone > 0
    ? 'families'
    : 'types';
}
