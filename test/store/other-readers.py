"""Reads a store and an array with what people read them with, as far as it is installed; prints what each saw as JSON.

    python other-readers.py STORE.parquet ARRAY.npy
"""

import importlib.util
import json
import sys

store, array = sys.argv[1:]
WIDTH = 3
seen = {}


def installed(*names):
    return all(importlib.util.find_spec(name) for name in names)


def summary(videos, clips, starts, indices, embeddings, contexts):
    return {
        "video": list(videos),
        "clip": [int(clip) for clip in clips],
        "start_s": [float(start) for start in starts],
        "frame_indices": [[int(index) for index in row] for row in indices],
        "embedding": [[float(value) for value in row[:WIDTH]] for row in embeddings],
        "widths": sorted({len(row) for row in embeddings}),
        "context": [bytes(context[:8]).hex() for context in contexts],
    }


COLUMNS = ["video", "clip", "start_s", "frame_indices", "embedding", "context"]

if installed("numpy"):
    import numpy as np

    rows = np.load(array, mmap_mode="r")
    seen["numpy"] = {"dtype": str(rows.dtype), "shape": rows.shape, "embedding": rows[:, :WIDTH].tolist()}

if installed("pandas", "pyarrow"):
    import pandas as pd

    frame = pd.read_parquet(store)
    seen["pandas"] = summary(*(frame[name] for name in COLUMNS))

if installed("pyarrow"):
    import pyarrow.parquet as pq

    table = pq.read_table(store).to_pydict()
    seen["pyarrow"] = summary(*(table[name] for name in COLUMNS))
    metadata = pq.read_metadata(store).metadata
    seen["metadata"] = {key.decode(): value.decode() for key, value in metadata.items()}

if installed("duckdb"):
    import duckdb

    found = duckdb.execute(f"select {', '.join(COLUMNS)} from read_parquet(?)", [store]).fetchall()
    seen["duckdb"] = summary(*zip(*found))

if installed("polars"):
    import polars as pl

    frame = pl.read_parquet(store)
    seen["polars"] = summary(*(frame[name].to_list() for name in COLUMNS))

print(json.dumps(seen))
