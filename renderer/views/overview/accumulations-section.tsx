import { formatBytes } from '../../../shared/base/units.ts';
import type { Cause } from '../../../shared/protocol/cause-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { ACCUMULATIONS } from '../strings.ts';
import { BidiIsolate } from '../widgets/bidi-isolate.tsx';
import { CodeText } from '../widgets/code-text.tsx';
import { CausePlaces } from './cause-places.tsx';
import type { WholeAnswer } from './use-whole-answer.ts';

const SHOWN = 5;

/** The caches, lists and single objects that hold most of the memory in use. */
export function AccumulationsSection({ answer }: { readonly answer: WholeAnswer }) {
  const { value } = answer;
  // What is looked for, what failed and what to ask for stands at the top of the page.
  if (value === null) return null;
  const places = value.places.slice(0, SHOWN);
  return (
    <section className="panel" aria-labelledby="accumulations-title">
      <div className="panel-head">
        <h2 id="accumulations-title">{ACCUMULATIONS.title}</h2>
        <span className="muted">{ACCUMULATIONS.subtitle}</span>
      </div>
      {places.length === 0 ? (
        <p className="panel-empty">{ACCUMULATIONS.none}</p>
      ) : (
        <ul className="accumulation-list">
          {places.map((place) => (
            <li key={`${place.holder} ${place.sentence}`}>
              <Accumulation
                place={place}
                isOfResident={value.account !== null}
                isSaid={place.sentence === value.headline}
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

interface AccumulationProps {
  readonly place: Cause;
  readonly isOfResident: boolean;
  /** The headline is about it: what to do, and where, stands there. */
  readonly isSaid: boolean;
}

function Accumulation({ place, isOfResident, isSaid }: AccumulationProps) {
  const { view } = useActions();
  const drawn = place.example ?? place.holderObject;
  return (
    <>
      <button
        type="button"
        className="accumulation"
        onClick={() => {
          if (drawn !== null) view.drawObject({ node: drawn.node, name: objectName(drawn) });
        }}
      >
        <span className="accumulation-what truncate" title={place.holder}>
          <bdi className="mono">
            <BidiIsolate text={place.holder} />
          </bdi>
        </span>
        <span className="accumulation-bytes">{formatBytes(place.bytes)}</span>
        <span className="accumulation-place truncate">
          <BidiIsolate text={place.subjects.join(', ')} />
        </span>
        <span className="accumulation-share muted">
          {ACCUMULATIONS.share(place.share, isOfResident)}
        </span>
        <span className="share" aria-hidden="true">
          <span style={{ width: `${100 * place.share}%` }} />
        </span>
        {!isSaid && place.advice !== '' && (
          <span className="accumulation-advice">
            <CodeText text={place.advice} />
          </span>
        )}
      </button>
      {!isSaid && <CausePlaces places={place.places} />}
    </>
  );
}
