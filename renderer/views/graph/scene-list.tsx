import type { KeyboardEvent } from 'react';
import { useMemo, useRef, useState } from 'react';
import type { Direction, Scene, SceneEdge } from '../../../shared/scene/model/scene.ts';
import { SCENE_LIST } from '../strings-graph.ts';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { ListRow } from './list-row.tsx';
import type { SceneAction } from './scene-actions.ts';
import type { TreeRow } from './scene-tree.ts';
import { openRows, sceneTree } from './scene-tree.ts';
import type { Picked } from './use-picked.ts';

interface SceneListProps {
  readonly scene: Scene;
  readonly direction: Direction;
  readonly picked: Picked;
  readonly onOpen: (id: string) => void;
  readonly onMenu: (at: { readonly x: number; readonly y: number }) => void;
  readonly cutOf: (edge: SceneEdge) => SceneAction;
  /** Every other key: the same as in the drawing. */
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The drawing as a tree of rows: the same content and the same actions, for reading. */
export function SceneList(props: SceneListProps) {
  const { scene, direction, picked, onOpen, onMenu, cutOf } = props;
  const all = useMemo(() => sceneTree(scene, direction), [scene, direction]);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => openRows(all, closed), [all, closed]);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const active =
    rows.find(({ key }) => key === activeKey) ??
    rows.find(({ node }) => node.id === picked.active?.id) ??
    rows[0];

  const elementOf = ({ key }: TreeRow): HTMLElement | null =>
    root.current?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? null;
  const pick = (row: TreeRow) => {
    setActiveKey(row.key);
    picked.pickNode(row.node.id);
  };
  const goTo = (row: TreeRow | undefined) => {
    if (row === undefined) return;
    pick(row);
    elementOf(row)?.focus();
  };
  const setOpen = (row: TreeRow, isOpen: boolean) => {
    const next = new Set(closed);
    if (isOpen) next.delete(row.key);
    else next.add(row.key);
    setClosed(next);
  };
  const openMenu = (row: TreeRow) => {
    pick(row);
    const { left = 0, bottom = 0 } = elementOf(row)?.getBoundingClientRect() ?? {};
    onMenu({ x: left + 60, y: bottom });
  };

  const moves: Readonly<Record<string, (row: TreeRow, at: number, isOpen: boolean) => void>> = {
    ArrowDown: (_row, at) => goTo(rows[at + 1]),
    ArrowUp: (_row, at) => goTo(rows[at - 1]),
    Home: () => goTo(rows[0]),
    End: () => goTo(rows.at(-1)),
    ArrowRight: (row, at, isOpen) => {
      if (isOpen) goTo(rows[at + 1]);
      else if (row.hasChildren) setOpen(row, true);
    },
    ArrowLeft: (row, _at, isOpen) => {
      if (isOpen) setOpen(row, false);
      else goTo(rows.find(({ key }) => key === row.parent));
    },
    Enter: (row) => onOpen(row.node.id),
    ' ': (row) => pick(row),
    x: (row) => {
      if (row.edge !== null) cutOf(row.edge).run?.();
    },
    ContextMenu: openMenu,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (active === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const name = event.key === 'F10' && event.shiftKey ? 'ContextMenu' : event.key;
    const wanted = name.length === 1 ? name.toLowerCase() : name;
    const move = Object.hasOwn(moves, wanted) ? moves[wanted] : undefined;
    if (move === undefined) {
      if (name !== 'Tab') props.onKeyDown(event);
      return;
    }
    move(active, rows.indexOf(active), active.hasChildren && !closed.has(active.key));
    event.preventDefault();
    event.stopPropagation();
  };

  const scroller = useKeptScroll('list');
  return (
    <section ref={scroller} className="scene-list" aria-label={SCENE_LIST.label}>
      <p className="scene-list-caption">{scene.description}</p>
      <div
        ref={root}
        className="tree"
        role="treegrid"
        aria-label={scene.title}
        aria-rowcount={rows.length}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        {rows.map((row) => (
          <ListRow
            key={row.key}
            row={row}
            isActive={row === active}
            isPicked={picked.nodes.some(({ id }) => id === row.node.id)}
            isOpen={!closed.has(row.key)}
            cut={row.edge === null || row.edge.isStub ? null : cutOf(row.edge)}
            onPick={() => pick(row)}
            onOpen={() => onOpen(row.node.id)}
            onToggle={() => setOpen(row, closed.has(row.key))}
            onMenu={() => openMenu(row)}
          />
        ))}
      </div>
    </section>
  );
}
