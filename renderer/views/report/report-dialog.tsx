import './report.css';
import { useState } from 'react';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { useMarks } from '../../state/react/use-marks.ts';
import { BUTTON } from '../strings.ts';
import { REPORT } from '../strings-report.ts';
import { Icon } from '../widgets/icons.tsx';
import { Modal } from '../widgets/overlays.tsx';

/** Families that can be chosen by name; of the others the command line makes reports. */
const LISTED = 50;

/** What goes into a report on the dump in view. */
export function ReportDialog() {
  const { window, export: exporting } = useActions();
  const { cuts } = useReadyTab();
  const { place } = useEntry();
  const marks = useMarks();
  const [familyId, setFamilyId] = useState(place.view === 'cycles' ? place.familyId : null);
  const [redact, setRedact] = useState(false);
  const [withNotes, setWithNotes] = useState(true);
  const cycles = useAnswer('cycles', { cuts, type: '', offset: 0, limit: LISTED });
  const close = () => window.show('none');
  return (
    <Modal title={REPORT.title} onClose={close}>
      <form
        className="report-options"
        onSubmit={(event) => {
          event.preventDefault();
          close();
          void exporting.saveReport({ familyId, redact, withNotes });
        }}
      >
        <p className="muted">{REPORT.what}</p>
        <label className="report-about">
          <span>{REPORT.about}</span>
          <select
            className="select"
            value={familyId ?? ''}
            onChange={({ currentTarget: { value } }) =>
              setFamilyId(value === '' ? null : Number(value))
            }
          >
            <option value="">{REPORT.whole}</option>
            {(cycles.value?.families ?? []).map((family) => (
              <option key={family.id} value={family.id}>
                {`#${family.id + 1} ${family.text}`}
              </option>
            ))}
          </select>
        </label>
        <fieldset>
          <legend>{REPORT.content}</legend>
          <label>
            <input
              type="checkbox"
              checked={redact}
              onChange={(event) => setRedact(event.currentTarget.checked)}
            />
            {REPORT.redact}
          </label>
          <label>
            <input
              type="checkbox"
              disabled={marks.length === 0}
              checked={withNotes && marks.length > 0}
              onChange={(event) => setWithNotes(event.currentTarget.checked)}
            />
            {REPORT.notes(marks.length)}
          </label>
        </fieldset>
        <div className="state-buttons">
          <button type="submit" className="button primary large">
            <Icon name="download" />
            {REPORT.save}
          </button>
          <button type="button" className="button quiet large" onClick={close}>
            {BUTTON.cancel}
          </button>
        </div>
      </form>
    </Modal>
  );
}
