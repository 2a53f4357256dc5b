/** Which clip a row of a feature store is. */
export interface ClipPlace {
  video: string;
  /** 0-based number of the clip inside its video */
  clip: number;
  /** presentation times of the first and the last sampled frame */
  startSeconds: number;
  endSeconds: number;
  /** the stretch that the clip stands for, from the video's first frame; undefined for a clip of the whole video */
  span?: { startSeconds: number; endSeconds: number };
}

/** A row of a feature store: what the scorer needs of a clip, and which clip it is. */
export interface StoredClip extends ClipPlace {
  frameIndices: number[];
  notes: string[];
  /** [projectionDim] */
  embedding: Float32Array<ArrayBuffer>;
  /** little-endian fp16 [patches, projectionDim]; undefined in a store without context */
  context: Uint8Array<ArrayBuffer> | undefined;
}
