"""Renders clips that tiny-shapes knows, for shortlist-recall.mjs: so many of each of its 105 labels.

    python bench/python/render_shapes.py FOLDER [CLIPS_PER_LABEL]
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "models/tiny-shapes/training"))

from render import encode, make_scene  # noqa: E402
from vocabulary import LABELS  # noqa: E402

# Beyond the seeds of training, validation and evaluation.
FIRST_SEED = 4_000_000

folder = Path(sys.argv[1])
clips_per_label = int(sys.argv[2]) if len(sys.argv) > 2 else 20
folder.mkdir(parents=True, exist_ok=True)
for place, label in enumerate(LABELS):
    for clip in range(clips_per_label):
        seed = FIRST_SEED + place * clips_per_label + clip
        encode(make_scene(label, seed), folder / f"{label.file_stem}-{seed}.mp4")
