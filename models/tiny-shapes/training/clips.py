"""Clips as the model sees them: decoded, sampled and cut as transformers documents it for X-CLIP."""

from pathlib import Path

import av
import numpy as np

CLIP_LENGTH = 8


def decode(path: Path) -> list[np.ndarray]:
    """All frames of a video, as RGB arrays."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def sample_frame_indices(frame_count: int, rate: int, rng: np.random.RandomState) -> np.ndarray:
    """The documented sampling: a random window of `CLIP_LENGTH * rate` frames."""
    window = CLIP_LENGTH * rate
    end = rng.randint(window, frame_count)
    start = end - window
    indices = np.linspace(start, end, num=CLIP_LENGTH)
    return np.clip(indices, start, end - 1).astype(np.int64)
