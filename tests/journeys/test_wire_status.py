"""What an agency says in the metadata of its own files holds for the story: kills, withholds, embargoes."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.journeys.desk import MORNING, OTHER_TEXT, TEXT, Desk, Entry
from tests.journeys.wires import digitalwires, newsml, ninjs

HOUR = timedelta(hours=1)
CANARY = "Zanzibarian"


Wire = Callable[..., bytes]
WIRES = pytest.mark.parametrize("wire", [ninjs, newsml, digitalwires], ids=lambda wire: wire.__name__)


@WIRES
async def test_a_canceled_transmission_withdraws_the_story_of_every_carrier(desk: Desk, wire: Wire) -> None:
    """The file is the agency's own word, whatever the source is called in config.toml."""
    desk.serve("wire", wire())
    desk.carry("harbour", Entry(guid="h1", title="Pier open again"))
    await desk.round()
    (before,) = desk.stories()
    assert before["status"] == "usable"
    desk.serve("wire", wire(version="2", pubstatus="canceled", versioncreated=(MORNING + HOUR).isoformat()))
    await desk.round(after=HOUR)
    (after,) = desk.stories()
    assert (after["id"], after["status"], after["title"]) == (before["id"], "withdrawn", None)
    (entry,) = desk.feed().entries
    assert entry.id == before["id"]


async def test_a_kill_that_is_the_first_we_see_keeps_later_copies_unpublished(desk: Desk) -> None:
    """A canceled file may hold the whole text: an outlet that runs it hours later is known by that."""
    killed = " ".join(random.Random(5).choices(f"{TEXT} {OTHER_TEXT}".split(), k=200))
    desk.serve("wire", ninjs(pubstatus="canceled", body_html=f"<p>{killed}</p>"))
    await desk.round()
    assert [story["held_because"] for story in desk.stories()] == ["kill"]
    desk.carry("harbour", Entry(guid="h1", title="What the pier has become", text=killed))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["title"], len(story["carriers"])) == (None, 2)
    assert [entry for entry in desk.feed().entries if "pier" in str(entry).lower()] == []


@WIRES
async def test_a_withheld_transmission_is_not_published(desk: Desk, wire: Wire) -> None:
    """The agency asks its subscribers to wait."""
    desk.serve("wire", wire(pubstatus="withheld"))
    await desk.round()
    (story,) = desk.stories()
    assert (story["status"], story["held_because"]) == ("held", "withhold")
    assert desk.feed().entries == []


@WIRES
async def test_an_embargoed_transmission_is_published_at_its_hour(desk: Desk, wire: Wire) -> None:
    """Nothing before, and then by itself, also where the file has not been read again."""
    desk.serve("wire", wire(embargoed=(MORNING + HOUR).isoformat()))
    await desk.round()
    (held,) = desk.stories()
    assert (held["status"], held["held_because"], held["title"]) == ("held", "embargo", None)
    assert desk.feed().entries == []
    await desk.round(after=HOUR - timedelta(seconds=1))
    assert desk.feed().entries == []
    await desk.round(after=timedelta(seconds=1))
    (free,) = desk.stories()
    assert (free["status"], free["title"]) == ("usable", "Pier reopens after the storm")
    assert [entry.id for entry in desk.feed().entries] == [held["id"]]


@WIRES
async def test_an_embargo_whose_hour_cannot_be_read_waits_for_editors(desk: Desk, wire: Wire) -> None:
    """A wrong hour would publish what must not be."""
    desk.serve("wire", wire(embargoed="after the speech"))
    await desk.round()
    await desk.round(after=timedelta(days=30))
    (story,) = desk.stories()
    assert (story["status"], story["held_because"]) == ("held", "embargo")
    assert desk.feed().entries == []


@WIRES
async def test_an_embargo_that_has_passed_holds_nothing_and_makes_no_version(desk: Desk, wire: Wire) -> None:
    """The same file polled before and after its hour is the same version."""
    desk.serve("wire", wire(embargoed=(MORNING - HOUR).isoformat()))
    await desk.round()
    (story,) = desk.stories()
    assert story["status"] == "usable"
    published = desk.files()
    await desk.round(after=HOUR)
    assert desk.stories() == [story]
    assert desk.files() == published


async def test_words_under_an_embargo_are_in_no_published_file(desk: Desk) -> None:
    """Headline, slug, caption, picture and text stay inside until the hour."""
    picture = {
        "type": "picture",
        "description_text": f"{CANARY} caption",
        "renditions": {"main": {"href": f"http://wire.example/{CANARY}.jpg", "mimetype": "image/jpeg"}},
    }
    desk.serve(
        "wire",
        ninjs(
            embargoed=(MORNING + HOUR).isoformat(),
            headline=f"{CANARY} headline",
            slugline=f"{CANARY}-slug",
            description_text=f"{CANARY} summary",
            body_html=f"<p>{OTHER_TEXT} {CANARY}</p>",
            ednote=f"{CANARY} note",
            associations={"featuremedia": picture},
        ),
    )
    await desk.round()
    told = b"".join(content for path, (content, _) in desk.files().items() if path[-3:] not in {".gz", ".br"})
    assert CANARY.lower().encode() not in told.lower()
    await desk.round(after=HOUR)
    assert CANARY.encode() in (desk.public / "national/atom.xml").read_bytes()


async def test_a_note_to_editors_is_never_published(desk: Desk) -> None:
    """It is for the desks that take the wire."""
    desk.serve("wire", ninjs(ednote=f"{CANARY} note"))
    await desk.round()
    assert [story["status"] for story in desk.stories()] == ["usable"]
    told = b"".join(content for path, (content, _) in desk.files().items() if path[-3:] not in {".gz", ".br"})
    assert CANARY.encode() not in told


async def test_a_correction_in_the_metadata_corrects_the_story(desk: Desk) -> None:
    """Dpa signals `sig:correction`, AP `Corrective`: the headline says nothing of it."""
    desk.serve("wire", digitalwires())
    await desk.round()
    desk.serve(
        "wire",
        digitalwires(
            version=2,
            signal="sig:correction",
            article_html=f"<p>{TEXT} Forty metres, not fifty.</p>",
            versioncreated=(MORNING + HOUR).isoformat(),
        ),
    )
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["status"], story["lead"]["version"]) == ("corrected", 2)


async def test_a_corrective_of_its_own_waits_for_its_copy(desk: Desk) -> None:
    """It is published as no story; the copy under its link is corrected by its words, its headline stays."""
    link = "http://wire.example/pier"
    corrective = Entry(guid="c1", title="Corrective to Pier story", text="The pier has 40 metres.", link=link)
    desk.carry("northern", corrective, wire="Northern Press")
    await desk.round()
    (held,) = desk.stories()
    assert (held["status"], held["held_because"], held["title"]) == ("held", "correction", None)
    assert desk.feed("all/atom.xml").entries == []
    desk.carry("harbour", Entry(guid="h1", title="Pier reopens", link=link))
    await desk.round(after=HOUR)
    (story,) = desk.stories()
    assert (story["id"], story["status"], story["title"]) == (held["id"], "corrected", "Pier reopens")
    (entry,) = desk.feed().entries
    assert "40 metres" in str(entry)
    assert entry.title == "Pier reopens"
