/** What `from_pretrained` is called with. Types alone, so that those who import them import nothing else. */

/** How far the download of one file is. */
export interface DownloadProgress {
  /** name in the repository */
  readonly file: string;
  /** bytes here so far, with those of earlier runs */
  readonly bytesDone: number;
  /** size of the file in bytes */
  readonly bytesTotal: number;
}

/** An AbortSignal, by what is used of it: TypeScript knows its name only beside a browser's types or Node's. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  throwIfAborted(): void;
}

/** How `from_pretrained` finds a checkpoint. */
export interface PretrainedOptions {
  /** branch, tag or commit; `main` if undefined. Only a Hub id has revisions. */
  readonly revision?: string | undefined;
  /** never use the network; HF_HUB_OFFLINE does the same */
  readonly offline?: boolean | undefined;
  /** the same as `offline`, under transformers' name */
  readonly local_files_only?: boolean | undefined;
  /** ask the Hub whether a branch has moved, even if a complete copy is cached */
  readonly refresh?: boolean | undefined;
  /** called for every chunk that arrives; throttling is the caller's */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** told what the user should know though nothing failed */
  readonly onNotice?: ((message: string) => void) | undefined;
  /** stops a download; what came is kept for the next run */
  readonly signal?: StopSignal | undefined;
}

/** What models run on: more is to come. */
export type Device = 'cpu';

/** What models compute in: more is to come. */
export type Precision = 'fp32';

/**
 * What a text token gets that may look at nothing, such as padding before the text: nothing at all (`sdpa`, the
 * reference's default), or the mean over all tokens (`eager`). No other result depends on it.
 */
export type AttentionImplementation = 'sdpa' | 'eager';

/** How `from_pretrained` opens a model. */
export interface ModelOptions extends PretrainedOptions {
  /** `cpu` if undefined */
  device?: Device | undefined;
  /** `fp32` if undefined; the weights' own type does not matter */
  precision?: Precision | undefined;
  /** cores for inference; all if undefined */
  threads?: number | undefined;
  /** `sdpa` if undefined */
  attn_implementation?: AttentionImplementation | undefined;
}
