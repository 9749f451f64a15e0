import type { Overview } from '../../../../shared/protocol/schemas.ts';
import type { ViewActions } from '../../../state/actions/view-actions.ts';
import type { WindowActions } from '../../../state/actions/window-actions.ts';
import { objectName } from '../../../state/view/object-name.ts';
import type { Selection, ViewLocation } from '../../../state/view/view-state.ts';
import { OVERVIEW } from '../../../state/view/view-state.ts';
import { TOUR } from '../../strings-help.ts';

/** What a step may look at and do to bring its subject on screen. */
export interface TourGround {
  readonly view: Pick<ViewActions, 'navigate' | 'drawObject'>;
  readonly window: Pick<WindowActions, 'toggleInspector'>;
  readonly overview: Overview;
  readonly place: ViewLocation;
  readonly selection: Selection | null;
  readonly inspectorOpen: boolean;
}

export interface TourStep {
  readonly title: string;
  readonly text: string;
  /** The element it speaks of, by its `data-tour`. */
  readonly anchor: string;
  readonly prepare: (ground: TourGround) => void;
}

/** From the headline to the file for the issue, on the example. */
export const TOUR_STEPS: readonly TourStep[] = [
  { ...TOUR.headline, anchor: 'headline', prepare: toOverview },
  { ...TOUR.family, anchor: 'family', prepare: toOverview },
  { ...TOUR.drawing, anchor: 'drawing', prepare: toExemplar },
  { ...TOUR.label, anchor: 'label', prepare: toExemplar },
  { ...TOUR.break, anchor: 'break', prepare: toExemplar },
  { ...TOUR.path, anchor: 'path', prepare: toHeldObject },
  { ...TOUR.export, anchor: 'export', prepare: toHeldObject },
  { ...TOUR.search, anchor: 'search', prepare: () => undefined },
];

function toOverview({ view, place }: TourGround): void {
  if (place.view !== 'overview') view.navigate(OVERVIEW, null);
}

/** One cycle of the heaviest family, drawn, with what to break beside it. */
function toExemplar(ground: TourGround): void {
  if (!ground.inspectorOpen) ground.window.toggleInspector();
  const exemplar = ground.overview.topFamilies[0]?.exemplars[0];
  if (exemplar === undefined || isDrawn(ground, exemplar.node)) return;
  const selection = { node: exemplar.node, name: objectName(exemplar) };
  ground.view.drawObject(selection, { showCycle: true });
}

/** The largest object that something holds, with its path from the root. */
function toHeldObject(ground: TourGround): void {
  const held = ground.overview.largest.find(({ verdict }) => verdict === 'held');
  if (held === undefined || isDrawn(ground, held.node)) return;
  ground.view.drawObject({ node: held.node, name: objectName(held) }, { showPath: true });
}

function isDrawn({ place, selection }: TourGround, node: number): boolean {
  return place.view === 'graph' && selection?.node === node;
}
