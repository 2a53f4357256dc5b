/** Labels for trying a model out: any will do, as long as they are the same everywhere. */
export const SYNTHETIC_LABELS = ['playing sports', 'eating spaghetti', 'go shopping'];

/**
 * A clip that needs no file, uint8 [numFrames, imageSize, imageSize, 3]: a texture that moves. The reference's numbers
 * for it are recorded by test/fixtures/make/known_logits.py, with the same formula.
 */
export function syntheticClip(numFrames: number, imageSize: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(numFrames * imageSize * imageSize * 3);
  let i = 0;
  for (let t = 0; t < numFrames; t++) {
    for (let y = 0; y < imageSize; y++) {
      for (let x = 0; x < imageSize; x++) {
        for (let c = 0; c < 3; c++) pixels[i++] = 7 * x + 13 * y + 29 * c + 31 * t + ((x * y) % 251);
      }
    }
  }
  return pixels;
}
