"""What becomes of a story: its times and its places."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from aggregator.model.change import Change
from aggregator.model.item import Label, Version
from aggregator.model.story import Carrier, ShownVersion, Status, Story
from aggregator.stories.match import Surroundings, decide, merged
from tests.stories.carriers import NOON, SOURCES, labelled, make_carrier, make_version

LATER = NOON + timedelta(hours=1)


def surroundings(*, hours: int = 0, replaced: dict[int, Version] | None = None) -> Surroundings:
    """Return what a decision needs, so many hours after noon."""
    return Surroundings(
        sources=SOURCES,
        sections=("national", "world"),
        replaced=replaced or {},
        now=NOON + timedelta(hours=hours, minutes=5),
    )


def fresh() -> Story:
    """Return a story that was just made."""
    return Story(id="urn:uuid:1", status=Status.USABLE, created_at=NOON)


steps = st.lists(
    st.tuples(
        st.sampled_from([None, Label.CORRECTED, Label.KILL, Label.WITHHOLD]),
        st.sampled_from(
            ["The board voted.", "The board  voted!", "The board voted again.", "It opens on Friday."]
        ),
        st.integers(-100, 100),
        st.sampled_from(["northern", "harbour"]),
    ),
    max_size=8,
)


@given(steps)
def test_updated_never_goes_back_and_published_never_moves(
    changes: list[tuple[Label | None, str, int, str]],
) -> None:
    """Whatever versions come, with whatever times (design 7.3)."""
    story, version = fresh(), make_version()
    for ordinal, (label, text, minutes, source) in enumerate(changes, start=1):
        old, now = version, surroundings(hours=ordinal)
        version = labelled(label, text=text, updated=NOON + timedelta(minutes=minutes))
        carrier = make_carrier(source=source, version=version, ordinal=ordinal, version_seen=now.now)
        around = surroundings(hours=ordinal, replaced={1: old} if ordinal > 1 else {})
        after = decide(story, [carrier], around).story
        assert after.id == story.id
        if story.updated is not None:
            assert after.updated is not None
            assert after.updated >= story.updated
            assert after.first_published == story.first_published
        if after.updated is not None:
            assert after.updated <= around.now or after.updated == (story.updated or NOON) + timedelta(
                seconds=1
            )
        story = after


def released() -> Story:
    """Return a story that was published at noon."""
    return decide(fresh(), [make_carrier()], surroundings()).story


def test_first_publication_takes_the_leads_own_time() -> None:
    """Published and updated are the outlet's, not those of our poll."""
    story = released()
    assert (story.first_published, story.updated) == (NOON, NOON)


def test_same_carriers_again_change_nothing() -> None:
    """A decision taken twice is the same story."""
    story = released()
    assert decide(story, [make_carrier()], surroundings(hours=1)).story == story


def revised(old: Version, new: Version) -> Story:
    """Return the published story after its one carrier replaced `old` by `new`."""
    carrier: Carrier = make_carrier(version=new, ordinal=2, version_seen=LATER)
    return decide(released(), [carrier], surroundings(hours=1, replaced={1: old})).story


def test_white_space_and_markup_move_nothing() -> None:
    """The words are the same, so is the time."""
    assert (
        revised(make_version(), make_version(text="The  board voted", url="http://x.example/2")).updated
        == NOON
    )


def test_new_words_without_a_time_of_their_own_count_from_when_we_saw_them() -> None:
    """Outlets keep the first pubDate over a changed text."""
    assert revised(make_version(), make_version(text="The board voted again.")).updated == LATER


def test_new_words_with_their_own_time_count_from_it() -> None:
    """An Atom `updated` says when the version is of."""
    own = NOON + timedelta(minutes=30)
    assert revised(make_version(), make_version(text="Voted again.", updated=own)).updated == own


def test_story_that_was_stored_before_editions_tells_its_next_change() -> None:
    """A store that is upgraded loses no word of what changes from then on."""
    stored = replace(released(), edition=None)
    carrier = make_carrier(version=make_version(text="The board voted again."), ordinal=2)
    after = decide(stored, [carrier], surroundings(hours=1, replaced={1: make_version()})).story
    assert after.edition is not None
    assert (after.edition.before, after.edition.change) == (ShownVersion(1, 1), Change(words=1))


def test_stopped_story_forgets_its_edition_and_comes_back_without_a_change() -> None:
    """Of killed copy no word is quoted, not even in what came after it."""
    kill = make_carrier(version=labelled(Label.KILL), ordinal=2)
    stopped = decide(released(), [kill], surroundings(hours=1, replaced={1: make_version()})).story
    assert stopped.edition is None
    new = make_carrier(version=make_version(text="It opens on Friday."), ordinal=3)
    again = decide(stopped, [new], surroundings(hours=2, replaced={1: kill.version})).story
    assert again.edition is not None
    assert again.edition.change is None


def test_merged_story_leaves_the_feeds_for_another() -> None:
    """It is told where it went, and its feeds are rendered again."""
    decision = merged(released(), into="urn:uuid:2", now=LATER)
    assert (decision.story.status, decision.story.into) == (Status.MERGED, "urn:uuid:2")
    assert decision.publish_in == ("all",)


def test_story_that_was_never_out_is_published_nowhere() -> None:
    """A held story queues nothing."""
    kill = make_carrier(version=labelled(Label.KILL))
    assert decide(fresh(), [kill], surroundings()).publish_in == ()
