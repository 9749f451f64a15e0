import { useEffect, useLayoutEffect, useRef, useState } from 'react';

interface HoverTipProps {
  readonly title: string;
  readonly notes: readonly string[];
  /** Where the pointer is, within the drawing. */
  readonly at: { readonly x: number; readonly y: number };
}

/** Passing over a drawing is not asking about it. */
const DELAY_MS = 160;
const GAP = 14;
const MARGIN = 8;

/** The whole text of what the pointer rests on, beside it. Screen readers have the list. */
export function HoverTip({ title, notes, at }: HoverTipProps) {
  const tip = useRef<HTMLDivElement>(null);
  const [isDue, setDue] = useState(false);
  const [place, setPlace] = useState({ left: 0, top: 0 });
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  useLayoutEffect(() => {
    const element = tip.current;
    const room = element?.offsetParent;
    if (!isDue || element === null || !(room instanceof HTMLElement)) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const below = at.y + GAP + height + MARGIN <= room.clientHeight;
    setPlace({
      left: Math.max(MARGIN, Math.min(at.x + GAP, room.clientWidth - width - MARGIN)),
      top: below ? at.y + GAP : Math.max(MARGIN, at.y - GAP - height),
    });
  }, [isDue, at.x, at.y]);
  return isDue ? (
    <div ref={tip} className="hover-tip" aria-hidden="true" style={place}>
      <b>{title}</b>
      {notes.length > 0 && <span>{notes.join(' · ')}</span>}
    </div>
  ) : null;
}
