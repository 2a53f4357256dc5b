"""Prints the median milliseconds of one clip through the reference's video half, fp32. Usage: clip_time_torch.py CHECKPOINT"""

import statistics
import sys
import time

import torch
from transformers import XCLIPModel


def main() -> None:
    model = XCLIPModel.from_pretrained(sys.argv[1]).float().eval()
    vision = model.config.vision_config
    pixels = torch.rand(1, vision.num_frames, 3, vision.image_size, vision.image_size)
    times = []
    with torch.inference_mode():
        for i in range(10):
            started = time.perf_counter()
            model.get_video_features(pixel_values=pixels)
            if i >= 3:
                times.append(1000 * (time.perf_counter() - started))
    print(statistics.median(times))


if __name__ == "__main__":
    main()
