import './states.css';
import { NO_CYCLES } from '../strings-states.ts';
import { Icon } from '../widgets/icons.tsx';

/** Good news, said once and quietly; with cuts in force, that they may hide some. */
export function NoCycles({ areCut }: { readonly areCut: boolean }) {
  return (
    <div className="nothing good">
      <Icon name="check" size={22} />
      <strong>{NO_CYCLES.title}</strong>
      <p>{areCut ? NO_CYCLES.cut : NO_CYCLES.none}</p>
    </div>
  );
}
