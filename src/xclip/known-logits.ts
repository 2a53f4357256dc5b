/**
 * The reference's logits of the synthetic clip, by SHA-256 of the weights: written by
 * test/fixtures/make/known_logits.py.
 */
export const KNOWN_LOGITS: Readonly<Record<string, readonly number[]>> = {
  fe09c272ca5447d1f3e8ba79e8394d20eb00ca17a0f6c3761dd534602af1572b: [-0.455752879, 1.74484432, -2.11378598], // tiny-shapes
};
