import { withShown } from '../../state/store/column-preferences.ts';
import { TABLE } from '../strings-objects.ts';
import { Popover } from './popover.tsx';
import type { Column } from './table-columns.ts';
import { isShown } from './table-columns.ts';
import { useColumnPreferences } from './use-column-preferences.ts';

interface ColumnPickerProps {
  readonly tableId: string;
  readonly columns: readonly Pick<Column<never, string>, 'id' | 'header' | 'isExtra'>[];
}

/** Which columns a table shows, and the way back to its own choice. */
export function ColumnPicker({ tableId, columns }: ColumnPickerProps) {
  const [taste, change] = useColumnPreferences(tableId);
  return (
    <Popover name={TABLE.columns} icon="columns">
      {() => (
        <div className="column-picker">
          <fieldset>
            <legend>{TABLE.columns}</legend>
            {columns.map((column, index) => (
              <label key={column.id} className="check">
                <input
                  type="checkbox"
                  checked={index === 0 || isShown(column, taste)}
                  disabled={index === 0}
                  onChange={(event) => {
                    const { checked } = event.currentTarget;
                    change((old) => withShown(old, column.id, checked));
                  }}
                />
                {column.header}
              </label>
            ))}
          </fieldset>
          <p className="muted">{TABLE.resizeHint}</p>
          <button type="button" className="button" onClick={() => change(null)}>
            {TABLE.reset}
          </button>
        </div>
      )}
    </Popover>
  );
}
