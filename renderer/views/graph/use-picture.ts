import { useEffect, useState } from 'react';
import { svgSize } from '../../../shared/base/raster-size.ts';
import type { Raster } from '../../state/actions/rasterise.ts';
import { rasterise } from '../../state/actions/rasterise.ts';

/** As a multiple of the drawing, or to a width in pixels. */
export type PictureSize = { readonly scale: number } | { readonly width: number };

export interface Picture {
  /** Null until it is made, and where it cannot be. */
  readonly raster: Raster | null;
  readonly hasFailed: boolean;
}

const NONE: Picture = { raster: null, hasFailed: false };

/** A drawing as a picture of pixels, made anew whenever it or its size changes; null asks for none. */
export function usePicture(svg: string | null, size: PictureSize): Picture {
  const wanted = 'scale' in size ? size.scale : null;
  const width = 'width' in size ? size.width : null;
  const key = `${wanted} ${width} ${svg}`;
  const [made, setMade] = useState<{ readonly key: string; readonly picture: Picture }>();
  useEffect(() => {
    if (svg === null) return;
    let isWanted = true;
    const done = (picture: Picture) => {
      if (isWanted) setMade({ key, picture });
    };
    const scale = wanted ?? (width ?? 0) / Math.max(1, svgSize(svg).width);
    rasterise(svg, scale).then(
      (raster) => done({ raster, hasFailed: false }),
      () => done({ raster: null, hasFailed: true }),
    );
    return () => {
      isWanted = false;
    };
  }, [svg, wanted, width, key]);
  // A picture of before is another one: it is never shown, saved or copied as this one.
  return made?.key === key ? made.picture : NONE;
}
