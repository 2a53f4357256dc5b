import type { PictureData } from '../../../src/report/page-data.js';
import { el } from '../dom.js';

/** Some of a strip's frames, evenly, each a window onto the one picture. */
export function thumbnails(
  { frames, widthPixels, heightPixels, jpeg }: PictureData,
  most = Infinity,
): HTMLElement[] {
  const count = Math.min(most, frames.length);
  return Array.from({ length: count }, (_, i) => {
    const place = count === 1 ? 0 : Math.round((i * (frames.length - 1)) / (count - 1));
    const image = el('img', {
      src: `data:image/jpeg;base64,${jpeg}`,
      alt: `frame ${frames[place] ?? ''}`,
      class: 'thumbnail',
      draggable: 'false',
    });
    image.style.aspectRatio = `${widthPixels} / ${heightPixels}`;
    image.style.objectPosition = `${frames.length === 1 ? 0 : (place / (frames.length - 1)) * 100}% 50%`;
    return image;
  });
}
