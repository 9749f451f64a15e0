import './graph.css';
import type { KeyboardEvent } from 'react';
import { useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Scene, SceneNode } from '../../../shared/scene/scene.ts';
import type { CanvasHandle } from '../../canvas/graph-canvas.tsx';
import { GraphCanvas } from '../../canvas/graph-canvas.tsx';
import { Legend } from '../../canvas/legend.tsx';
import type { MinimapHandle } from '../../canvas/minimap.tsx';
import { Minimap } from '../../canvas/minimap.tsx';
import type { ArrowDirection } from '../../canvas/neighbour.ts';
import { neighbourInDirection } from '../../canvas/neighbour.ts';
import type { Anchor } from '../../canvas/next-viewport.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/context.ts';
import { sceneQuestion } from '../../state/scene-question.ts';
import { useDrawingTheme } from '../../state/theme.ts';
import { useAnswer } from '../../state/use-answer.ts';
import { useMarks } from '../../state/use-marks.ts';
import type { GraphPlace } from '../../state/view-state.ts';
import { IconButton } from '../widgets/controls.tsx';
import { Failure, Waiting } from '../widgets/feedback.tsx';
import { Menu } from '../widgets/overlays.tsx';
import { GraphToolbar } from './graph-toolbar.tsx';
import { nodeMenu } from './node-menu.ts';
import { nodeActions, openStub, selectionOf } from './scene-actions.ts';
import { SceneList } from './scene-list.tsx';
import { edgeWords, indexScene, markedNodes, nodeWords } from './scene-words.ts';
import { SelectionBar } from './selection-bar.tsx';

const ARROWS: Readonly<Record<string, ArrowDirection>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};
const ZOOM_STEP = 1.25;

/** The heart of the window: who refers to the object, drawn, and the way on from there. */
export function GraphView() {
  const { place } = useEntry();
  return place.view === 'graph' ? <GraphPage place={place} /> : null;
}

function GraphPage({ place }: { readonly place: GraphPlace }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const answer = useAnswer('scene', sceneQuestion(place.request, cuts));
  const scene = answer.value;
  const anchor = useRef<Anchor | null>(null);
  const focusId = `n${place.request.focus[0] ?? ''}`;
  return (
    <div className="graph">
      <h1 className="visually-hidden">{scene?.title ?? 'Drawing'}</h1>
      <GraphToolbar
        request={place.request}
        asList={place.asList}
        onEdit={(edit) => {
          anchor.current = { id: focusId, keepsWhole: true };
          view.editScene(edit);
        }}
        onAsList={(asList) => view.refine({ ...place, asList })}
      />
      <div className="graph-stage" data-tour="drawing" aria-busy={answer.isStale}>
        {answer.error !== null ? (
          <Failure error={answer.error} onRetry={answer.retry} />
        ) : scene === null ? (
          <Waiting what={answer.progress?.phase ?? 'Drawing…'} />
        ) : (
          <Stage
            place={place}
            scene={scene}
            isStale={answer.isStale}
            anchor={anchor.current}
            anchorOn={(id) => {
              anchor.current = id === null ? null : { id, keepsWhole: false };
            }}
          />
        )}
        {answer.isStale && scene !== null && <div className="busy-line" />}
      </div>
    </div>
  );
}

interface StageProps {
  readonly place: GraphPlace;
  readonly scene: Scene;
  readonly isStale: boolean;
  readonly anchor: Anchor | null;
  readonly anchorOn: (id: string | null) => void;
}

function Stage({ place, scene, isStale, anchor, anchorOn }: StageProps) {
  const actions = useActions();
  const { view } = actions;
  const entry = useEntry();
  const theme = useDrawingTheme();
  const legendOpen = useAppState((state) => state.persisted.legendOpen);
  const canvas = useRef<CanvasHandle>(null);
  const index = useMemo(() => indexScene(scene), [scene]);
  const marks = useMarks();
  const marked = useMemo(() => markedNodes(scene, marks), [scene, marks]);
  const [hovered, setHovered] = useState<string | null>(null);
  /** A stub has no object, so the inspector cannot follow it; the keyboard can. */
  const [stubId, setStubId] = useState<string | null>(null);
  // What was under the pointer has moved away with the old scene.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scene is the trigger.
  useEffect(() => setHovered(null), [scene]);
  const minimap = useRef<MinimapHandle>(null);
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number } } | null>(null);
  const helpId = useId();

  // Viewports are remembered for the entry whose scene is on screen, not for one still loading.
  const shownEntry = useRef(entry.id);
  if (!isStale) shownEntry.current = entry.id;

  const objectId = entry.selection === null ? null : `n${entry.selection.node}`;
  const selectedId = stubId !== null && index.nodes.has(stubId) ? stubId : objectId;
  const selected = selectedId === null ? undefined : index.nodes.get(selectedId);
  const actionsOf = (node: SceneNode) => nodeActions(scene, place, node, actions, anchorOn);

  const select = (id: string) => {
    const node = index.nodes.get(id);
    if (node === undefined) return;
    const selection = selectionOf(node);
    setStubId(selection === null ? id : null);
    if (selection !== null) view.select(selection);
  };
  const open = (id: string) => {
    const node = index.nodes.get(id);
    if (node === undefined) return;
    if (node.omitted !== null) openStub(actionsOf(node));
    else actionsOf(node).draw?.();
  };
  const tap = (id: string) => {
    if (index.nodes.get(id)?.omitted != null) open(id);
    else select(id);
    canvas.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const start = selected ?? scene.nodes.find((node) => node.isFocus) ?? scene.nodes[0];
    if (start === undefined) return;
    const arrow = ARROWS[event.key];
    if (arrow !== undefined) {
      const next = selected === undefined ? start : neighbourInDirection(scene, start, arrow);
      if (next !== null) {
        select(next.id);
        canvas.current?.reveal(next.id);
      }
    } else if (event.key === 'Enter') open(start.id);
    else if (event.key === '+' || event.key === '*') {
      const own = actionsOf(start);
      (event.key === '*' ? own.expandReferents : own.expandReferrers)?.();
    } else if (event.key === 'Delete' || event.key === 'Backspace') actionsOf(start).hide?.();
    else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      const at = canvas.current?.pagePoint(start.id);
      if (at !== null && at !== undefined) setMenu({ id: start.id, at });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  useCanvasCommands(canvas);

  const pointedNode = hovered === null ? undefined : index.nodes.get(hovered);
  const pointedEdge = hovered === null ? undefined : index.edges.get(hovered);
  const hint =
    pointedEdge !== undefined
      ? edgeWords(pointedEdge, index)
      : pointedNode !== undefined
        ? nodeWords(pointedNode)
        : '';
  const menuNode = menu === null ? undefined : index.nodes.get(menu.id);

  return (
    <>
      {place.asList ? (
        <SceneList scene={scene} selectedId={selectedId} onSelect={select} onOpen={open} />
      ) : (
        <>
          <GraphCanvas
            ref={canvas}
            scene={scene}
            theme={theme}
            selectedId={selectedId}
            marked={marked}
            anchor={anchor}
            viewport={entry.viewport}
            describedBy={helpId}
            onSelect={tap}
            onOpen={open}
            onMenu={(id, at) => {
              if (id === null) return;
              select(id);
              setMenu({ id, at });
            }}
            onHover={setHovered}
            onMoved={(viewport, size) => minimap.current?.moved(viewport, size)}
            onViewport={(viewport) => view.rememberViewport(shownEntry.current, viewport)}
            onKeyDown={onKeyDown}
          />
          {hint !== '' && (
            <div className="graph-hint" aria-hidden="true">
              <span className="truncate">{hint}</span>
            </div>
          )}
          {selected !== undefined && <SelectionBar node={selected} actions={actionsOf(selected)} />}
          <ZoomButtons canvas={canvas} />
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
        {scene.description} Arrow keys go along references, Enter draws from the selected object,
        plus shows more. The same content is there as a list.
      </p>
      <p className="visually-hidden" role="status">
        {selected === undefined ? '' : nodeWords(selected)}
      </p>
      {menu !== null && menuNode !== undefined && (
        <Menu
          label={`Actions on ${menuNode.title}`}
          at={menu.at}
          groups={nodeMenu(menuNode, actionsOf(menuNode), actions)}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

function ZoomButtons({ canvas }: { readonly canvas: React.RefObject<CanvasHandle | null> }) {
  return (
    <div className="zoom-buttons">
      <IconButton icon="plus" name="Zoom in" onClick={() => canvas.current?.zoomBy(ZOOM_STEP)} />
      <IconButton
        icon="minus"
        name="Zoom out"
        onClick={() => canvas.current?.zoomBy(1 / ZOOM_STEP)}
      />
      <IconButton icon="fit" name="Zoom to fit" onClick={() => canvas.current?.fit()} />
    </div>
  );
}

/** Commands from the palette and the menu reach the drawing through the store. */
function useCanvasCommands(canvas: React.RefObject<CanvasHandle | null>): void {
  const command = useAppState((state) => state.canvasCommand);
  const done = useRef(command);
  useEffect(() => {
    if (command === done.current) return;
    done.current = command;
    if (command?.name === 'fit') canvas.current?.fit();
    else if (command?.name === 'zoom-in') canvas.current?.zoomBy(ZOOM_STEP);
    else if (command?.name === 'zoom-out') canvas.current?.zoomBy(1 / ZOOM_STEP);
  }, [command, canvas]);
}
