import { useCallback, useMemo, useState } from 'react';
import type { SceneEdge, SceneNode } from '../../../shared/scene/model/scene.ts';
import { useActions, useEntry } from '../../state/react/context.ts';
import { selectionOf } from './scene-actions.ts';
import type { SceneIndex } from './scene-words.ts';

/** What is selected in the drawing: nodes, or one reference. */
export interface Picked {
  readonly nodes: readonly SceneNode[];
  /** The one that was picked last: the keyboard goes on from it, the inspector shows it. */
  readonly active: SceneNode | null;
  readonly edge: SceneEdge | null;
  pickNode(id: string): void;
  /** Adds a node to what is selected, or takes it away. */
  toggleNode(id: string): void;
  pickMany(ids: readonly string[]): void;
  pickEdge(id: string): void;
  /** One step out: from a reference or several nodes to the active one, then to nothing. */
  release(): void;
}

interface Local {
  /** The object that the inspector followed when this was picked: another one replaces it. */
  readonly inspected: string | null;
  readonly ids: readonly string[];
  readonly edge: string | null;
}

/**
 * The selection of the drawing. The window knows one selected object, which the inspector follows;
 * groups, stubs, references and several nodes are the drawing's own affair.
 */
export function usePicked(index: SceneIndex): Picked {
  const { view } = useActions();
  const { selection } = useEntry();
  const inspected = selection === null ? null : `n${selection.node}`;
  const [local, setLocal] = useState<Local>({ inspected: null, ids: [], edge: null });
  const { ids, edge } = useMemo(
    () =>
      local.inspected === inspected
        ? local
        : { ids: inspected === null ? [] : [inspected], edge: null },
    [local, inspected],
  );
  const nodes = useMemo(
    () =>
      ids.flatMap((id) => {
        const node = index.nodes.get(id);
        return node === undefined ? [] : [node];
      }),
    [ids, index],
  );
  const active = nodes.at(-1) ?? null;

  const pick = useCallback(
    (next: readonly string[], nextEdge: string | null) => {
      const last = index.nodes.get(next.at(-1) ?? '');
      const object = last === undefined ? null : selectionOf(last);
      if (object !== null) view.select(object);
      setLocal({
        inspected: object === null ? inspected : `n${object.node}`,
        ids: next,
        edge: nextEdge,
      });
    },
    [index, inspected, view],
  );

  return {
    nodes,
    active,
    edge: edge === null ? null : (index.edges.get(edge) ?? null),
    pickNode: (id) => {
      if (index.nodes.has(id)) pick([id], null);
    },
    toggleNode: (id) => {
      const rest = ids.filter((other) => other !== id);
      pick(rest.length < ids.length ? rest : [...ids, id], null);
    },
    pickMany: (many) => {
      if (many.length > 0) pick(many, null);
    },
    pickEdge: (id) => {
      if (index.edges.get(id)?.isStub === false) pick(ids, id);
    },
    release: () => {
      if (edge !== null) pick(ids, null);
      else if (ids.length > 1 && active !== null) pick([active.id], null);
      else {
        view.select(null);
        setLocal({ inspected: null, ids: [], edge: null });
      }
    },
  };
}
