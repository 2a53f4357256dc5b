import { availableParallelism } from 'node:os';
import type { Checkpoint } from '../../xclip/checkpoint/checkpoint.js';
import { GraphHost } from '../../xclip/runtime/inference-thread.js';
import type { SessionSource } from '../../xclip/runtime/session.js';

export interface TowerGraph {
  /** the same whenever `build` would build the same */
  name: string;
  build: (checkpoint: Checkpoint) => Uint8Array<ArrayBuffer>;
}

/** What the model classes run of a checkpoint, in fp32 on the CPU. */
export class TowerGraphs extends GraphHost<TowerGraph> {
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly threads: number = availableParallelism(),
  ) {
    super();
  }

  protected override nameOf({ name }: TowerGraph): string {
    return name;
  }

  protected override sourceOf({ build }: TowerGraph): SessionSource {
    const { checkpoint, threads } = this;
    return { model: build(checkpoint), weightsFolder: checkpoint.folder, threads };
  }
}
