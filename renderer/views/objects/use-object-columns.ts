import { useMemo } from 'react';
import { MAX_RETAINED_SOON } from '../../../shared/protocol/limits.ts';
import { fieldsNamed } from '../../../shared/query/edit.ts';
import { OBJECT_FIELDS } from '../../../shared/query/fields.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
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
export function useObjectColumns(where: string, attributes: readonly string[]) {
  const { isRetainedCheap } = useDumpSize();
  return useMemo(
    () => objectColumns(fieldsNamed(where, OBJECT_FIELDS), isRetainedCheap, attributes),
    [where, isRetainedCheap, attributes],
  );
}
