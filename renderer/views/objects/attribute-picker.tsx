import type { ListedObject } from '../../../shared/protocol/object-schemas.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ObjectsPlace } from '../../state/view/view-state.ts';
import { MAX_ATTRIBUTES } from '../../state/view/view-state.ts';
import { VALUES } from '../strings-objects.ts';

/** Attributes that are offered: of more nobody finds one in a list. */
const OFFERED = 60;

interface AttributePickerProps {
  readonly place: ObjectsPlace;
  /** One of those that are listed: what it has is offered. */
  readonly example: ListedObject | null;
}

/** Attributes of the listed objects, as columns and to count them by. */
export function AttributePicker({ place, example }: AttributePickerProps) {
  const { view } = useActions();
  const { cuts } = useReadyTab();
  const contents = useAnswer(
    'contents',
    example === null ? null : { node: example.node, cuts, offset: 0, limit: OFFERED },
  );
  const { attributes, countBy } = place;
  const names = (contents.value?.rows ?? [])
    .filter(({ kind, name }) => name !== '' && (kind === 'attribute' || kind === 'item'))
    .map(({ name }) => name);
  const offered = [...new Set(names)].filter((name) => !attributes.includes(name));
  if (names.length === 0 && countBy === '') return null;
  return (
    <>
      {attributes.length < MAX_ATTRIBUTES && (
        <select
          className="select quiet"
          aria-label={VALUES.addColumn}
          value=""
          onChange={({ currentTarget: { value } }) =>
            view.refine({ ...place, attributes: [...attributes, value] })
          }
        >
          <option value="">{VALUES.add}</option>
          {offered.map((name) => (
            <option key={name} value={name}>
              {VALUES.named(name)}
            </option>
          ))}
        </select>
      )}
      <select
        className="select quiet"
        aria-label={VALUES.countBy}
        value={countBy}
        onChange={({ currentTarget: { value } }) => view.refine({ ...place, countBy: value })}
      >
        <option value="">{VALUES.countBy}</option>
        {[...new Set([...names, ...(countBy === '' ? [] : [countBy])])].map((name) => (
          <option key={name} value={name}>
            {VALUES.by(name)}
          </option>
        ))}
      </select>
    </>
  );
}
