import { GLOSSARY } from '../../../shared/base/glossary.ts';

export interface Tip {
  readonly anchor: Element;
  readonly title: string;
  readonly text: string;
}

/** Before a tip comes up: long for the pointer, which passes over much; short for the keyboard. */
const HOVER_MS = 350;
const FOCUS_MS = 150;
/** Long enough to move the pointer onto the tip and read it there. */
const LEAVE_MS = 150;

/** Tells which tip is wanted, from the moment of the call until the returned function is called. */
export function listenForTips(
  setTip: (tip: Tip | null) => void,
  element: { readonly current: HTMLElement | null },
): () => void {
  let timer = 0;
  let shown: Element | null = null;
  let isByKeyboard = false;
  let touched: Element | null = null;
  const later = (ms: number, act: () => void) => {
    clearTimeout(timer);
    timer = window.setTimeout(act, ms);
  };
  const show = (anchor: Element, byKeyboard: boolean) => {
    clearTimeout(timer);
    if (!anchor.isConnected) return;
    shown = anchor;
    isByKeyboard = byKeyboard;
    setTip({ anchor, ...wordsOf(anchor) });
  };
  const hide = () => {
    clearTimeout(timer);
    if (shown === null) return;
    shown = null;
    setTip(null);
  };

  const onPointerOver = ({ target, pointerType }: PointerEvent) => {
    if (pointerType === 'touch' || !(target instanceof Element)) return;
    if (element.current?.contains(target) === true) return clearTimeout(timer);
    const anchor = anchorOf(target);
    if (anchor === shown && shown !== null) return clearTimeout(timer);
    if (anchor === null) return later(LEAVE_MS, hide);
    // From one tip to the next there is nothing to wait for.
    later(shown === null ? HOVER_MS : LEAVE_MS, () => show(anchor, false));
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    const anchor = target instanceof Element && target.matches(':focus-visible') && ownTip(target);
    if (anchor === false || anchor === null) hide();
    else later(FOCUS_MS, () => show(anchor, true));
  };
  const onPointerDown = ({ target }: PointerEvent) => {
    if (target instanceof Element && element.current?.contains(target) === true) return;
    hide();
  };
  // A finger cannot hover: its first tap on a term shows the tip, the next does what a click does.
  const onClick = (event: MouseEvent) => {
    if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
    const anchor = event.target instanceof Element ? event.target.closest('.term') : null;
    if (anchor === null || anchor === touched) {
      touched = null;
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    touched = anchor;
    show(anchor, false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (shown === null) return;
    // Asked for by keyboard, Escape is its own; otherwise it is for what the keyboard is in.
    if (event.key === 'Escape' && isByKeyboard) {
      event.preventDefault();
      event.stopPropagation();
    }
    hide();
  };

  const listeners = new AbortController();
  const options = { capture: true, signal: listeners.signal };
  document.addEventListener('pointerover', onPointerOver, options);
  document.addEventListener('pointerdown', onPointerDown, options);
  document.addEventListener('click', onClick, options);
  document.addEventListener('focusin', onFocusIn, options);
  document.addEventListener('focusout', hide, options);
  document.addEventListener('keydown', onKeyDown, options);
  document.addEventListener('scroll', hide, options);
  const { signal } = listeners;
  document.documentElement.addEventListener('pointerleave', hide, { signal });
  window.addEventListener('blur', hide, options);
  return () => {
    clearTimeout(timer);
    listeners.abort();
  };
}

const anchorOf = (target: Element) => target.closest('[data-tip], [data-term]');
const ownTip = (target: Element) => (target.matches('[data-tip], [data-term]') ? target : null);

function wordsOf(anchor: Element): Pick<Tip, 'title' | 'text'> {
  const term = GLOSSARY.find(({ id }) => id === anchor.getAttribute('data-term'));
  return term === undefined
    ? { title: '', text: anchor.getAttribute('data-tip') ?? '' }
    : { title: term.name, text: term.meaning };
}
