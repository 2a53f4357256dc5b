"""Opens what `xclip tag --format fiftyone -o labels.json` wrote in FiftyOne: python fiftyone_import.py labels.json [NAME].

Run it where `tag` ran, since paths are as they were typed there.
"""

import json
import os
import sys

import fiftyone as fo


def from_dir_arguments(path: str) -> dict:
    """What `Dataset.from_dir` takes. FiftyOne knows videos by their paths without an extension; with a dot behind them, ours
    keep theirs, so that a.mp4 and a.webm are two."""
    with open(path, encoding="utf-8") as file:
        videos = json.load(file)["labels"]
    return {
        "dataset_type": fo.types.FiftyOneTemporalDetectionDataset,
        "labels_path": os.path.abspath(path),
        "data_path": {f"{video}.": os.path.abspath(video) for video in videos},
        "label_field": "xclip",
    }


if __name__ == "__main__":
    name = sys.argv[2] if len(sys.argv) > 2 else None
    dataset = fo.Dataset.from_dir(name=name, persistent=name is not None, **from_dir_arguments(sys.argv[1]))
    print(dataset)
    fo.launch_app(dataset).wait()
