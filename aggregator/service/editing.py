"""What editors do to stories, beside a running service or without one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aggregator.database.locks import hold
from aggregator.database.purging import scrub
from aggregator.errors import EditingError
from aggregator.model.decision import EditorsDecision, EditorsWord, ItemHold
from aggregator.model.item import FLOOD
from aggregator.model.story import Carrier, HeldBecause
from aggregator.service.installation import Installation
from aggregator.stories.holds import Refused, Release, plan_release


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who decides, and why: for the record."""

    reason: str | None = None
    who: str | None = None
    """None: whoever may run the commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a decision."""

    story: str
    words: str
    """In one sentence."""
    other: str | None = None
    """The story that was merged, or that an item became."""
    written: tuple[str, ...] = ()
    """The published paths that changed."""


NOBODY = By()


def find_story(installation: Installation, name: str) -> str:
    """Return the id of the one story that a name means; raises EditingError with what to do otherwise."""
    found = installation.catalogue.find(name)
    if len(found) == 1:
        return found[0]
    many = f"{len(found)} stories or more begin so; give more of it" if found else "no story has this id"
    raise EditingError(f"{name}: {many} (`aggregator stories` lists them)")


def find_carrier(carriers: Sequence[Carrier], name: str) -> Carrier:
    """Return the one carrier that a name means: its number, `source guid`, or its source where that has one item.

    Raises EditingError with what to do otherwise.
    """
    wanted = " ".join(name.split())
    for key in (_number, _full_name, _source):
        found = [each for each in carriers if key(each) == wanted]
        if len(found) == 1:
            return found[0]
    known = ", ".join(str(each) for each in sorted(each.item for each in carriers))
    raise EditingError(f"{name}: no item of this story is meant by it; it has the items {known}")


def kill_story(
    installation: Installation, story: str, *, reason: str | None, who: str | None = None
) -> tuple[str, ...]:
    """Withdraw a story, whatever its carriers say, until editors release it; return the paths that changed."""
    home = installation.editing.home(story)
    return _carry_out(
        installation, _decision(installation, home, EditorsWord.KILL, By(reason=reason, who=who))
    )


def purge_story(installation: Installation, story: str, *, by: By = NOBODY) -> Done:
    """Withdraw a story for good and take its words from the store; what is published of it goes too.

    It is matched first, so that late copies of its newest words are known.
    """
    installation.match_all()
    home = installation.editing.home(story)
    written = _carry_out(installation, _decision(installation, home, EditorsWord.PURGE, by))
    left = (
        ""
        if scrub(installation.database)
        else "; SQLite's log still holds it until its readers end: purge again"
    )
    return Done(story=home, words=f"{home} is purged{left}", written=written)


def merge_stories(installation: Installation, story: str, other: str, *, by: By = NOBODY) -> Done:
    """Make two stories one; the one published first stays, and the other points at it."""
    homes = [installation.editing.home(each) for each in (story, other)]
    if homes[0] == homes[1]:
        raise EditingError(f"{homes[0]}: both are this one story already")
    decision = _decision(installation, homes[0], EditorsWord.MERGE, by, other=homes[1])
    written = _carry_out(installation, decision)
    stays = installation.editing.home(homes[0])
    gone = next(each for each in homes if each != stays)
    return Done(story=stays, other=gone, words=f"{gone} is merged into {stays}", written=written)


def split_story(installation: Installation, story: str, item: str, *, by: By = NOBODY) -> Done:
    """Make an item of a story a story of its own; copies that come later join one of the two."""
    home = installation.editing.home(story)
    carriers = installation.catalogue.history(home).story.carriers
    if len(carriers) == 1:
        raise EditingError(f"{home}: it has one item only, and nothing to be split from")
    found = find_carrier(carriers, item)
    new = installation.new_uuid().urn
    decision = _decision(installation, home, EditorsWord.SPLIT, by, other=new, item=found.item)
    written = _carry_out(installation, decision)
    words = f"item {found.item} of {found.source} is a story of its own: {new}"
    return Done(story=home, other=new, words=words, written=written)


def release_story(
    installation: Installation, story: str, *, by: By = NOBODY, against_the_agency: bool = False
) -> Done:
    """Let go of what holds a story, and publish it; raises EditingError where it cannot be published."""
    home = installation.editing.home(story)
    plan = plan_release(
        installation.catalogue.history(home).story,
        {source.id: source for source in installation.settings.sources},
        installation.editing.of([home]).get(home, ()),
        against_the_agency=against_the_agency,
        now=installation.clock(),
    )
    match plan:
        case Refused(why):
            raise EditingError(f"{home}: {why}")
        case Release(holds):
            decision = _decision(installation, home, EditorsWord.RELEASE, by)
            names = [each.item for each in holds if each.item is not None]
            written = _carry_out(installation, decision, names)
            released = "; ".join(each.words for each in holds)
            return Done(story=home, words=f"{home} is released: {released}", written=written)


def release_flood(installation: Installation, source: str, *, by: By = NOBODY) -> Done:
    """Let go of every story that is held only because it came in a flood of a source, and publish them all."""
    waiting = [each for each in installation.problems.held() if each.because is HeldBecause.FLOOD]
    stories = [installation.catalogue.history(each.story).story for each in waiting if source in each.sources]
    if not stories:
        raise EditingError(f"{source}: no story of it is held because of a flood")
    with hold(installation.database, "match", holder=installation.holder, wait=True):
        for story in stories:
            names = [ItemHold(each.item, FLOOD) for each in story.carriers if each.version.is_flood]
            decision = _decision(installation, story.id, EditorsWord.RELEASE, by)
            installation.editing.record(decision, holds=names)
    installation.match_all()
    written = installation.publish_pending()
    return Done(story=source, words=f"{len(stories)} stories of {source} are released", written=written)


def _decision(
    installation: Installation,
    story: str,
    word: EditorsWord,
    by: By,
    *,
    other: str | None = None,
    item: int | None = None,
) -> EditorsDecision:
    return EditorsDecision(
        story=story,
        word=word,
        decided_at=installation.clock(),
        reason=by.reason,
        who=by.who,
        other=other,
        item=item,
    )


def _carry_out(
    installation: Installation, decision: EditorsDecision, holds: Iterable[ItemHold] = ()
) -> tuple[str, ...]:
    """Store a decision, match and publish; return the published paths that changed.

    It is stored first, so that whoever matches next stands by it: this process, or a service beside it. A matcher
    that is at work is waited for: it has read what was decided before.
    """
    with hold(installation.database, "match", holder=installation.holder, wait=True):
        installation.editing.record(decision, holds=holds)
    installation.match_all()
    return installation.publish_pending()


def _number(carrier: Carrier) -> str:
    return str(carrier.item)


def _full_name(carrier: Carrier) -> str:
    return f"{carrier.source} {carrier.guid}"


def _source(carrier: Carrier) -> str:
    return carrier.source
