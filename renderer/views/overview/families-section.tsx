import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { CYCLES_LOCATION } from '../../state/view/view-state.ts';
import { FamilyListRow } from '../cycles/family-row.tsx';
import { Term } from '../help/term.tsx';
import { NoCycles } from '../states/no-cycles.tsx';
import { OVERVIEW_PAGE } from '../strings-overview.ts';

/** Families shown of which nothing is to be gained. */
const SHOWN_HELD = 3;

/** The cycle families that hold most, the garbage first. */
export function FamiliesSection({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  const { topFamilies, familyCount } = overview;
  // They come by verdict: where the first is held, so are all, and none of them is the answer.
  const areHeld = topFamilies[0]?.verdict === 'held';
  const firstHeld = topFamilies.findIndex(({ verdict }) => verdict === 'held');
  // Where all are held most are of libraries, and to be found in the view of cycles.
  const shownHeld = areHeld ? 0 : SHOWN_HELD;
  const shown = firstHeld < 0 ? topFamilies : topFamilies.slice(0, firstHeld + shownHeld);
  return (
    <section className="panel" aria-labelledby="families-title">
      <div className="panel-head">
        <h2 id="families-title">
          <Term id="cycle-family">{OVERVIEW_PAGE.families}</Term>
        </h2>
        <span className="muted">
          {areHeld
            ? `${OVERVIEW_PAGE.familiesInAll(familyCount)}; ${OVERVIEW_PAGE.noneFrees}`
            : OVERVIEW_PAGE.familyCount(familyCount)}
        </span>
        <button
          type="button"
          className="button quiet"
          onClick={() => view.navigate(CYCLES_LOCATION)}
        >
          {OVERVIEW_PAGE.allCycles}
        </button>
      </div>
      {topFamilies.length === 0 ? (
        <NoCycles areCut={false} />
      ) : shown.length === 0 ? null : (
        <ul className="family-list">
          {shown.map((family, index) => (
            <li key={family.id} data-tour={index === 0 ? 'family' : undefined}>
              <FamilyListRow family={family} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
