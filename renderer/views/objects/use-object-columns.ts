import { useMemo } from 'react';
import { MAX_RETAINED_SOON } from '../../../shared/protocol/limits.ts';
import { fieldsNamed } from '../../../shared/query/edit.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { Most } from './columns.tsx';
import { objectColumns } from './columns.tsx';

/** Under which the columns of each table are remembered. */
export const TYPES_TABLE = 'types';
export const OBJECTS_TABLE = 'objects';

/** What tables of the whole dump need to know of it. */
export function useDumpSize(): { readonly bytes: number; readonly isRetainedCheap: boolean } {
  const { cuts } = useReadyTab();
  const overview = useAnswer('overview', { cuts });
  return {
    bytes: overview.value?.shallowBytes ?? 0,
    isRetainedCheap: (overview.value?.objects ?? 0) <= MAX_RETAINED_SOON,
  };
}

/** The columns of the table of objects of the open dump, under a filter. */
export function useObjectColumns(
  where: string,
  attributes: readonly string[],
  isOneType = false,
  most: Most | null = null,
) {
  const { isRetainedCheap } = useDumpSize();
  const by = most?.by ?? null;
  const bytes = most?.bytes ?? 0;
  return useMemo(
    () =>
      objectColumns(fieldsNamed(where, OBJECT_FIELDS), isRetainedCheap, attributes, {
        isOneType,
        most: by === null ? null : { by, bytes },
      }),
    [where, isRetainedCheap, attributes, isOneType, by, bytes],
  );
}
