"""Training clips: rendered, encoded and decoded once, then cut anew for every batch."""

import tempfile
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch

from clips import decode, sample_frame_indices
from model import make_processor
from render import FRAMES, encode, make_scene
from vocabulary import LABELS, MOTIONS, OBJECTS, Label

# Mostly the default of one frame after the other, sometimes every second one.
RATES = (1, 1, 1, 2)
REVERSED = {
    "moving left": "moving right",
    "moving right": "moving left",
    "moving up": "moving down",
    "moving down": "moving up",
    "growing": "shrinking",
    "shrinking": "growing",
}
MIRRORED = {"moving left": "moving right", "moving right": "moving left"}


@dataclass(frozen=True)
class Batch:
    """Sampled windows: frames uint8 [B, T, 3, side, side], path [B, T, 3] of x, y and radius,
    and the indices of objects and motions [B]."""

    frames: torch.Tensor
    path: torch.Tensor
    objects: torch.Tensor
    motions: torch.Tensor


@dataclass(frozen=True)
class Stills:
    """Single frames, each of another clip: the same, without T and motions."""

    frames: torch.Tensor
    path: torch.Tensor
    objects: torch.Tensor


@dataclass(frozen=True)
class Pool:
    """Whole clips, preprocessed; clip `i` shows label `i % len(LABELS)`."""

    frames: np.ndarray
    path: np.ndarray

    def __len__(self) -> int:
        return len(self.frames)

    def stills(self, size: int, rng: np.random.RandomState) -> Stills:
        """Random frames of random clips."""
        clips = rng.randint(len(self), size=size)
        moments = rng.randint(FRAMES, size=size)
        objects = [OBJECTS.index(LABELS[clip % len(LABELS)].object) for clip in clips]
        return Stills(
            torch.from_numpy(self.frames[clips, moments]),
            torch.from_numpy(self.path[clips, moments]).float(),
            torch.tensor(objects),
        )

    def windows(self, size: int, rng: np.random.RandomState) -> Batch:
        """Random windows of random clips, some mirrored, run backwards or at a coarser rate."""
        return self._batch(rng.randint(len(self), size=size), rng, augment=True)

    def one_window_each(self) -> Batch:
        """A window of every clip, as the tool would sample it."""
        return self._batch(np.arange(len(self)), np.random.RandomState(0), augment=False)

    def _batch(self, clips: np.ndarray, rng: np.random.RandomState, augment: bool) -> Batch:
        frames, path, objects, motions = zip(*(self._window(clip, rng, augment) for clip in clips))
        return Batch(
            torch.from_numpy(np.stack(frames)),
            torch.from_numpy(np.stack(path)).float(),
            torch.tensor(objects),
            torch.tensor(motions),
        )

    def _window(
        self, clip: int, rng: np.random.RandomState, augment: bool
    ) -> tuple[np.ndarray, np.ndarray, int, int]:
        label = LABELS[clip % len(LABELS)]
        motion = label.motion
        indices = sample_frame_indices(FRAMES, rng.choice(RATES) if augment else 1, rng)
        if augment and rng.rand() < 0.5:
            indices, motion = indices[::-1], REVERSED.get(motion, motion)
        frames, path = self.frames[clip, indices], self.path[clip, indices]
        if augment and rng.rand() < 0.5:
            motion = MIRRORED.get(motion, motion)
            frames, path = frames[..., ::-1], path * [-1, 1, 1] + [1, 0, 0]
        return frames, path, OBJECTS.index(label.object), MOTIONS.index(motion)


def render_pool(size: int, first_seed: int) -> Pool:
    """Renders `size` clips on all cores, seeded from `first_seed` on."""
    jobs = [(LABELS[i % len(LABELS)], first_seed + i) for i in range(size)]
    with get_context("spawn").Pool() as workers:
        frames, paths = zip(*workers.starmap(_render_clip, jobs, chunksize=16))
    return Pool(np.stack(frames), np.stack(paths))


def _render_clip(label: Label, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The frames of one clip, after a trip through the codec, and its path."""
    scene = make_scene(label, seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "clip.mp4")
        encode(scene, file)
        return _preprocess(decode(file)), scene.path


def _preprocess(frames: list[np.ndarray]) -> np.ndarray:
    """Frames resized and cropped, but still bytes: uint8 [T, 3, side, side]."""
    return np.stack(make_processor()(frames, do_rescale=False, do_normalize=False)["pixel_values"][0])
