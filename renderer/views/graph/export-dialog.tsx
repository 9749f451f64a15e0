import { useState } from 'react';
import { svgSize } from '../../../shared/base/raster-size.ts';
import { sceneQuestion } from '../../state/drawing/scene-edits.ts';
import { useActions, useAppState, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useTheme } from '../../state/react/theme.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { GraphPlace } from '../../state/view/view-state.ts';
import { BUTTON } from '../strings.ts';
import { EXPORT } from '../strings-export.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';
import { Modal } from '../widgets/overlays.tsx';
import type { ExportChoices } from './export-choices.ts';
import { engineOptions, firstChoices, isWidthWrong, widthOf } from './export-choices.ts';
import { ExportFields } from './export-fields.tsx';
import { ExportPreview } from './export-preview.tsx';
import type { Picture, PictureSize } from './use-picture.ts';
import { usePicture } from './use-picture.ts';

export function ExportDialog() {
  const { place } = useEntry();
  return place.view === 'graph' ? <ExportForm place={place} /> : null;
}

/** What goes out of a drawing, and how it will look: what is shown is what is saved and copied. */
function ExportForm({ place }: { readonly place: GraphPlace }) {
  const { window, export: exporting } = useActions();
  const { cuts } = useReadyTab();
  const theme = useTheme(useAppState((state) => state.persisted.theme));
  const [choices, setChoices] = useState(() => firstChoices(theme));
  const isPng = choices.format === 'png';
  const isWrong = isWidthWrong(choices);
  const options = engineOptions(choices);
  const made = useAnswer('export', { ...sceneQuestion(place.request, cuts), options });
  const drawing = made.isStale || isWrong ? null : made.value;
  const picture = usePicture(isPng ? (drawing?.text ?? null) : null, pictureSize(choices));
  const isReady = isPng ? picture.raster !== null : drawing !== null;
  const close = () => window.show('none');
  const save = () => {
    if (drawing === null) return;
    close();
    if (picture.raster !== null) void exporting.savePicture(picture.raster, drawing.suggestedName);
    else void exporting.exportDrawing(options);
  };
  const copy = () => {
    if (picture.raster !== null) void exporting.copyPicture(picture.raster);
    else if (drawing !== null) void exporting.copyText(drawing.text, EXPORT.theDrawing);
  };
  return (
    <Modal title={EXPORT.title} className="export" onClose={close}>
      <div className="export-columns">
        <ExportFields
          choices={choices}
          onChange={(changed) => setChoices((old) => ({ ...old, ...changed }))}
          size={isPng ? pictureWords(picture) : sizeWords(drawing?.text ?? '')}
        />
        <div className="export-preview" aria-busy={!isReady && !isWrong}>
          {made.error !== null ? (
            <Failure error={made.error} onRetry={made.retry} />
          ) : (
            !isWrong && <ExportPreview written={made.value} picture={isPng ? picture : null} />
          )}
        </div>
      </div>
      <div className="state-buttons">
        <button type="button" className="button primary large" disabled={!isReady} onClick={save}>
          <Icon name="download" />
          {BUTTON.save}
        </button>
        <button type="button" className="button large" disabled={!isReady} onClick={copy}>
          <Icon name="copy" />
          {BUTTON.copy}
        </button>
        <button type="button" className="button quiet large" onClick={close}>
          {BUTTON.cancel}
        </button>
      </div>
    </Modal>
  );
}

function pictureSize(choices: ExportChoices): PictureSize {
  const width = widthOf(choices);
  if (width !== null) return { width };
  return { scale: choices.pngSize === 'width' ? 1 : Number(choices.pngSize) };
}

function pictureWords({ raster }: Picture): string {
  return raster === null ? '' : EXPORT.pixels(raster.width, raster.height);
}

/** How large a written SVG says it is; '' for other texts. */
function sizeWords(text: string): string {
  const page = /<svg\b[^>]*?\bwidth="(\d+)mm" height="(\d+)mm"/.exec(text);
  if (page !== null) return EXPORT.page(Number(page[1]), Number(page[2]));
  const { width, height } = svgSize(text);
  return width === 0 ? '' : EXPORT.pixels(width, height);
}
