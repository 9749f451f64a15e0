import { rasterScale, svgSize } from '../../../shared/base/raster-size.ts';

export interface Raster {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** An SVG drawing as a PNG, `scale` pixels to the CSS pixel as far as a canvas can hold that. */
export async function rasterise(svg: string, scale: number): Promise<Raster> {
  const size = svgSize(svg);
  const able = rasterScale(size.width, size.height, scale);
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = Math.max(1, Math.round(size.width * able));
    canvas.height = Math.max(1, Math.round(size.height * able));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
    if (picture === null) throw new Error('The browser could not make a picture of this size.');
    const bytes = new Uint8Array(await picture.arrayBuffer());
    return { bytes, width: canvas.width, height: canvas.height };
  } finally {
    URL.revokeObjectURL(url);
  }
}
