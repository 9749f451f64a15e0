import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { DominatorMap } from '../../../shared/protocol/dominator-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { DominatorsPlace } from '../../state/view/view-state.ts';
import { VIEW_NAMES } from '../strings.ts';
import { DOMINATORS_VIEW } from '../strings-dominators.ts';
import { Segmented } from '../widgets/controls.tsx';
import { formatShare } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';
import type { Drill } from './use-drill.ts';
import { useDrill } from './use-drill.ts';

interface HeadProps {
  readonly place: DominatorsPlace;
  readonly map: DominatorMap | null;
}

/** Where in the tree one is, how much that is, and how it is put together. */
export function DominatorsHead({ place, map }: HeadProps) {
  const { view } = useActions();
  const drill = useDrill(place, map);
  return (
    <>
      <div className="view-head">
        <h1>{VIEW_NAMES.dominators}</h1>
        <Segmented
          label={DOMINATORS_VIEW.putTogether}
          value={place.type === null ? place.by : 'object'}
          options={[
            { value: 'type', label: DOMINATORS_VIEW.byType },
            { value: 'object', label: DOMINATORS_VIEW.byObject },
          ]}
          onChange={(by) => view.navigate({ ...place, by, type: null })}
        />
        <span className="spacer" />
        {map !== null && <Totals map={map} />}
      </div>
      <Chain place={place} map={map} drill={drill} />
      {map !== null && map.basis !== '' && (
        <p className="dominators-basis">
          <Icon name="unknown" size={13} />
          {map.basis}
        </p>
      )}
    </>
  );
}

function Totals({ map }: { readonly map: DominatorMap }) {
  const share =
    map.retainedBytes === map.totalBytes
      ? ''
      : DOMINATORS_VIEW.ofTheDump(formatShare(map.retainedBytes, map.totalBytes));
  return (
    <span className="muted">
      <b className="dominators-bytes">{formatBytes(map.retainedBytes)}</b>
      {share} · {DOMINATORS_VIEW.atThisLevel(map.count)}
    </span>
  );
}

/** The way from the top to here: each of these holds the next one alone. */
function Chain({ place, map, drill }: HeadProps & { readonly drill: Drill }) {
  const chain = map?.chain ?? [];
  // Until the answer is there, what was opened is known by name.
  const pending = map === null || chain.at(-1)?.node !== place.object?.node;
  const last = place.type === null ? chain.length - 1 : chain.length;
  return (
    <nav className="dominators-chain" aria-label={DOMINATORS_VIEW.above}>
      <ol>
        <li>
          <Step
            name={DOMINATORS_VIEW.all}
            isHere={place.object === null && place.type === null}
            onGo={() => drill.to(null)}
          />
        </li>
        {(pending ? [] : chain).map((row, at) => (
          <li key={row.node}>
            <Icon name="forward" size={10} />
            {at === 1 && map !== null && map.chainOmitted > 0 && (
              <>
                <span className="muted">{DOMINATORS_VIEW.more(map.chainOmitted)}</span>
                <Icon name="forward" size={10} />
              </>
            )}
            <Step
              name={objectName(row)}
              tip={row.preview}
              isHere={at === last}
              onGo={() => drill.to(row)}
            />
          </li>
        ))}
        {pending && place.object !== null && (
          <li>
            <Icon name="forward" size={10} />
            <span className="here truncate">{place.object.name}</span>
          </li>
        )}
        {place.type !== null && (
          <li>
            <Icon name="forward" size={10} />
            <Step
              name={DOMINATORS_VIEW.only(shortTypeName(place.type.name))}
              isHere
              onGo={() => undefined}
            />
          </li>
        )}
      </ol>
    </nav>
  );
}

interface StepProps {
  readonly name: string;
  readonly tip?: string;
  readonly isHere: boolean;
  readonly onGo: () => void;
}

function Step({ name, tip, isHere, onGo }: StepProps) {
  if (isHere) {
    return (
      <span className="here truncate" aria-current="true" title={tip}>
        {name}
      </span>
    );
  }
  return (
    <button type="button" className="truncate" title={tip} onClick={onGo}>
      {name}
    </button>
  );
}
