import type { CausePlace } from '../../../shared/protocol/cause-schemas.ts';
import { ANSWER } from '../strings-overview.ts';
import { SourceLines } from '../widgets/source-excerpt.tsx';
import { SourceLine } from '../widgets/source-places.tsx';

/** Where a cause is made or can be put right, the most telling first, with its lines if at hand. */
export function CausePlaces({ places }: { readonly places: readonly CausePlace[] }) {
  const [first] = places;
  if (first === undefined) return null;
  return (
    <>
      <p className="cause-places">
        {ANSWER.lookAt}{' '}
        {places.map((place, at) => (
          <span key={`${place.file}:${place.line} ${place.name}`}>
            {at > 0 && ', '}
            {place.name !== '' && place.name !== '<module>' && <code>{place.name} </code>}
            <SourceLine place={place} />
          </span>
        ))}
      </p>
      <SourceLines place={first} />
    </>
  );
}
