import type { AddressBar } from './host-api.ts';

/**
 * The browser's address bar and its Back and Forward.
 *
 * Every entry of the browser's history carries its number, so that a step between two of them
 * has a direction; an entry without one was made by the user, who put a link there.
 */
export function pageAddressBar(): AddressBar {
  let number = numberOf(history.state) ?? 0;
  return {
    link: () => location.hash.slice(1),
    show(link, step) {
      const url = link === '' ? location.pathname + location.search : `#${link}`;
      try {
        if (step === 'new') history.pushState({ ouroboros: ++number }, '', url);
        else history.replaceState({ ouroboros: number }, '', url);
      } catch {
        // Browsers refuse more than so many changes in a while; the next one tells everything.
      }
    },
    listen(listener) {
      const onPopState = (event: PopStateEvent) => {
        const to = numberOf(event.state);
        if (to === null) {
          history.replaceState({ ouroboros: ++number }, '');
          listener.onLink(location.hash.slice(1));
          return;
        }
        const steps = to - number;
        number = to;
        if (steps !== 0) listener.onStep(steps);
      };
      window.addEventListener('popstate', onPopState);
      return () => window.removeEventListener('popstate', onPopState);
    },
  };
}

function numberOf(state: unknown): number | null {
  return typeof state === 'object' &&
    state !== null &&
    'ouroboros' in state &&
    typeof state.ouroboros === 'number'
    ? state.ouroboros
    : null;
}
