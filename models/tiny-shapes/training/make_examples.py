"""Renders `examples/`: a few clips that training never saw, and the labels to ask about."""

from pathlib import Path

from render import EXAMPLES_SEED, encode, make_scene
from vocabulary import Label

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
SHOWN = (
    Label("red", "circle", "moving left"),
    Label("purple", "square", "moving right"),
    Label("green", "triangle", "moving up"),
    Label("blue", "circle", "moving down"),
    Label("blue", "square", "growing"),
    Label("yellow", "triangle", "growing"),
    Label("yellow", "circle", "shrinking"),
    Label("purple", "triangle", "shrinking"),
    Label("red", "triangle", "standing still"),
    Label("green", "square", "standing still"),
)
# Each differs from a clip's label in one part only.
DISTRACTORS = (
    Label("red", "circle", "moving right"),
    Label("red", "square", "moving left"),
    Label("blue", "triangle", "moving up"),
    Label("blue", "square", "shrinking"),
    Label("yellow", "triangle", "standing still"),
    Label("purple", "square", "moving down"),
)


def main() -> None:
    clips = EXAMPLES / "clips"
    clips.mkdir(parents=True, exist_ok=True)
    for number, label in enumerate(SHOWN):
        encode(make_scene(label, EXAMPLES_SEED + number), clips / f"{label.file_stem}.mp4")
    sentences = [label.sentence for label in (*SHOWN, *DISTRACTORS)]
    (EXAMPLES / "labels.txt").write_text("".join(f"{sentence}\n" for sentence in sentences))


if __name__ == "__main__":
    main()
