import './help.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Tip } from './tip-listener.ts';
import { listenForTips } from './tip-listener.ts';
import { placeTip } from './tip-place.ts';

/**
 * The one tip of the window, for everything with `data-tip` (a name) or `data-term` (a word of the
 * glossary). It comes on hover, on keyboard focus and, for terms, on touch; stays while the pointer
 * is on it; and goes on Escape (WCAG 2.2, 1.4.13).
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const element = useRef<HTMLDivElement>(null);

  useEffect(() => listenForTips(setTip, element), []);

  useLayoutEffect(() => {
    const shown = element.current;
    if (shown === null || tip === null) return;
    // In the top layer: above dialogs, and cut off by nothing.
    shown.showPopover();
    const { width, height } = shown.getBoundingClientRect();
    const { x, y } = placeTip(
      tip.anchor.getBoundingClientRect(),
      { width, height },
      { width: window.innerWidth, height: window.innerHeight },
    );
    shown.style.left = `${x}px`;
    shown.style.top = `${y}px`;
    return () => shown.hidePopover();
  }, [tip]);

  return (
    <div ref={element} popover="manual" role="tooltip" className="tip">
      {tip !== null && tip.title !== '' && <strong>{tip.title}</strong>}
      {tip?.text}
    </div>
  );
}
