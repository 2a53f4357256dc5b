"""What the tiny-shapes model knows: every sentence is a colour, a shape and a motion."""

from dataclasses import dataclass

COLOURS = ("red", "green", "blue", "yellow", "purple")
SHAPES = ("circle", "square", "triangle")
MOTIONS = (
    "moving left",
    "moving right",
    "moving up",
    "moving down",
    "growing",
    "shrinking",
    "standing still",
)
# What may stand around a label.
PROMPTS = ("{}", "a video of {}")


@dataclass(frozen=True)
class Label:
    """One sentence, kept as its three parts."""

    colour: str
    shape: str
    motion: str

    @property
    def object(self) -> str:
        """The noun phrase alone: `a red circle`."""
        return f"a {self.colour} {self.shape}"

    @property
    def sentence(self) -> str:
        """The whole label: `a red circle moving left`."""
        return f"{self.object} {self.motion}"

    @property
    def file_stem(self) -> str:
        """The sentence as a file name: `a-red-circle-moving-left`."""
        return self.sentence.replace(" ", "-")


LABELS = tuple(
    Label(colour, shape, motion) for colour in COLOURS for shape in SHAPES for motion in MOTIONS
)
OBJECTS = tuple(f"a {colour} {shape}" for colour in COLOURS for shape in SHAPES)
SENTENCES = tuple(label.sentence for label in LABELS)
