import './tour.css';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { isExampleShown } from '../../../state/actions/help-actions.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../../state/react/context.ts';
import { useAnswer } from '../../../state/react/use-answer.ts';
import { TOUR } from '../../strings-help.ts';
import { Icon } from '../../widgets/icons.tsx';
import type { TipBox } from '../tip-place.ts';
import { placeCard } from '../tip-place.ts';
import type { TourStep } from './tour-steps.ts';
import { TOUR_STEPS } from './tour-steps.ts';
import { useAnchorBox } from './use-anchor-box.ts';

/** The tour at its step, while there is one and its dump is in view. */
export function Tour() {
  const index = useAppState((state) => state.tourStep);
  const isHere = useAppState(isExampleShown);
  const step = index === null ? undefined : TOUR_STEPS[index];
  if (index === null || step === undefined || !isHere) return null;
  return <Step key={index} index={index} step={step} />;
}

function Step({ index, step }: { readonly index: number; readonly step: TourStep }) {
  usePrepared(step);
  const box = useAnchorBox(step.anchor);
  return (
    <>
      {box !== null && <Ring box={box} />}
      <Card index={index} step={step} box={box} />
    </>
  );
}

/** Brings what a step speaks of on screen, once, as soon as the dump's answers are there. */
function usePrepared(step: TourStep): void {
  const { view, window } = useActions();
  const { cuts } = useReadyTab();
  const { place, selection } = useEntry();
  const inspectorOpen = useAppState((state) => state.persisted.inspectorOpen);
  const overview = useAnswer('overview', { cuts }).value;
  const isDone = useRef(false);
  useEffect(() => {
    if (overview === null || isDone.current) return;
    isDone.current = true;
    step.prepare({ view, window, overview, place, selection, inspectorOpen });
  }, [step, view, window, overview, place, selection, inspectorOpen]);
}

const RING_GAP = 4;
const RING_EDGE = 2;

/** Around what is spoken of; the rest of the window recedes, and still can be used. */
function Ring({ box }: { readonly box: TipBox }) {
  // What lies at the window's edge is still gone around on all sides.
  const left = Math.max(RING_EDGE, box.left - RING_GAP);
  const top = Math.max(RING_EDGE, box.top - RING_GAP);
  const right = Math.min(window.innerWidth - RING_EDGE, box.left + box.width + RING_GAP);
  const bottom = Math.min(window.innerHeight - RING_EDGE, box.top + box.height + RING_GAP);
  return (
    <div
      className="tour-ring"
      aria-hidden="true"
      style={{ left, top, width: right - left, height: bottom - top }}
    />
  );
}

interface CardProps {
  readonly index: number;
  readonly step: TourStep;
  readonly box: TipBox | null;
}

function Card({ index, step, box }: CardProps) {
  const { help } = useActions();
  const card = useRef<HTMLElement>(null);
  const next = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ x: 0, y: 0 });
  const id = useId();
  const isLast = index === TOUR_STEPS.length - 1;

  useLayoutEffect(() => {
    const size = card.current?.getBoundingClientRect();
    if (size === undefined) return;
    setPlace(placeCard(box, size, { width: window.innerWidth, height: window.innerHeight }));
  }, [box]);

  useEffect(() => next.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      help.leaveTour();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [help]);

  return (
    <section
      ref={card}
      className="tour-card"
      role="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      style={{ left: place.x, top: place.y }}
    >
      <p className="tour-count">{TOUR.count(index + 1, TOUR_STEPS.length)}</p>
      <h2 id={`${id}-title`}>{step.title}</h2>
      <p id={`${id}-text`}>{step.text}</p>
      <div className="tour-buttons">
        <button type="button" className="button quiet" onClick={help.leaveTour}>
          {isLast ? TOUR.done : TOUR.leave}
        </button>
        <span className="spacer" />
        {index > 0 && (
          <button type="button" className="button" onClick={() => help.tourTo(index - 1)}>
            {TOUR.back}
          </button>
        )}
        {!isLast && (
          <button
            ref={next}
            type="button"
            className="button primary"
            onClick={() => help.tourTo(index + 1)}
          >
            {TOUR.next}
            <Icon name="forward" size={12} />
          </button>
        )}
      </div>
    </section>
  );
}
