"""Draws clips of one coloured shape in motion, and writes them as H.264.

A clip is a function of its label and its seed. Geometry is in units of the centre crop's side, the
only part of the picture the model sees: (0, 0) is the crop's top left corner, (1, 1) its bottom right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageDraw

from vocabulary import Label

FRAMES = 24
FRAMES_PER_SECOND = 12
CANVASES = ((112, 112), (128, 96), (96, 128), (160, 120))
SUPERSAMPLING = 4

# Seeds of the three sets never meet: training counts up from 0.
VALIDATION_SEED = 500_000
EVALUATION_SEED = 1_000_000
EXAMPLES_SEED = 2_000_000

SHADES = {
    "red": (220, 35, 35),
    "green": (40, 175, 60),
    "blue": (40, 80, 225),
    "yellow": (235, 215, 50),
    "purple": (150, 45, 185),
}
SIDES = {"triangle": 3, "square": 4}
DIRECTIONS = {
    "moving left": (-1.0, 0.0),
    "moving right": (1.0, 0.0),
    "moving up": (0.0, -1.0),
    "moving down": (0.0, 1.0),
}
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Scene:
    """All that is random in a clip. `path` is [FRAMES, 3]: centre x, centre y and radius per frame."""

    shape: str
    colour: Colour
    background: Colour
    canvas: tuple[int, int]
    path: np.ndarray


def make_scene(label: Label, seed: int) -> Scene:
    """Chooses the scene that `label` and `seed` stand for."""
    rng = np.random.default_rng(seed)
    return Scene(
        shape=label.shape,
        colour=_jitter(SHADES[label.colour], rng),
        background=tuple(int(c) for c in rng.integers(0, 60, size=3)),
        canvas=CANVASES[rng.integers(len(CANVASES))],
        path=_make_path(label.motion, rng),
    )


def _jitter(colour: Colour, rng: np.random.Generator) -> Colour:
    """A shade near `colour`."""
    return tuple(int(c) for c in np.clip(colour + rng.integers(-20, 21, size=3), 0, 255))


def _make_path(motion: str, rng: np.random.Generator) -> np.ndarray:
    """Centre and radius of every frame; the shape never leaves the crop."""
    time = np.linspace(0.0, 1.0, FRAMES)[:, None]
    if motion in DIRECTIONS:
        radius = rng.uniform(0.13, 0.20)
        travel = np.array(DIRECTIONS[motion]) * rng.uniform(0.42, 0.60)
        reach = radius + np.abs(travel) / 2
        middle = rng.uniform(reach, 1 - reach)
        centre, radii = middle + travel * (time - 0.5), np.full_like(time, radius)
    elif motion == "standing still":
        radius = rng.uniform(0.13, 0.28)
        centre, radii = _resting_place(radius, rng), np.full_like(time, radius)
    else:
        small, large = rng.uniform(0.10, 0.14), rng.uniform(0.29, 0.36)
        first, last = (small, large) if motion == "growing" else (large, small)
        centre, radii = _resting_place(large, rng), first + (last - first) * time
    return np.hstack([np.broadcast_to(centre, (FRAMES, 2)), radii])


def _resting_place(radius: float, rng: np.random.Generator) -> np.ndarray:
    """A centre from which a shape of `radius` fits into the crop."""
    return rng.uniform(radius, 1 - radius, size=2)


def draw_frames(scene: Scene) -> Iterator[Image.Image]:
    """The scene's frames, antialiased."""
    size = np.array(scene.canvas) * SUPERSAMPLING
    side = size.min()
    corner = (size - side) / 2
    for x, y, radius in scene.path:
        image = Image.new("RGB", tuple(size.tolist()), scene.background)
        _draw_shape(image, scene, corner + np.array([x, y]) * side, radius * side)
        yield image.reduce(SUPERSAMPLING)


def _draw_shape(image: Image.Image, scene: Scene, centre: np.ndarray, radius: float) -> None:
    """Draws the shape into the circle of `radius` around `centre`."""
    draw = ImageDraw.Draw(image)
    if scene.shape == "circle":
        draw.circle(centre.tolist(), radius, fill=scene.colour)
    else:
        circle = (*centre.tolist(), radius)
        draw.regular_polygon(circle, SIDES[scene.shape], fill=scene.colour)


def encode(scene: Scene, path: Path) -> None:
    """Writes the scene as H.264 (yuv420p, index in front), as phones and browsers do."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND)
        stream.width, stream.height = scene.canvas
        stream.pix_fmt = "yuv420p"
        stream.thread_count = 1
        stream.options = {"crf": "20", "preset": "veryfast"}
        for image in draw_frames(scene):
            container.mux(stream.encode(av.VideoFrame.from_image(image)))
        container.mux(stream.encode())
