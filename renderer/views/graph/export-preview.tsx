import { useEffect, useState } from 'react';
import type { DumpResponse } from '../../../shared/protocol/channels.ts';
import { EXPORT } from '../strings-export.ts';
import { Nothing } from '../widgets/feedback.tsx';
import type { Picture } from './use-picture.ts';

/** More of a text than anybody reads in a preview. */
const PREVIEW_CHARACTERS = 4_000;

interface ExportPreviewProps {
  /** Null until it is written. */
  readonly written: DumpResponse<'export'> | null;
  /** Of PNG what it comes to; null for what the engine writes. */
  readonly picture: Picture | null;
}

/** The very result of an export, as far as there is room for it. */
export function ExportPreview({ written, picture }: ExportPreviewProps) {
  if (picture?.hasFailed === true) {
    return (
      <Nothing title={EXPORT.noPicture}>
        <p>{EXPORT.noPictureWhy}</p>
      </Nothing>
    );
  }
  if (written === null || picture?.raster === null) return <div className="busy-line" />;
  if (picture !== null) return <Image content={picture.raster.bytes} type="image/png" />;
  if (written.mediaType.startsWith('image/svg')) {
    return <Image content={written.text} type="image/svg+xml" />;
  }
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable.
  return <pre tabIndex={0}>{written.text.slice(0, PREVIEW_CHARACTERS)}</pre>;
}

/** As an image: scripts and references in an SVG, if there were any, would be dead. */
function Image({
  content,
  type,
}: {
  readonly content: string | Uint8Array<ArrayBuffer>;
  readonly type: string;
}) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [content, type]);
  return url === null ? null : <img src={url} alt={EXPORT.preview} />;
}
