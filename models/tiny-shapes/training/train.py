"""Trains the tiny-shapes model and writes its folder: `python train.py`.

First the vision tower alone learns from single frames, which differ more than the frames of a few
clips do; then the whole model learns from windows of clips.
"""

import argparse
import math
import time
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from transformers import BatchEncoding, CLIPTokenizer, XCLIPModel

from build_tokenizer import build_tokenizer
from clips import CLIP_LENGTH
from helpers import FrameHelper, VideoHelper
from model import make_config, make_model, make_processor
from pool import Batch, Pool, render_pool
from render import VALIDATION_SEED
from vocabulary import LABELS, MOTIONS, OBJECTS, PROMPTS, SENTENCES

MODEL_FOLDER = Path(__file__).resolve().parents[1]
STILLS_PER_STEP = 64
STILLS_LEARNING_RATE = 1e-3
CLIPS_PER_STEP = 24
CLIPS_LEARNING_RATE = 5e-4
WARMUP_STEPS = 50
REPORT_EVERY = 100


class Normalizer:
    """The last step of the preprocessing, which the pool leaves out to keep its frames small."""

    def __init__(self) -> None:
        processor = make_processor()
        self.mean = torch.tensor(processor.image_mean).view(3, 1, 1) * 255
        self.std = torch.tensor(processor.image_std).view(3, 1, 1) * 255

    def __call__(self, frames: torch.Tensor) -> torch.Tensor:
        return (frames - self.mean) / self.std


class Optimizer:
    """AdamW with a short warm-up, then half a cosine down to nothing."""

    def __init__(self, modules: Iterable[nn.Module], learning_rate: float, steps: int):
        self.parameters = [parameter for module in modules for parameter in module.parameters()]
        self.adam = torch.optim.AdamW(self.parameters, lr=learning_rate, weight_decay=0.01)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.adam,
            lambda step: min(1, (step + 1) / WARMUP_STEPS) * (1 + math.cos(math.pi * step / steps)) / 2,
        )

    def step(self, loss: torch.Tensor) -> None:
        """Goes one step down the gradient of `loss`."""
        self.adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.adam.step()
        self.schedule.step()


def learn_frames(
    model: XCLIPModel, helper: FrameHelper, pool: Pool, steps: int, rng: np.random.RandomState
) -> None:
    """Trains the vision tower on single frames, packed into clips of unrelated ones."""
    vision, normalize = model.vision_model, Normalizer()
    optimizer = Optimizer([vision, helper], STILLS_LEARNING_RATE, steps)
    for step in range(1, steps + 1):
        stills = pool.stills(STILLS_PER_STEP, rng)
        embeds = vision(pixel_values=normalize(stills.frames)).pooler_output
        loss = helper.loss(embeds, stills.objects, stills.path)
        optimizer.step(loss)
        if step % REPORT_EVERY == 0:
            print(f"frames, step {step}: loss {loss.item():.3f}", flush=True)


def learn_clips(
    model: XCLIPModel,
    helper: FrameHelper,
    texts: list[BatchEncoding],
    pool: Pool,
    validation: Pool,
    steps: int,
    rng: np.random.RandomState,
) -> None:
    """Trains the whole model on windows of clips."""
    normalize, video_helper = Normalizer(), VideoHelper(model.projection_dim)
    optimizer = Optimizer([model, helper, video_helper], CLIPS_LEARNING_RATE, steps)
    started = time.monotonic()
    for step in range(1, steps + 1):
        batch = pool.windows(CLIPS_PER_STEP, rng)
        outputs = model(pixel_values=normalize(batch.frames), **texts[rng.randint(len(texts))])
        frames, video = outputs.vision_model_output.pooler_output, outputs.mit_output.pooler_output
        objects = batch.objects.repeat_interleave(CLIP_LENGTH)
        loss = (
            contrast(outputs.logits_per_video, batch)
            + helper.loss(frames, objects, batch.path.flatten(0, 1))
            + video_helper.loss(video, batch.motions, batch.path)
        )
        optimizer.step(loss)
        if step % REPORT_EVERY == 0:
            right = measure(model, validation, texts[0], normalize)
            seconds = time.monotonic() - started
            print(f"clips, step {step}, {seconds:.0f} s: loss {loss.item():.3f}, {right}", flush=True)


def tokenize_prompts(tokenizer: CLIPTokenizer) -> list[BatchEncoding]:
    """All sentences, then all objects, then all motions, once for each way to prompt."""
    texts = [*SENTENCES, *OBJECTS, *MOTIONS]
    return [
        tokenizer([prompt.format(text) for text in texts], padding=True, return_tensors="pt")
        for prompt in PROMPTS
    ]


def contrast(logits: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Cross-entropy over the sentences, the objects and the motions, each on its own."""
    sentences, objects, motions = logits.split([len(LABELS), len(OBJECTS), len(MOTIONS)], dim=1)
    return (
        cross_entropy(sentences, batch.objects * len(MOTIONS) + batch.motions)
        + cross_entropy(objects, batch.objects)
        + cross_entropy(motions, batch.motions)
    )


@torch.inference_mode()
def measure(model: XCLIPModel, pool: Pool, texts: BatchEncoding, normalize: Normalizer) -> str:
    """The shares of the pool's clips whose sentence, object and motion come out right."""
    batch = pool.one_window_each()
    logits = model(pixel_values=normalize(batch.frames), **texts).logits_per_video
    answers = logits[:, : len(LABELS)].argmax(dim=1)
    objects = answers // len(MOTIONS) == batch.objects
    motions = answers % len(MOTIONS) == batch.motions
    shares = [right.float().mean().item() for right in (objects & motions, objects, motions)]
    return "sentences {:.1%}, objects {:.1%}, motions {:.1%}".format(*shares)


def save(model: XCLIPModel, folder: Path) -> None:
    """Writes the folder that from_pretrained reads.

    The tokenizer is a new one, since one that has been used would save its padding.
    """
    model.save_pretrained(folder)
    build_tokenizer().save_pretrained(folder)
    make_processor().save_pretrained(folder)
    (folder / "labels.txt").write_text("".join(f"{sentence}\n" for sentence in SENTENCES))


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=40 * len(LABELS), help="rendered for training")
    parser.add_argument("--frame-steps", type=int, default=1200)
    parser.add_argument("--clip-steps", type=int, default=1500)
    parser.add_argument("--output", type=Path, default=MODEL_FOLDER)
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = np.random.RandomState(0)
    pool = render_pool(arguments.clips, first_seed=0)
    validation = render_pool(len(LABELS), VALIDATION_SEED)
    tokenizer = build_tokenizer()
    model = make_model(make_config(tokenizer))
    helper = FrameHelper(model.vision_embed_dim)
    learn_frames(model, helper, pool, arguments.frame_steps, rng)
    texts = tokenize_prompts(tokenizer)
    learn_clips(model, helper, texts, pool, validation, arguments.clip_steps, rng)
    save(model, arguments.output)


if __name__ == "__main__":
    main()
