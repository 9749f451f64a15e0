import type { NodeIndex } from '../../../shared/heap/heap-graph.ts';
import type {
  Scene,
  SceneNode,
  SceneRecord,
  SceneRequest,
} from '../../../shared/scene/model/scene.ts';
import type { Actions } from '../../state/actions/actions.ts';
import { gatherGroup, groupOf, spreadGroup } from '../../state/drawing/group-edits.ts';
import {
  addTransform,
  collapse,
  expandNode,
  hasTransform,
  hide,
  isCollapsed,
  isolateFocus,
  pin,
  toggleRecord,
  toggleUnfolded,
  uncollapse,
  unpin,
} from '../../state/drawing/scene-edits.ts';
import { shortAddress } from '../../state/view/object-name.ts';
import type { GraphPlace, Selection } from '../../state/view/view-state.ts';
import { ACTION } from '../strings-graph.ts';
import type { IconName } from '../widgets/icons.tsx';
import { drawnNeighbours } from './scene-words.ts';

/** Something that can be done with what is selected, wherever it is offered. */
export interface SceneAction {
  readonly id: ActionId;
  readonly label: string;
  readonly icon: IconName;
  /** As it is shown; `stage-keys.ts` knows the keys. */
  readonly shortcut?: string;
  /** Null where it makes no sense now. */
  readonly run: (() => void) | null;
  /** It is in force, and doing it again ends that. */
  readonly isOn?: boolean;
}

export type ActionId =
  | 'draw'
  | 'open'
  | 'spread'
  | 'gather'
  | 'table'
  | 'referrers'
  | 'referents'
  | 'pin'
  | 'isolate'
  | 'record'
  | 'unfold'
  | 'collapse'
  | 'hide'
  | 'drop'
  | 'fold'
  | 'merge'
  | 'chain'
  | 'zoom'
  | 'alike'
  | 'copy'
  | 'cut'
  | 'source'
  | 'target';

/** What actions act on, and by what. */
export interface ActionContext {
  readonly scene: Scene;
  readonly place: GraphPlace;
  readonly actions: Actions;
  /** Told which node is to stay in place on screen while the drawing changes; null for none. */
  readonly anchorOn: (id: string | null) => void;
  readonly zoomTo: (ids: ReadonlySet<string>) => void;
  readonly openTable: (group: SceneNode) => void;
  /** Draws all objects of the type of this one. */
  readonly drawAlike: (node: NodeIndex) => void;
}

export function selectionOf(node: SceneNode): Selection | null {
  return node.node === null
    ? null
    : { node: node.node, name: `${node.title} ${shortAddress(node.address)}` };
}

/** The actions on one node, in groups as a menu shows them. */
export function nodeActions(
  context: ActionContext,
  node: SceneNode,
): readonly (readonly SceneAction[])[] {
  if (node.omitted !== null) return [[stubAction(context, node)]];
  const { place, actions } = context;
  const { view } = actions;
  const edit = editor(context, node.id);
  const object = node.node;
  const selection = selectionOf(node);
  const collapsed = isCollapsed(place.request, node.id);
  const unfolded = object !== null && place.request.unfolded.includes(object);
  const first: readonly SceneAction[] =
    selection === null
      ? groupActions(context, node)
      : [
          {
            id: 'draw',
            label: ACTION.draw,
            icon: 'focus',
            shortcut: '↵',
            run:
              node.isFocus && place.request.focus.length === 1 ? null : drawer(context, selection),
          },
        ];
  return [
    first,
    [expansion(context, node, 'referrers'), expansion(context, node, 'referents')],
    [
      pinAction(context, [node]),
      isolateAction(context, [node]),
      {
        id: 'record',
        label:
          node.record?.isOpen === true
            ? ACTION.closeRecord
            : ACTION.openRecord(node.record?.total ?? 0),
        icon: 'table',
        shortcut: 'V',
        run:
          object === null || node.record === null || !canToggle(node.record)
            ? null
            : edit((old) => toggleRecord(old, object)),
      },
      {
        id: 'unfold',
        label: unfolded ? ACTION.fold : ACTION.unfold,
        icon: 'unfold',
        shortcut: 'U',
        run:
          object === null || !(node.canUnfold || unfolded)
            ? null
            : edit((old) => toggleUnfolded(old, object)),
      },
      {
        id: 'collapse',
        label: collapsed ? ACTION.follow : ACTION.collapse,
        icon: 'collapse',
        shortcut: 'C',
        isOn: collapsed,
        run: edit((old) => (collapsed ? uncollapse(old, node.id) : collapse(old, node.id))),
      },
      hideAction(context, [node]),
    ],
    typeActions(context, node),
    [
      zoomAction(context, [node]),
      ...(object === null
        ? []
        : [
            {
              id: 'alike',
              label: ACTION.drawAlike(node.title),
              icon: 'objects',
              run: () => context.drawAlike(object),
            } as const,
            {
              id: 'copy',
              label: ACTION.copyAddress,
              icon: 'copy',
              run: () => void actions.export.copyText(node.address, node.address),
            } as const,
          ]),
    ],
  ];

  function drawer({ anchorOn }: ActionContext, to: Selection): () => void {
    return () => {
      anchorOn(null);
      view.drawObject(to);
    };
  }
}

/** A record that shows all its rows anyway is neither opened nor closed. */
function canToggle({ rows, total, isOpen }: SceneRecord): boolean {
  return isOpen || rows.length < total;
}

/** The actions on several nodes at once. */
export function manyActions(
  context: ActionContext,
  nodes: readonly SceneNode[],
): readonly (readonly SceneAction[])[] {
  const objects = nodes.flatMap((node) => selectionOf(node) ?? []);
  const { view, export: exporting } = context.actions;
  const addresses = nodes.flatMap(({ address }) => (address === '' ? [] : [address]));
  return [
    [
      {
        id: 'draw',
        label: ACTION.drawThese(objects.length),
        icon: 'focus',
        shortcut: '↵',
        run:
          objects.length < 2
            ? null
            : () => {
                context.anchorOn(null);
                view.drawObjects(objects);
              },
      },
    ],
    [pinAction(context, nodes), isolateAction(context, nodes), hideAction(context, nodes)],
    [
      zoomAction(context, nodes),
      {
        id: 'copy',
        label: ACTION.copyAddresses,
        icon: 'copy',
        run:
          addresses.length === 0
            ? null
            : () =>
                void exporting.copyText(addresses.join('\n'), ACTION.addresses(addresses.length)),
      },
    ],
  ];
}

export function findAction(
  groups: readonly (readonly SceneAction[])[],
  id: string,
): SceneAction | undefined {
  return groups.flat().find((action) => action.id === id);
}

/** An edit of the drawing during which a node stays where it is on screen. */
function editor({ anchorOn, actions }: ActionContext, anchor: string | null) {
  return (change: (request: SceneRequest) => SceneRequest) => () => {
    anchorOn(anchor);
    actions.view.editScene(change);
  };
}

function stubAction(context: ActionContext, node: SceneNode): SceneAction {
  const { omitted } = node;
  const page = Math.min(context.place.request.breadth, omitted?.count ?? 0);
  return {
    id: 'open',
    label: ACTION.drawMore(page, omitted?.count ?? 0),
    icon: omitted?.direction === 'referents' ? 'referents' : 'referrers',
    shortcut: '↵',
    run:
      omitted === null
        ? null
        : editor(
            context,
            omitted.of,
          )((old) => expandNode(old, omitted.of, omitted.direction, omitted.drawn)),
  };
}

function groupActions(context: ActionContext, node: SceneNode): readonly SceneAction[] {
  const { group, id } = node;
  if (group === null) return [];
  const edit = editor(context, id);
  const page = Math.min(context.place.request.breadth, group.count);
  const hasSpread = groupOf(context.place.request, id).spread > 0;
  return [
    {
      id: 'spread',
      label: ACTION.spread(page),
      icon: 'unfold',
      shortcut: '↵',
      run: edit((old) => spreadGroup(old, id, group.total)),
    },
    {
      id: 'gather',
      label: ACTION.gather,
      icon: 'group',
      shortcut: 'G',
      run: hasSpread ? edit((old) => gatherGroup(old, id)) : null,
    },
    {
      id: 'table',
      label: ACTION.listAll(group.count),
      icon: 'table',
      shortcut: 'T',
      run: () => context.openTable(node),
    },
  ];
}

function expansion(
  context: ActionContext,
  node: SceneNode,
  direction: 'referrers' | 'referents',
): SceneAction {
  const missing = node.undrawn[direction];
  const drawn = drawnNeighbours(context.scene, node.id, direction);
  return {
    id: direction,
    label: ACTION.showMore(direction, missing),
    icon: direction,
    shortcut: direction === 'referrers' ? '+' : '*',
    run:
      missing === 0
        ? null
        : editor(context, node.id)((old) => expandNode(old, node.id, direction, drawn)),
  };
}

function pinAction(context: ActionContext, nodes: readonly SceneNode[]): SceneAction {
  const objects = nodes.flatMap((node) =>
    node.node === null ? [] : [{ ...node, node: node.node }],
  );
  const arePinned = objects.length > 0 && objects.every(({ isPinned }) => isPinned);
  const { origin } = context.scene;
  const edit = editor(context, nodes[0]?.id ?? null);
  return {
    id: 'pin',
    label: arePinned ? ACTION.unpin : ACTION.pin,
    icon: 'pin',
    shortcut: 'P',
    isOn: arePinned,
    run:
      objects.length === 0
        ? null
        : edit((old) =>
            arePinned
              ? unpin(
                  old,
                  objects.map(({ node }) => node),
                )
              : pin(
                  old,
                  objects.map(({ node, x, y }) => ({ node, x: x - origin.x, y: y - origin.y })),
                ),
          ),
  };
}

function isolateAction(context: ActionContext, nodes: readonly SceneNode[]): SceneAction {
  const ids = nodes.filter(({ omitted }) => omitted === null).map(({ id }) => id);
  const { isolated } = context.place.request;
  const isOn = isolated?.kind === 'around' && isolated.ids.join() === ids.join();
  const one = nodes.length === 1;
  return {
    id: 'isolate',
    label: isOn ? ACTION.showEverything : one ? ACTION.isolateOne : ACTION.isolateMany,
    icon: 'isolate',
    shortcut: 'I',
    isOn,
    run:
      ids.length === 0
        ? null
        : editor(
            context,
            ids[0] ?? null,
          )((old) => isolateFocus(old, isOn ? null : { kind: 'around', ids })),
  };
}

function hideAction(context: ActionContext, nodes: readonly SceneNode[]): SceneAction {
  const { focus } = context.place.request;
  const ids = nodes
    .filter(({ node, omitted }) => omitted === null && !(node !== null && focus.includes(node)))
    .filter((node) => node.group === null || !node.isFocus)
    .map(({ id }) => id);
  const neighbour = context.scene.edges.find(
    ({ source, target }) => ids.includes(source) !== ids.includes(target),
  );
  const anchor =
    neighbour === undefined
      ? null
      : ids.includes(neighbour.source)
        ? neighbour.target
        : neighbour.source;
  return {
    id: 'hide',
    label: ACTION.hide,
    icon: 'hide',
    shortcut: 'Del',
    run: ids.length === 0 ? null : editor(context, anchor)((old) => hide(old, ids)),
  };
}

/** What can be done with all that is of a node's type. */
function typeActions(context: ActionContext, { id, type, title }: SceneNode): SceneAction[] {
  if (type === '') return [];
  const edit = editor(context, id);
  const { request } = context.place;
  const name = title.replace(/^[\d,]+ × /, '');
  const one = (
    kind: 'drop' | 'fold' | 'merge' | 'chain',
    label: string,
    icon: IconName,
  ): SceneAction => ({
    id: kind,
    label,
    icon,
    run: hasTransform(request, { kind, type })
      ? null
      : edit((old) => addTransform(old, { kind, type })),
  });
  return [
    one('drop', ACTION.drop(name), 'hide'),
    one('fold', ACTION.foldAll(name), 'collapse'),
    one('merge', ACTION.merge(name), 'group'),
    one('chain', ACTION.chain(name), 'path'),
  ];
}

function zoomAction(context: ActionContext, nodes: readonly SceneNode[]): SceneAction {
  return {
    id: 'zoom',
    label: ACTION.zoom,
    icon: 'fit',
    shortcut: 'F',
    run: () => context.zoomTo(new Set(nodes.map(({ id }) => id))),
  };
}
