import './states.css';
import { useId, useState } from 'react';
import { useActions } from '../../state/react/context.ts';
import type { Situation } from '../strings-states.ts';
import { SITUATIONS, TAKE } from '../strings-states.ts';
import { Segmented } from '../widgets/controls.tsx';
import { CopyBlock } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

const OPTIONS = SITUATIONS.map(({ id, name }) => ({ value: id, label: name }));

/** How to come by a dump, wherever the program runs: three lines each, and the file they need. */
export function TakeADump() {
  const { export: exporting } = useActions();
  const [chosen, setChosen] = useState<Situation['id']>('script');
  const titleId = useId();
  return (
    <section className="start-card take" aria-labelledby={titleId}>
      <h2 id={titleId}>{TAKE.title}</h2>
      <Segmented label={TAKE.where} value={chosen} options={OPTIONS} onChange={setChosen} />
      <div className="take-ways">
        {SITUATIONS.map((situation) => (
          // All are there, one is seen: the card is as high as the highest, and stays so.
          <div
            key={situation.id}
            className={situation.id === chosen ? 'take-way' : 'take-way away'}
          >
            <p>{situation.what}</p>
            <CopyBlock text={situation.lines} what={TAKE.theLines} />
            <p className="take-note">{situation.note}</p>
          </div>
        ))}
      </div>
      <p className="take-file">
        {TAKE.file}
        <button type="button" className="button" onClick={() => void exporting.saveCollector()}>
          <Icon name="download" />
          {TAKE.save}
        </button>
      </p>
    </section>
  );
}
