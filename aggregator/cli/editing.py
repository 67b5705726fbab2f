"""The editors' commands: each decision is stored first, and holds beside a running service too."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.options import CONFIG, AsJson, ConfigPath, StoryName, load_settings

if TYPE_CHECKING:
    from aggregator.service.editing import Done

DONE = 0
Reason = Annotated[str | None, typer.Option(help="Why, for the record.")]
OtherStory = Annotated[str, typer.Argument(metavar="OTHER", help="The story that it is one with.")]
ItemName = Annotated[
    str,
    typer.Argument(
        metavar="ITEM", help="Its number as `show` prints it, 'SOURCE GUID', or its source alone."
    ),
]
Purge = Annotated[
    bool,
    typer.Option("--purge", help="Take its words out of the store too, for courts and licences: for good."),
]
Against = Annotated[
    bool,
    typer.Option("--against-the-agency", help="Release it though an agency has killed it, or set its hour."),
]

MaybeStory = Annotated[
    str | None, typer.Argument(metavar="STORY", help="Its id, or the beginning of the UUID in it.")
]
Flood = Annotated[
    str | None,
    typer.Option(
        "--flood", metavar="SOURCE", help="Release all that is held of a source because of a flood."
    ),
]


def kill(
    story: StoryName,
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    reason: Reason = None,
    purge: Purge = False,
) -> int:
    """Withdraw a story, whatever its carriers say from now on; beside a running service too."""
    from aggregator.service.editing import By, Done, find_story, kill_story, purge_story
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config), command="kill") as installation:
        found = find_story(installation, story)
        if purge:
            done = purge_story(installation, found, by=By(reason=reason))
        else:
            written = kill_story(installation, found, reason=reason)
            done = Done(story=found, words=f"{found} is withdrawn", written=written)
    return _tell(done, "withdrawn", as_json=as_json)


def merge(
    story: StoryName,
    other: OtherStory,
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    reason: Reason = None,
) -> int:
    """Make two stories one: the one that was published first stays, with every copy that joins either."""
    from aggregator.service.editing import By, find_story, merge_stories
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config), command="merge") as installation:
        one, two = find_story(installation, story), find_story(installation, other)
        done = merge_stories(installation, one, two, by=By(reason=reason))
    return _tell(done, "merged", as_json=as_json)


def split(
    story: StoryName,
    item: ItemName,
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    reason: Reason = None,
) -> int:
    """Make one item of a story a story of its own; a copy that comes later joins one of the two, never both."""
    from aggregator.service.editing import By, find_story, split_story
    from aggregator.service.installation import open_installation

    with open_installation(load_settings(config), command="split") as installation:
        found = find_story(installation, story)
        done = split_story(installation, found, item, by=By(reason=reason))
    return _tell(done, "split", as_json=as_json)


def release(
    story: MaybeStory = None,
    config: ConfigPath = CONFIG,
    as_json: AsJson = False,
    reason: Reason = None,
    against_the_agency: Against = False,
    flood: Flood = None,
) -> int:
    """Publish a story that is held or withdrawn, and say what held it; what comes later may stop it again."""
    from aggregator.service.editing import By, find_story, release_flood, release_story
    from aggregator.service.installation import open_installation

    if (story is None) == (flood is None):
        raise typer.BadParameter("name a story, or a source with --flood")
    by = By(reason=reason)
    with open_installation(load_settings(config), command="release") as installation:
        if flood is not None:
            done = release_flood(installation, flood, by=by)
        else:
            found = find_story(installation, story or "")
            done = release_story(installation, found, by=by, against_the_agency=against_the_agency)
    return _tell(done, "released", as_json=as_json)


def why(story: StoryName, config: ConfigPath = CONFIG, as_json: AsJson = False) -> int:
    """Explain a story: each merge with its evidence, what holds it, and what editors have said of it."""
    from aggregator.cli import reasons
    from aggregator.service.editing import find_story
    from aggregator.service.installation import open_installation
    from aggregator.service.why import explain

    with open_installation(load_settings(config)) as installation:
        reasons.show_why(explain(installation, find_story(installation, story)), as_json=as_json)
    return DONE


COMMANDS = (kill, merge, split, release, why)
"""In the order in which they are listed."""


def _tell(done: "Done", status: str, *, as_json: bool) -> int:
    if as_json:
        record = {"story": done.story, "status": status, "other": done.other, "written": done.written}
        typer.echo(json.dumps(record | {"words": done.words}))
    else:
        typer.echo(f"{done.words}; {len(done.written)} files changed")
    return DONE
