import type { Core } from 'cytoscape';
import type { Point } from './edge-geometry.ts';

/** Shows the rectangle that is being drawn around nodes; Cytoscape finds what is in it. */
export function showRubberBand(cy: Core, host: HTMLElement): void {
  let start: Point | null = null;
  const band = document.createElement('div');
  band.className = 'rubber-band';
  const follow = (event: PointerEvent): void => {
    if (start === null) return;
    const box = host.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const { style } = band;
    style.left = `${Math.min(start.x, x)}px`;
    style.top = `${Math.min(start.y, y)}px`;
    style.width = `${Math.abs(x - start.x)}px`;
    style.height = `${Math.abs(y - start.y)}px`;
  };
  cy.on('boxstart', (event) => {
    start = { ...event.renderedPosition };
    band.style.width = '0';
    host.append(band);
    host.addEventListener('pointermove', follow);
  });
  cy.on('boxend', () => {
    start = null;
    band.remove();
    host.removeEventListener('pointermove', follow);
  });
}
