import { useMemo } from 'react';
import type {
  DominatedRow,
  DominatedTypeRow,
  DominatorMap,
  InnerTile,
} from '../../../shared/protocol/dominator-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { DominatorsPlace } from '../../state/view/view-state.ts';

interface NamedObject {
  readonly node: number;
  readonly type: string;
  readonly address: string;
}

export interface Drill {
  /** Into what a piece of the map stands for; nothing while the map is not there. */
  open(tile: InnerTile): void;
  openObject(row: DominatedRow): void;
  openType(row: DominatedTypeRow): void;
  /** To an object of the chain above, or with null to the top. */
  to(object: NamedObject | null): void;
  /** To what this is a part of; undefined at the top. */
  readonly up: (() => void) | undefined;
}

/** Moving up and down the dominator tree; every step is one of the window's history. */
export function useDrill(place: DominatorsPlace, map: DominatorMap | null): Drill {
  const { view } = useActions();
  return useMemo(() => {
    const to = (object: NamedObject | null) => {
      const named = object === null ? null : { node: object.node, name: objectName(object) };
      view.navigate({ ...place, object: named, type: null }, named);
    };
    /** What holds nothing has no level of its own to show: the inspector tells of it. */
    const into = (object: NamedObject, holds: number) => {
      if (holds > 0) to(object);
      else view.select({ node: object.node, name: objectName(object) });
    };
    const toType = (index: number, name: string) =>
      view.navigate({ ...place, type: { index, name } });
    const isTop = place.object === null && place.type === null;
    return {
      to,
      open(tile) {
        if (map === null) return;
        if (tile.node !== null) into({ ...tile, node: tile.node }, tile.dominates);
        else if (tile.typeIndex !== null) toType(tile.typeIndex, tile.type);
      },
      openObject: (row) => into(row, row.dominates),
      openType: (row) => toType(row.typeIndex, row.type),
      up: isTop
        ? undefined
        : () => {
            if (map === null) return;
            if (place.type === null) to(map.chain.at(-2) ?? null);
            else view.navigate({ ...place, type: null });
          },
    };
  }, [view, place, map]);
}
