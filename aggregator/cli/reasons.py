"""What `why` prints: a story as a tree of its reasons."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from aggregator.service.why import Explanation, Linked, Merge, Named, Said, explanation_line

LINKS = {"must": "are kept together", "cannot": "are kept apart"}


def show_why(explanation: Explanation, *, as_json: bool) -> None:
    """Print why a story is what it is."""
    console = Console(highlight=False)
    if as_json:
        console.out(explanation_line(explanation), highlight=False)
        return
    title = escape(explanation.title or "–")
    tree = Tree(f"[bold]{title}[/bold]\n{explanation.id}  {_status(explanation)}")
    if explanation.lead is not None:
        _add(tree, "leads", [_lead(explanation.lead, "; ".join(explanation.lead_because) or None)])
    _add(tree, "stopped by", [escape(each) for each in explanation.holds])
    _add(tree, "items", [_item(each) for each in explanation.items])
    _add(tree, "one story, because", [_merge(each) for each in explanation.merges])
    _add(tree, "editors decided", [_said(each) for each in explanation.decisions])
    _add(tree, "editors said of items", [_linked(each) for each in explanation.links])
    _add(tree, "ended in it", list(explanation.merged))
    console.print(tree)


def _add(tree: Tree, title: str, lines: Sequence[str]) -> None:
    if lines:
        branch = tree.add(f"[bold]{title}[/bold]")
        for line in lines:
            branch.add(line)


def _status(explanation: Explanation) -> str:
    if explanation.into is not None:
        return f"{explanation.status} into {explanation.into}"
    because = f" ({explanation.held_because})" if explanation.held_because else ""
    return explanation.status + because


def _lead(lead: Named, because: str | None) -> str:
    return f"{_name(lead)}: {escape(because)}" if because else _name(lead)


def _item(item: Named) -> str:
    title = f"  {escape(item.title)}" if item.title is not None else ""
    return f"{item.item}  {escape(item.source)} {escape(item.guid)}{title}"


def _name(item: Named) -> str:
    where = "" if item.is_here else ", elsewhere now"
    return f"{escape(item.source)} (item {item.item}{where})"


def _merge(merge: Merge) -> str:
    return f"{_name(merge.one)} and {_name(merge.other)}: {escape(merge.because)}"


def _said(said: Said) -> str:
    parts = [said.word]
    if said.item is not None:
        parts.append(f"{_name(said.item)} off as")
    if said.other is not None:
        parts.append(said.other)
    by = f"by {escape(said.who)}" if said.who else "by command"
    reason = f": {escape(said.reason)}" if said.reason else ", without a reason"
    return f"{_time(said.decided_at)} {' '.join(parts)}, {by}{reason}"


def _linked(link: Linked) -> str:
    return f"{_name(link.one)} and {_name(link.other)} {LINKS[link.kind]} since {_time(link.decided_at)}"


def _time(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%MZ}"
