import './tour.css';
import { isExampleShown } from '../../../state/actions/help-actions.ts';
import { useActions, useAppState, useEntry } from '../../../state/react/context.ts';
import { HELP, TOUR } from '../../strings-help.ts';
import { Icon } from '../../widgets/icons.tsx';

/** Offered once, to whoever opens the example for the first time. */
export function TourOffer() {
  const { help } = useActions();
  const wasSeen = useAppState((state) => state.persisted.tourSeen);
  const isHere = useAppState(isExampleShown);
  const { place } = useEntry();
  if (wasSeen || !isHere || place.view !== 'overview') return null;
  return (
    <section className="tour-offer" aria-label={HELP.tour}>
      <Icon name="flag" />
      <p>{TOUR.offer}</p>
      <button type="button" className="button primary" onClick={() => void help.startTour()}>
        {HELP.tour}
      </button>
      <button type="button" className="button quiet" onClick={help.leaveTour}>
        {TOUR.decline}
      </button>
    </section>
  );
}
