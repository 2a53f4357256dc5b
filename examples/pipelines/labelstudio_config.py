"""The labelling configuration for what `xclip tag --format labelstudio` wrote: python labelstudio_config.py tasks.json."""

import json
import sys
from xml.sax.saxutils import quoteattr


def config_of(tasks: list) -> str:
    regions = (region for task in tasks for prediction in task["predictions"] for region in prediction["result"])
    labels = sorted({label for region in regions for label in region["value"]["timelinelabels"]})
    lines = "\n".join(f"    <Label value={quoteattr(label)}/>" for label in labels)
    return f"""<View>
  <TimelineLabels name="timelineLabels" toName="video">
{lines}
  </TimelineLabels>
  <Video name="video" value="$video" frameRate="$fps"/>
</View>"""


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print(config_of(json.load(file)))
