import { useMemo } from 'react';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectColumns } from './columns.tsx';

/** Under which the columns of each table are remembered. */
export const TYPES_TABLE = 'types';
export const OBJECTS_TABLE = 'objects';

/** The columns of the table of objects of the open dump. */
export function useObjectColumns() {
  const { cuts } = useReadyTab();
  const overview = useAnswer('overview', { cuts });
  const objects = overview.value?.objects ?? 0;
  return useMemo(() => objectColumns(objects), [objects]);
}
