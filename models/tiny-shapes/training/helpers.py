"""Heads that tell the towers what to look at during training; they are dropped afterwards."""

import torch
from torch import nn
from torch.nn.functional import cross_entropy, mse_loss

from vocabulary import COLOURS, MOTIONS, SHAPES

GEOMETRY_WEIGHT = 3.0
# These bring the numbers to regress to about unit size.
PATH_SCALE = 5.0
TRAVEL_SCALE = 10.0


class FrameHelper(nn.Module):
    """Reads off a frame's embedding what it shows, where and how large."""

    def __init__(self, frame_size: int):
        super().__init__()
        self.colour = nn.Linear(frame_size, len(COLOURS))
        self.shape = nn.Linear(frame_size, len(SHAPES))
        self.geometry = nn.Linear(frame_size, 3)

    def loss(self, frames: torch.Tensor, objects: torch.Tensor, path: torch.Tensor) -> torch.Tensor:
        """`frames` is [N, frame_size], `objects` [N], `path` [N, 3]."""
        return (
            cross_entropy(self.colour(frames), objects // len(SHAPES))
            + cross_entropy(self.shape(frames), objects % len(SHAPES))
            + GEOMETRY_WEIGHT * mse_loss(self.geometry(frames), PATH_SCALE * (path - 0.5))
        )


class VideoHelper(nn.Module):
    """Reads off a video's embedding how its shape moved and grew."""

    def __init__(self, video_size: int):
        super().__init__()
        self.motion = nn.Linear(video_size, len(MOTIONS))
        self.travel = nn.Linear(video_size, 3)

    def loss(self, videos: torch.Tensor, motions: torch.Tensor, path: torch.Tensor) -> torch.Tensor:
        """`videos` is [B, video_size], `motions` [B], `path` [B, T, 3]."""
        travel = path[:, -1] - path[:, 0]
        return cross_entropy(self.motion(videos), motions) + mse_loss(
            self.travel(videos), TRAVEL_SCALE * travel
        )
