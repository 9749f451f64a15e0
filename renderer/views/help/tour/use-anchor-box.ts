import { useEffect, useState } from 'react';
import type { TipBox } from '../tip-place.ts';

/** Views come and drawings grow without telling; a glance this often is enough to follow them. */
const GLANCE_MS = 100;

/** Where the element with this `data-tour` is in the window; null while it is not there. */
export function useAnchorBox(anchor: string): TipBox | null {
  const [box, setBox] = useState<TipBox | null>(null);
  useEffect(() => {
    let found: Element | null = null;
    let last = '';
    const look = () => {
      const element = document.querySelector(`[data-tour="${CSS.escape(anchor)}"]`);
      if (element !== found) element?.scrollIntoView({ block: 'nearest' });
      found = element;
      const rect = element?.getBoundingClientRect();
      const next =
        rect === undefined || rect.width === 0
          ? null
          : { left: rect.left, top: rect.top, width: rect.width, height: rect.height };
      const text = JSON.stringify(next);
      if (text === last) return;
      last = text;
      setBox(next);
    };
    look();
    const timer = setInterval(look, GLANCE_MS);
    window.addEventListener('resize', look);
    return () => {
      clearInterval(timer);
      window.removeEventListener('resize', look);
    };
  }, [anchor]);
  return box;
}
