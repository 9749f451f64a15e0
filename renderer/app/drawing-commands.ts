import type { SceneFact, SceneRequest } from '../../shared/scene/model/scene.ts';
import type { Actions } from '../state/actions/actions.ts';
import { restoreAll } from '../state/drawing/cut-edits.ts';
import {
  BREADTH_RANGE,
  DEPTH_RANGE,
  hasTransform,
  hiddenCount,
  isolateFocus,
  setBreadth,
  setDepth,
  showHidden,
  toggleFact,
  toggleTransform,
} from '../state/drawing/scene-edits.ts';
import type { AppState } from '../state/store/app-store.ts';
import type { ReadyTab } from '../state/store/tab.ts';
import type { GraphPlace } from '../state/view/view-state.ts';
import { COMMAND } from '../views/strings-app.ts';
import { CUTS_BAR, DRAWN, FACT_NAMES, GRAPH, HIGHLIGHT, SHOW } from '../views/strings-graph.ts';
import type { IconName } from '../views/widgets/icons.tsx';
import type { Command } from './command.ts';

const DIRECTIONS = [
  ['referrers', 'referrers', GRAPH.referrers],
  ['referents', 'referents', GRAPH.referents],
  ['both', 'graph', GRAPH.both],
] as const;
const HIGHLIGHTS = ['showCycle', 'showPath', 'showFamily'] as const;
const FOLLOWED = ['valuesInside', 'grouped', 'showWeak', 'showInfrastructure'] as const;
const WHOLE = ['own', 'modules'] as const;
const FACTS: readonly SceneFact[] = ['refcount', 'size', 'retained', 'address'];

/** What the drawing's own bars do, as far as it makes a difference now; nothing without a drawing. */
export function drawingCommands(
  { offered }: Pick<AppState, 'offered'>,
  tab: ReadyTab | null,
  place: GraphPlace | null,
  { view, window }: Pick<Actions, 'view' | 'window'>,
): readonly Command[] {
  if (tab === null || place === null) return [];
  const { request } = place;
  const edit = (
    id: string,
    title: string,
    icon: IconName,
    change: (old: SceneRequest) => SceneRequest,
    enabled = true,
  ): Command => ({
    id: `drawing-${id}`,
    group: 'Drawing',
    title,
    icon,
    shortcuts: [],
    enabled,
    run: () => view.editScene(change),
  });
  const { depth, breadth, isolated, pinned } = request;
  const all: readonly Command[] = [
    ...offered.map(
      ({ id, label, name, isEnabled }): Command => ({
        id: `selected-${id}`,
        group: 'Drawing',
        title: COMMAND.onSelected(label, name),
        icon: 'focus',
        shortcuts: [],
        enabled: isEnabled,
        run: () => window.commandCanvas({ act: id }),
      }),
    ),
    ...DIRECTIONS.map(([direction, icon, name]) =>
      edit(
        direction,
        COMMAND.follow(name),
        icon,
        (old) => ({ ...old, direction }),
        request.direction !== direction,
      ),
    ),
    edit(
      'deeper',
      COMMAND.deeper,
      'plus',
      (old) => setDepth(old, depth + 1),
      depth < DEPTH_RANGE.max,
    ),
    edit(
      'shallower',
      COMMAND.shallower,
      'minus',
      (old) => setDepth(old, depth - 1),
      depth > DEPTH_RANGE.min,
    ),
    edit(
      'broader',
      COMMAND.broader,
      'plus',
      (old) => setBreadth(old, breadth * 2),
      breadth < BREADTH_RANGE.max,
    ),
    edit(
      'narrower',
      COMMAND.narrower,
      'minus',
      (old) => setBreadth(old, Math.floor(breadth / 2)),
      breadth > BREADTH_RANGE.min,
    ),
    ...HIGHLIGHTS.map((key) =>
      edit(key, COMMAND.highlight(HIGHLIGHT[key].label, request[key]), 'cycles', (old) => ({
        ...old,
        [key]: !old[key],
      })),
    ),
    ...FACTS.map((fact) =>
      edit(fact, COMMAND.inBoxes(FACT_NAMES[fact], request.facts.includes(fact)), 'list', (old) =>
        toggleFact(old, fact),
      ),
    ),
    ...FOLLOWED.map((key) =>
      edit(key, COMMAND.inDrawing(SHOW[key].label, request[key]), 'group', (old) => ({
        ...old,
        [key]: !old[key],
      })),
    ),
    ...WHOLE.map((kind) =>
      edit(
        kind,
        COMMAND.inDrawing(SHOW[kind].label, hasTransform(request, { kind })),
        'group',
        (old) => toggleTransform(old, { kind }),
      ),
    ),
    edit(
      'only-cycle',
      DRAWN.onlyCycle,
      'cycles',
      (old) => isolateFocus(old, { kind: 'cycle' }),
      request.showCycle && isolated?.kind !== 'cycle',
    ),
    edit(
      'only-path',
      DRAWN.onlyPath,
      'path',
      (old) => isolateFocus(old, { kind: 'path' }),
      request.showPath && isolated?.kind !== 'path',
    ),
    edit(
      'everything',
      COMMAND.everything,
      'undo',
      (old) => isolateFocus(old, null),
      isolated !== null,
    ),
    edit(
      'hidden',
      DRAWN.showHidden(hiddenCount(request)),
      'undo',
      showHidden,
      hiddenCount(request) > 0,
    ),
    edit('unpin', COMMAND.unpinAll, 'pin', (old) => ({ ...old, pinned: [] }), pinned.length > 0),
    {
      id: 'restore-cuts',
      group: 'Drawing',
      title: CUTS_BAR.restoreEvery,
      icon: 'undo',
      shortcuts: [],
      enabled: tab.cuts.edges.length > 0,
      run: () => view.setCuts(restoreAll(tab.cuts)),
    },
  ];
  return all.filter(({ enabled }) => enabled);
}
