import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { Family } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName, shortAddress } from '../../state/view/object-name.ts';
import { objectsWhere } from '../../state/view/view-state.ts';
import { FAMILY } from '../strings-cycles.ts';
import { HELD_PATHS } from '../strings-objects.ts';
import { Icon } from '../widgets/icons.tsx';
import { BreakAdvice } from './break-advice.tsx';

/** What one family is about: numbers, members, what to break, exemplars. */
export function FamilyDetail({ family }: { readonly family: Family }) {
  const { view, draw } = useActions();
  const first = family.exemplars[0];
  return (
    <div className="family-detail">
      <p className="family-detail-facts">
        <span>
          <b>{formatCount(family.count)}</b> {FAMILY.cycles(family.count)}
        </span>
        <span>
          <b>{formatCount(family.objects)}</b> {FAMILY.objects}
        </span>
        <span>
          <b>{formatBytes(family.shallowBytes)}</b> {FAMILY.own}
        </span>
        {family.retainedBytes !== null && (
          <span>
            <b>{formatBytes(family.retainedBytes)}</b> {FAMILY.retained}
          </span>
        )}
        <span>
          <b>{formatCount(family.culprit.count)}</b> {shortTypeName(family.culprit.type)}
        </span>
      </p>
      <div className="family-actions">
        {first !== undefined && (
          <button
            type="button"
            className="button primary"
            onClick={() =>
              view.drawObject({ node: first.node, name: objectName(first) }, { showCycle: true })
            }
          >
            <Icon name="graph" />
            {FAMILY.drawOne}
          </button>
        )}
        {family.culprit.count > 1 && (
          <button
            type="button"
            className="button"
            onClick={() =>
              void draw.drawQuery({
                where: '',
                typeIndex: null,
                familyId: family.id,
                sort: 'shallowSize',
                descending: true,
              })
            }
          >
            <Icon name="group" />
            {FAMILY.drawAll}
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() =>
            view.navigate(objectsWhere({ family: { id: family.id, name: family.text } }))
          }
        >
          <Icon name="objects" />
          {FAMILY.listAll}
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            view.navigate(
              objectsWhere({ family: { id: family.id, name: family.text }, held: true }),
            )
          }
        >
          <Icon name="path" />
          {HELD_PATHS.ask}
        </button>
      </div>
      <BreakAdvice family={family} />
      {family.exemplars.length > 0 && (
        <ul className="exemplars" aria-label={FAMILY.exemplars}>
          {family.exemplars.map((object) => (
            <li key={object.node}>
              <button
                type="button"
                className="exemplar"
                onClick={() =>
                  view.drawObject(
                    { node: object.node, name: objectName(object) },
                    { showCycle: true },
                  )
                }
              >
                {shortTypeName(object.type)}
                <span className="mono muted">{shortAddress(object.address)}</span>
                <span className="muted truncate">{object.preview}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
