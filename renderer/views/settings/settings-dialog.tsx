import './settings.css';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useActions, useAppState } from '../../state/react/context.ts';
import { DRAWN_DEPTH } from '../../state/store/persisted.ts';
import { SETTINGS } from '../strings-settings.ts';
import { Segmented, Stepper } from '../widgets/controls.tsx';
import { Modal } from '../widgets/overlays.tsx';
import { SourceSection } from './source-section.tsx';

/** What is chosen once and kept: looks, sizes, drawings, and where the source lies. */
export function SettingsDialog() {
  const { window: actions } = useActions();
  const { theme, contrast, byteUnits, drawDepth } = useAppState((state) => state.persisted);
  // The units that this window began with, and that its answers are told in.
  const [unitsAtFirst] = useState(byteUnits);
  const close = () => actions.show('none');
  return (
    <Modal title={SETTINGS.title} onClose={close} className="settings">
      <Part title={SETTINGS.looks}>
        <Segmented
          label={SETTINGS.theme}
          value={theme}
          options={(['system', 'light', 'dark'] as const).map((value) => ({
            value,
            label: SETTINGS.themes[value],
          }))}
          onChange={actions.setTheme}
        />
        <label className="settings-check">
          <input
            type="checkbox"
            checked={contrast === 'more'}
            onChange={(event) =>
              actions.setContrast(event.currentTarget.checked ? 'more' : 'system')
            }
          />
          {SETTINGS.contrast}
        </label>
      </Part>
      <Part title={SETTINGS.numbers}>
        <Segmented
          label={SETTINGS.units}
          value={byteUnits}
          options={[
            { value: 'decimal', label: SETTINGS.decimal },
            { value: 'binary', label: SETTINGS.binary },
          ]}
          onChange={actions.setByteUnits}
        />
        {byteUnits !== unitsAtFirst && (
          <p className="settings-reload">
            <span className="muted">{SETTINGS.reloadFor}</span>{' '}
            <button type="button" className="text-link" onClick={() => location.reload()}>
              {SETTINGS.reload}
            </button>
          </p>
        )}
      </Part>
      <Part title={SETTINGS.drawing}>
        <Stepper
          name={SETTINGS.depth}
          tip={SETTINGS.depthTip}
          value={drawDepth}
          min={DRAWN_DEPTH.min}
          max={DRAWN_DEPTH.max}
          onChange={actions.setDrawDepth}
        />
      </Part>
      <Part title={SETTINGS.source}>
        <SourceSection />
      </Part>
      <div className="state-buttons">
        <button type="button" className="button primary" onClick={close}>
          {SETTINGS.done}
        </button>
      </div>
    </Modal>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="settings-part" aria-label={title}>
      <h3>{title}</h3>
      <div className="settings-choices">{children}</div>
    </section>
  );
}
