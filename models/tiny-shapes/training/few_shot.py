"""What `xclip tag --examples` gains on names the text tower never saw: `python few_shot.py`.

Renders clips of eight classes with invented names, some as examples and some as tests, and asks the tool
with no example, and with one to eight a class.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from pathlib import Path

from evaluate import MODEL_FOLDER, REPOSITORY
from render import encode, make_scene
from vocabulary import Label

FIRST_SEED = 4_000_000
CLASSES = {
    "a dax": Label("red", "circle", "moving left"),
    "a wug": Label("green", "square", "moving up"),
    "a blick": Label("blue", "triangle", "growing"),
    "a fep": Label("yellow", "circle", "standing still"),
    "a toma": Label("purple", "square", "shrinking"),
    "a zib": Label("red", "triangle", "moving right"),
    "a mip": Label("blue", "circle", "moving down"),
    "a gorp": Label("green", "triangle", "standing still"),
}


def render_clips(folder: Path, per_class: int, first_seed: int) -> list[tuple[str, str]]:
    """Renders clips of every class; gives (file name, class name) pairs, class by class in turn."""
    folder.mkdir(parents=True)
    rows = []
    for number in range(per_class * len(CLASSES)):
        name = list(CLASSES)[number % len(CLASSES)]
        file = f"{number:04}.mp4"
        encode(make_scene(CLASSES[name], first_seed + number), folder / file)
        rows.append((file, name))
    return rows


def write_examples(path: Path, rows: list[tuple[str, str]]) -> None:
    """Writes the CSV file that --examples takes."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["video", "label"])
        writer.writerows(rows)


def count_right(tests: Path, rows: list[tuple[str, str]], flags: list[str]) -> int:
    """How many of the test clips the tool names rightly."""
    labels = [part for name in CLASSES for part in ("--label", name)]
    command = ["node", "bin/run.js", "tag", str(tests), "--model", str(MODEL_FOLDER), *labels, *flags]
    run = subprocess.run(
        [*command, "--format", "jsonl", "--top-k", "1"], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True
    )
    records = [json.loads(line) for line in run.stdout.splitlines()]
    answers = {Path(record["video"]).name: record["labels"][0]["label"] for record in records}
    return sum(answers[file] == name for file, name in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", type=int, default=15, help="clips of each class")
    parser.add_argument("--shots", type=int, nargs="*", default=[1, 2, 4, 8])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        tests, examples = Path(temporary, "tests"), Path(temporary, "examples")
        test_rows = render_clips(tests, arguments.tests, FIRST_SEED)
        example_rows = render_clips(examples, max(arguments.shots), FIRST_SEED + 100_000)
        print(f"no examples: {count_right(tests, test_rows, [])} of {len(test_rows)} right")
        for shots in arguments.shots:
            file = examples / f"{shots}.csv"
            write_examples(file, example_rows[: shots * len(CLASSES)])
            right = count_right(tests, test_rows, ["--examples", str(file)])
            print(f"{shots} a class: {right} of {len(test_rows)} right")


if __name__ == "__main__":
    main()
