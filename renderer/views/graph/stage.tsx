import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { CutChoice } from '../../../shared/protocol/schemas.ts';
import type { Scene, SceneNode, SceneRequest } from '../../../shared/scene/model/scene.ts';
import type { CanvasHandle } from '../../canvas/graph-canvas.tsx';
import { GraphCanvas } from '../../canvas/graph-canvas.tsx';
import type { LabelAnchorHandle } from '../../canvas/label-anchor.tsx';
import { LabelAnchor } from '../../canvas/label-anchor.tsx';
import { Legend } from '../../canvas/legend.tsx';
import type { MinimapHandle } from '../../canvas/minimap.tsx';
import { Minimap } from '../../canvas/minimap.tsx';
import type { Anchor } from '../../canvas/next-viewport.ts';
import { drag } from '../../state/drawing/scene-edits.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useDrawingTheme } from '../../state/react/theme.ts';
import { useMarks } from '../../state/react/use-marks.ts';
import type { GraphPlace } from '../../state/view/view-state.ts';
import { GRAPH } from '../strings-graph.ts';
import { IconButton } from '../widgets/controls.tsx';
import { Menu } from '../widgets/overlays.tsx';
import { actionMenu } from './action-menu.ts';
import { CutPreview, leavingNodes, useCutPreview } from './cut-preview.tsx';
import { cutAction, edgeActions } from './edge-actions.ts';
import { GroupTable } from './group-table.tsx';
import { HoverTip } from './hover-tip.tsx';
import type { ActionContext, SceneAction } from './scene-actions.ts';
import { findAction, manyActions, nodeActions } from './scene-actions.ts';
import { SceneList } from './scene-list.tsx';
import {
  edgeMarks,
  edgeName,
  edgeWords,
  indexScene,
  markedNodes,
  nodeMarks,
  nodeWords,
  rowWords,
} from './scene-words.ts';
import { SelectionBar } from './selection-bar.tsx';
import { StateChips } from './state-chips.tsx';
import { usePicked } from './use-picked.ts';
import { useStageKeys } from './use-stage-keys.ts';

interface StageProps {
  readonly place: GraphPlace;
  readonly scene: Scene;
  readonly isStale: boolean;
  readonly anchor: Anchor | null;
  readonly anchorOn: (id: string | null) => void;
  readonly onEdit: (edit: (request: SceneRequest) => SceneRequest) => void;
}

interface Hovered {
  readonly id: string;
  readonly at: { readonly x: number; readonly y: number };
}

const ZOOM_STEP = 1.25;

/** The drawing, or its list, and all that floats over it. */
export function Stage({ place, scene, isStale, anchor, anchorOn, onEdit }: StageProps) {
  const actions = useActions();
  const { view } = actions;
  const entry = useEntry();
  const { cuts } = useReadyTab();
  const theme = useDrawingTheme();
  const legendOpen = useAppState((state) => state.persisted.legendOpen);
  const canvas = useRef<CanvasHandle>(null);
  const minimap = useRef<MinimapHandle>(null);
  const labelAnchor = useRef<LabelAnchorHandle>(null);
  const index = useMemo(() => indexScene(scene), [scene]);
  const marks = useMarks();
  const marked = useMemo(() => markedNodes(scene, marks), [scene, marks]);
  const picked = usePicked(index);
  const [hovered, setHovered] = useState<Hovered | null>(null);
  // What was under the pointer has moved away with the old scene.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scene is the trigger.
  useEffect(() => setHovered(null), [scene]);
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | null>(null);
  const [table, setTable] = useState<SceneNode | null>(null);
  const preview = useCutPreview(scene, picked.edge);
  const helpId = useId();

  // Viewports are remembered for the entry whose scene is on screen, not for one still loading.
  const shownEntry = useRef(entry.id);
  if (!isStale) shownEntry.current = entry.id;

  const context: ActionContext = {
    scene,
    place,
    actions,
    anchorOn,
    zoomTo: (ids) => canvas.current?.fit(ids),
    openTable: setTable,
    drawAlike: (node) => void actions.draw.drawType(node),
  };
  const goTo = (id: string) => {
    picked.pickNode(id);
    canvas.current?.reveal(id);
  };
  const setCuts = (next: CutChoice) => {
    anchorOn(picked.edge?.source ?? null);
    view.setCuts(next);
  };
  const actionsOn = (node: SceneNode) => nodeActions(context, node);
  const groups: readonly (readonly SceneAction[])[] =
    picked.edge !== null
      ? edgeActions(picked.edge, cuts, setCuts, goTo)
      : picked.nodes.length > 1
        ? manyActions(context, picked.nodes)
        : picked.active === null
          ? []
          : actionsOn(picked.active);
  const open = (id: string) => {
    const node = index.nodes.get(id);
    const own = node === undefined ? [] : actionsOn(node);
    const first = findAction(own, 'draw') ?? findAction(own, 'open') ?? findAction(own, 'spread');
    first?.run?.();
  };
  const onKeyDown = useStageKeys({
    scene,
    picked,
    groups,
    goTo,
    openMenu: () => {
      const id = picked.edge?.id ?? picked.active?.id;
      const at = id === undefined ? null : (canvas.current?.pagePoint(id) ?? null);
      if (at !== null) setMenuAt(at);
    },
  });
  useCanvasCommands(canvas, new Set(picked.nodes.map(({ id }) => id)), groups);

  const leaving = useMemo(() => leavingNodes(preview.value), [preview.value]);
  // With a reference in hand, the node it was reached from is out of it.
  const selectedIds = picked.edge === null ? picked.nodes.map(({ id }) => id).join(' ') : '';
  const emphasis = useMemo(
    () => ({
      selected: new Set(selectedIds.split(' ').filter((id) => id !== '')),
      active: picked.active?.id ?? null,
      hovered: hovered?.id ?? null,
      edge: picked.edge?.id ?? null,
      marked,
      leaving,
    }),
    [selectedIds, picked.active?.id, picked.edge?.id, hovered?.id, marked, leaving],
  );
  const name =
    picked.edge !== null
      ? edgeName(picked.edge, index)
      : picked.nodes.length > 1
        ? GRAPH.selected(picked.nodes.length)
        : (picked.active?.title ?? '');
  useOffers(groups, name);

  return (
    <>
      {place.asList ? (
        <SceneList
          scene={scene}
          direction={place.request.direction}
          picked={picked}
          onOpen={open}
          onMenu={setMenuAt}
          cutOf={(edge) => cutAction(edge, cuts, setCuts)}
          onKeyDown={onKeyDown}
        />
      ) : (
        <>
          <GraphCanvas
            ref={canvas}
            scene={scene}
            theme={theme}
            emphasis={emphasis}
            anchor={anchor}
            viewport={entry.viewport}
            describedBy={helpId}
            onSelect={(id, { adds }) => {
              const isStub = index.nodes.get(id)?.omitted != null;
              if (isStub && !adds) open(id);
              else if (adds) picked.toggleNode(id);
              else picked.pickNode(id);
              canvas.current?.focus();
            }}
            onBox={picked.pickMany}
            onEdge={(id) => {
              picked.pickEdge(id);
              canvas.current?.focus();
            }}
            onBackground={() => canvas.current?.focus()}
            onOpen={open}
            onMenu={(id, at) => {
              if (id === null) return;
              if (index.edges.has(id)) picked.pickEdge(id);
              else if (!picked.nodes.some((node) => node.id === id)) picked.pickNode(id);
              setMenuAt(at);
            }}
            onDragged={(id, { x, y }) => {
              const dragged = index.nodes.get(id);
              const node = dragged?.node ?? null;
              if (dragged === undefined || node === null) return;
              const { origin } = scene;
              const from = { x: dragged.x - origin.x, y: dragged.y - origin.y };
              anchorOn(id);
              view.adjustScene((old) =>
                drag(old, node, from, { x: x - origin.x, y: y - origin.y }),
              );
            }}
            onHover={(id, at) => setHovered(id === null || at === null ? null : { id, at })}
            onMoved={(viewport, size) => {
              minimap.current?.moved(viewport, size);
              labelAnchor.current?.moved(viewport);
            }}
            onViewport={(viewport) => view.rememberViewport(shownEntry.current, viewport)}
            onKeyDown={onKeyDown}
          />
          <StateChips
            request={place.request}
            onEdit={onEdit}
            hasCycle={scene.nodes.some((node) => node.inCycle)}
            hasPath={scene.nodes.some((node) => node.onPath)}
          />
          {hovered !== null && menuAt === null && (
            <Tip key={hovered.id} {...hovered} index={index} />
          )}
          {groups.length > 0 && (
            <SelectionBar name={name} groups={groups}>
              {picked.edge !== null && <CutPreview edge={picked.edge} preview={preview} />}
            </SelectionBar>
          )}
          <div className="zoom-buttons">
            <IconButton
              icon="plus"
              name={GRAPH.zoomIn}
              onClick={() => canvas.current?.zoomBy(ZOOM_STEP)}
            />
            <IconButton
              icon="minus"
              name={GRAPH.zoomOut}
              onClick={() => canvas.current?.zoomBy(1 / ZOOM_STEP)}
            />
            <IconButton icon="fit" name={GRAPH.zoomToFit} onClick={() => canvas.current?.fit()} />
          </div>
          <LabelAnchor ref={labelAnchor} scene={scene} />
          <Minimap
            ref={minimap}
            scene={scene}
            theme={theme}
            onCentre={(x, y) => canvas.current?.centreOn(x, y)}
          />
          {legendOpen && <Legend scene={scene} theme={theme} />}
        </>
      )}
      <p id={helpId} className="visually-hidden">
        {scene.description} {GRAPH.keys}
      </p>
      <p className="visually-hidden" role="status">
        {picked.edge !== null
          ? edgeWords(picked.edge, index)
          : picked.nodes.length > 1
            ? name
            : picked.active === null
              ? ''
              : nodeWords(picked.active)}
      </p>
      {menuAt !== null && groups.length > 0 && (
        <Menu
          label={GRAPH.actionsOn(name)}
          at={menuAt}
          groups={actionMenu(groups)}
          onClose={() => setMenuAt(null)}
        />
      )}
      {table !== null && (
        <GroupTable
          group={table}
          request={place.request}
          onDraw={(selection) => {
            setTable(null);
            anchorOn(null);
            view.drawObject(selection);
          }}
          onClose={() => setTable(null)}
        />
      )}
    </>
  );
}

function Tip({ id, at, index }: Hovered & { readonly index: ReturnType<typeof indexScene> }) {
  const edge = index.edges.get(id);
  const node = index.nodes.get(id);
  if (edge?.isStub === false) {
    return <HoverTip at={at} title={edgeName(edge, index)} notes={edgeMarks(edge)} />;
  }
  if (node === undefined) return null;
  const notes = [
    ...node.lines,
    ...rowWords(node),
    node.rootLabel,
    ...nodeMarks(node),
    node.address,
  ];
  return <HoverTip at={at} title={node.title} notes={notes.filter((note) => note !== '')} />;
}

/** Commands from the palette and the menu reach the drawing through the store. */
function useCanvasCommands(
  canvas: React.RefObject<CanvasHandle | null>,
  selected: ReadonlySet<string>,
  groups: readonly (readonly SceneAction[])[],
): void {
  const command = useAppState((state) => state.canvasCommand);
  const done = useRef(command);
  useEffect(() => {
    if (command === done.current) return;
    done.current = command;
    const name = command?.name;
    if (typeof name === 'object') findAction(groups, name.act)?.run?.();
    else if (name === 'fit') canvas.current?.fit();
    else if (name === 'fit-selection') canvas.current?.fit(selected);
    else if (name === 'zoom-in') canvas.current?.zoomBy(ZOOM_STEP);
    else if (name === 'zoom-out') canvas.current?.zoomBy(1 / ZOOM_STEP);
  }, [command, canvas, selected, groups]);
}

/** The palette knows what can be done with what is selected. */
function useOffers(groups: readonly (readonly SceneAction[])[], name: string): void {
  const { window } = useActions();
  const offers = groups
    .flat()
    .map(({ id, label, run }) => ({ id, label, name, isEnabled: run !== null }));
  const key = JSON.stringify(offers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the offers.
  useEffect(() => {
    window.offer(offers);
    return () => window.offer([]);
  }, [window, key]);
}
