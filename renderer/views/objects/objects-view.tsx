import './objects.css';
import '../cycles/cycles.css';
import { useEntry } from '../../state/react/context.ts';
import { ObjectList } from './object-list.tsx';
import { ObjectsHead } from './objects-head.tsx';
import { TypeList } from './type-list.tsx';

/** Types, then their instances: any number of rows, sorted and filtered by the engine. */
export function ObjectsView() {
  const { place, id } = useEntry();
  if (place.view !== 'objects') return null;
  return (
    <div className="objects">
      <ObjectsHead place={place} />
      {place.mode === 'types' ? (
        <TypeList key={id} place={place} />
      ) : (
        <ObjectList key={id} place={place} />
      )}
    </div>
  );
}
