"""The program of X-CLIP's documentation page, kept in memory: PyAV loop, XCLIPProcessor, XCLIPModel.

    python peer.py CHECKPOINT {fp32,bf16,compile}

Reads a request a line ({"videos": [...], "labels": [...], "seed": 0, "most_seconds": 10}), runs the page's code on one
video after the other, and answers with a line: how many it did and the seconds of each step.
"""

import json
import os
import sys
import time

import av
import numpy as np
import torch
from transformers import XCLIPModel, XCLIPProcessor


def read_video_pyav(container, indices):
    """As on the page."""
    frames = []
    container.seek(0)
    start_index = indices[0]
    end_index = indices[-1]
    for i, frame in enumerate(container.decode(video=0)):
        if i > end_index:
            break
        if i >= start_index and i in indices:
            frames.append(frame)
    return np.stack([x.to_ndarray(format="rgb24") for x in frames])


def sample_frame_indices(clip_len, frame_sample_rate, seg_len):
    """As on the page."""
    converted_len = int(clip_len * frame_sample_rate)
    end_idx = np.random.randint(converted_len, seg_len)
    start_idx = end_idx - converted_len
    indices = np.linspace(start_idx, end_idx, num=clip_len)
    indices = np.clip(indices, start_idx, end_idx - 1).astype(np.int64)
    return indices


class Program:
    def __init__(self, checkpoint: str, mode: str) -> None:
        self.processor = XCLIPProcessor.from_pretrained(checkpoint)
        self.model = XCLIPModel.from_pretrained(checkpoint).eval()
        self.clip_len = self.model.config.vision_config.num_frames
        self.is_bf16 = mode == "bf16"
        self.run = torch.compile(self.model) if mode == "compile" else self.model

    def tag(self, path: str, labels: list[str], seed: int) -> tuple[float, float, float, float]:
        """Times before and after each step."""
        started = time.perf_counter()
        np.random.seed(seed)
        with av.open(path) as container:
            indices = sample_frame_indices(self.clip_len, 1, container.streams.video[0].frames)
            video = read_video_pyav(container, indices)
        decoded = time.perf_counter()
        inputs = self.processor(text=labels, videos=list(video), return_tensors="pt", padding=True)
        processed = time.perf_counter()
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.is_bf16):
            outputs = self.run(**inputs)
            outputs.logits_per_video.softmax(dim=1).tolist()
        return started, decoded, processed, time.perf_counter()

    def answer(self, request: dict) -> dict:
        steps = {"decode": 0.0, "processor": 0.0, "model": 0.0}
        began = time.perf_counter()
        cpu_began = time.process_time()
        clips = 0
        for path in request["videos"]:
            started, decoded, processed, done = self.tag(path, request["labels"], request["seed"])
            steps["decode"] += decoded - started
            steps["processor"] += processed - decoded
            steps["model"] += done - processed
            clips += 1
            if done - began > request["most_seconds"]:
                break
        elapsed = time.perf_counter() - began
        return {"clips": clips, "seconds": elapsed, "cpu_seconds": time.process_time() - cpu_began, "steps": steps}


def main() -> None:
    # The answers' channel is ours alone: libraries print where they like.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    program = Program(*sys.argv[1:3])
    versions = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    backend = type(program.processor.image_processor).__name__
    print(json.dumps({"ready": True, **versions, "image_processor": backend}), file=answers, flush=True)
    for line in sys.stdin:
        try:
            answer = program.answer(json.loads(line))
        except Exception as error:  # the bench says which peer failed and goes on
            answer = {"error": f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
