"""Whatever a server does, it costs its own source only: each fault of the scenes, side by side with a good feed."""

import resource
import sys
from datetime import timedelta

import pytest

from tests.journeys.desk import Desk, Entry
from tests.servers.scenes import FAULTS

HOUR = timedelta(hours=1)
GOOD = Entry(guid="h1", title="West pier to close", text="The ferry landing on the west side closes in May.")
SLOW = {"/slow-headers.xml", "/slow-body.xml"}
"""These take a poll's whole time: `tests/http/test_client.py` has them with a shorter one."""
WORDS = {
    "/reset.xml": "ends the connection without an answer",
    "/reset-body.xml": "its body breaks off before the end",
    "/silent.xml": "ends the connection without an answer",
    "/half.xml": "its body breaks off before the end",
    "/half-chunk.xml": "its body breaks off before the end",
    "/length.xml": "something that is not HTTP",
    "/lengths.xml": "something that is not HTTP",
    "/bad-gzip.xml": "cannot be decompressed",
    "/half-gzip.xml": "its body breaks off before the end",
    "/bomb-gzip.xml": "is larger than 32 MiB",
    "/bomb-br.xml": "is larger than 32 MiB",
    "/bomb-zstd.xml": "is larger than 32 MiB",
    "/loop.xml": "more than 5 times",
    "/circle.xml": "more than 5 times",
    "/circle-2.xml": "more than 5 times",
    "/no-http.xml": "something that is not HTTP",
    "/headers.xml": "headers beyond all measure",
    "/many-headers.xml": "headers beyond all measure",
}
MEGABYTE = 1024  # ru_maxrss counts kilobytes


def show_faults(desk: Desk, *paths: str) -> None:
    """Let each of these faults be a source of its own."""
    for path in paths:
        desk.outlet.answers[path] = FAULTS[path].answer
        desk.sources[path[1:-4]] = {"url": desk.outlet.url(path)}


async def test_each_fault_is_one_plain_line_and_the_rest_is_published(desk: Desk) -> None:
    """The operator reads what is wrong with each; the reader reads the good one; nothing breaks."""
    desk.carry("harbour", GOOD)
    show_faults(desk, *(FAULTS.keys() - SLOW))
    report = await desk.round()
    said = {poll.source: poll.problems for poll in report.polls}
    assert said["harbour"] == ()
    for path, words in WORDS.items():
        assert len(said[path[1:-4]]) == 1, path
        assert words in said[path[1:-4]][0]
    assert [entry.title for entry in desk.feed().entries] == ["West pier to close"]


@pytest.mark.parametrize("path", sorted(FAULTS.keys() - SLOW))
async def test_fault_loses_nothing_and_is_over_with_the_first_good_answer(desk: Desk, path: str) -> None:
    """What the source brought before stays, is asked for with what it gave us, and its next item comes in."""
    desk.carry("harbour", GOOD)
    await desk.round()
    good = desk.outlet.answers["/harbour.xml"]
    desk.outlet.answers |= {path: FAULTS[path].answer, "/harbour.xml": FAULTS[path].answer}
    (poll,) = (await desk.round(after=HOUR)).polls
    assert poll.problems
    assert [entry.title for entry in desk.feed().entries] == ["West pier to close"]
    desk.outlet.answers["/harbour.xml"] = good
    (poll,) = (await desk.round(after=HOUR)).polls
    assert (poll.problems, poll.is_unchanged) == ((), True)


async def test_bombs_of_every_kind_at_once_stay_bounded(desk: Desk) -> None:
    """Twelve bodies of 100 megabytes in a few bytes: each is given up at its cap, also when all come together."""
    for number in range(4):
        for path in ("/bomb-gzip.xml", "/bomb-br.xml", "/bomb-zstd.xml"):
            desk.outlet.answers[path] = FAULTS[path].answer
            desk.sources[f"{path[1:-4]}-{number}"] = {"url": desk.outlet.url(path, f"127.0.0.{number + 1}")}
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = await desk.round()
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / MEGABYTE
    sys.stdout.write(f"twelve bombs: peak memory grew by {grown:.0f} MB\n")
    assert all(poll.problems for poll in report.polls)
    assert grown < 12 * 3 * 32
