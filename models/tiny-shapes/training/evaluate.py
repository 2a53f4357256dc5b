"""Measures the model on fresh clips: `python evaluate.py` with transformers, `--cli` with this tool.

`--render --folder FOLDER` only renders them, for `xclip eval FOLDER/manifest.csv`.
"""

import argparse
import csv
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from transformers import AutoTokenizer, VideoMAEImageProcessorPil, XCLIPModel

from clips import decode, sample_frame_indices
from render import EVALUATION_SEED, encode, make_scene
from vocabulary import LABELS, SENTENCES, Label

MODEL_FOLDER = Path(__file__).resolve().parents[1]
REPOSITORY = MODEL_FOLDER.parents[1]


@dataclass(frozen=True)
class FreshClip:
    """A rendered file and what it shows."""

    path: Path
    label: Label


def render_clips(folder: Path, count: int, first_seed: int) -> list[FreshClip]:
    """Renders `count` clips, going round the labels, and lists them in `manifest.csv`."""
    clips = []
    for number in range(count):
        label = LABELS[number % len(LABELS)]
        clip = FreshClip(folder / f"{number:04}-{label.file_stem}.mp4", label)
        encode(make_scene(label, first_seed + number), clip.path)
        clips.append(clip)
    write_manifest(folder / "manifest.csv", clips)
    return clips


def write_manifest(path: Path, clips: list[FreshClip]) -> None:
    """Writes the `video,label` pairs."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["video", "label"])
        writer.writerows([clip.path.name, clip.label.sentence] for clip in clips)


@torch.inference_mode()
def ask_transformers(clips: list[FreshClip], seed: int) -> list[str]:
    """The reference's first answer for each clip."""
    model = XCLIPModel.from_pretrained(MODEL_FOLDER).eval()
    processor = VideoMAEImageProcessorPil.from_pretrained(MODEL_FOLDER)
    texts = AutoTokenizer.from_pretrained(MODEL_FOLDER)(list(SENTENCES), padding=True, return_tensors="pt")
    answers = []
    for clip in clips:
        frames = decode(clip.path)
        indices = sample_frame_indices(len(frames), rate=1, rng=np.random.RandomState(seed))
        window = processor([frames[i] for i in indices], return_tensors="pt")
        best = model(**window, **texts).logits_per_video.argmax().item()
        answers.append(SENTENCES[best])
    return answers


def ask_cli(clips: list[FreshClip], seed: int) -> list[str]:
    """This project's first answer for each clip, with its default flags."""
    command = ["node", "bin/run.js", "tag", clips[0].path.parent, "--format", "jsonl", "--top-k", "1"]
    command += ["--model", MODEL_FOLDER, "--labels", MODEL_FOLDER / "labels.txt", "--seed", str(seed)]
    run = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    records = [json.loads(line) for line in run.stdout.splitlines()]
    answers = {Path(record["video"]).name: record["labels"][0]["label"] for record in records}
    return [answers[clip.path.name] for clip in clips]


def report(clips: list[FreshClip], answers: list[str]) -> None:
    """Prints the wrong answers, and the shares of right sentences, objects and motions."""
    by_sentence = {label.sentence: label for label in LABELS}
    pairs = [(clip.label, by_sentence[answer]) for clip, answer in zip(clips, answers, strict=True)]
    for clip, (truth, answer) in zip(clips, pairs, strict=True):
        if truth != answer:
            print(f"{clip.path.name}: {answer.sentence}")
    for part in ("sentence", "object", "motion"):
        right = sum(getattr(truth, part) == getattr(answer, part) for truth, answer in pairs)
        print(f"{part}: {right} of {len(pairs)} right ({right / len(pairs):.1%})")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cli", action="store_true", help="ask `xclip tag` instead of transformers")
    parser.add_argument("--render", action="store_true", help="only render the clips and their manifest.csv")
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--first-clip", type=int, default=EVALUATION_SEED, help="seed of the first clip")
    parser.add_argument("--seed", type=int, default=0, help="of the sampling, as in `xclip tag --seed`")
    parser.add_argument("--folder", type=Path, help="keep the clips here")
    arguments = parser.parse_args()
    if arguments.render and arguments.folder is None:
        parser.error("--render needs a --folder to keep the clips in")
    return arguments


def main() -> None:
    arguments = parse_arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        clips = render_clips(folder, arguments.clips, arguments.first_clip)
        if arguments.render:
            return
        ask = ask_cli if arguments.cli else ask_transformers
        report(clips, ask(clips, arguments.seed))


if __name__ == "__main__":
    main()
