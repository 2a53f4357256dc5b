"""What `xclip tag` wrote, with pandas: python summarize.py tags.parquet (or .csv, or .jsonl)."""

import sys

import pandas


def read_tags(path: str) -> pandas.DataFrame:
    """A row a label, whatever the format."""
    if path.endswith(".parquet"):
        return pandas.read_parquet(path)
    if path.endswith(".csv"):
        # A label "NA" or "null" is a label.
        return pandas.read_csv(path, keep_default_na=False)
    clips = pandas.read_json(path, lines=True, dtype=False)
    clips = clips[clips.labels.str.len() > 0].explode("labels", ignore_index=True)
    labels = pandas.DataFrame(clips.pop("labels").tolist(), index=clips.index)
    tags = clips.drop(columns=["frame_indices", "notes"], errors="ignore").join(labels)
    keys = ["video", "clip", "set"] if "set" in tags else ["video", "clip"]
    tags["rank"] = tags.groupby(keys, dropna=False).cumcount() + 1
    return tags


if __name__ == "__main__":
    tags = read_tags(sys.argv[1])
    best = tags[tags["rank"] == 1]
    print(best.groupby("label").probability.agg(["count", "mean"]).sort_values(["count"], ascending=False, kind="stable"))
    print(tags.pivot_table(index="video", columns="label", values="probability", aggfunc="max").round(3))
