"""What the service and its children send each other arrives as it was."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from aggregator.ingest.frames import HEADER, Done, read_answer, read_length, write_frame
from aggregator.ingest.reading import Guide
from aggregator.ingest.understanding import read
from aggregator.model.poll import Body
from aggregator.model.source import Source

NOW = datetime(2026, 1, 7, 18, 31, tzinfo=UTC)
SOURCE = Source(id="post", url="https://post.example/feed", section="national", timezone="America/Vancouver")
SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.mark.parametrize("sample", sorted(SAMPLES.rglob("*.*")), ids=lambda path: path.name)
def test_reading_arrives_as_it_was_sent(sample: Path) -> None:
    """Nothing of an item, of a version or of a picture is lost on the way from a child."""
    reading = read(Body(url=SOURCE.url, content=sample.read_bytes()), SOURCE, guide=Guide(), now=NOW)
    frame = write_frame(Done(reading))
    answer = read_answer(frame[HEADER.size :])
    assert read_length(frame[: HEADER.size]) == len(frame) - HEADER.size
    assert repr(answer) == repr(Done(reading))
    assert answer == Done(reading)
