"""The search of the public address, to those who may read all that it finds."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from aiohttp import web

from aggregator.errors import DatabaseError
from aggregator.service.access import Access, Denied, Granted
from aggregator.service.documents import Served
from aggregator.service.searching import is_search
from aggregator.service.web.answers import UNCACHED, plain, refuse_method
from aggregator.service.web.public import PRIVATE, Aside, answer_document, challenge, judge_request

AnswerSearch = Callable[[str, Mapping[str, str]], Awaitable[Served | None]]
"""Returns what a search finds at a path, by the arguments of the request; None where nothing is asked for."""


def search_aside(searching: AnswerSearch) -> Aside:
    """Return what answers the search's page and feeds."""

    async def answer(
        request: web.BaseRequest, paths: Sequence[str], access: Access
    ) -> web.StreamResponse | None:
        path = next(filter(is_search, paths), None)
        if path is None:
            return None
        return await _answer(request, searching, access=access, path=path)

    return answer


async def _answer(
    request: web.BaseRequest, searching: AnswerSearch, *, access: Access, path: str
) -> web.StreamResponse:
    if request.method not in {"GET", "HEAD"}:
        return refuse_method()
    judgement = judge_request(request, access, path)
    if judgement == Denied():
        return challenge()
    private = PRIVATE if judgement == Granted() else {}
    try:
        found = await searching(path, request.query)
    except DatabaseError:  # a store that is locked or full is told by what polls and publishes
        return plain(503, "the search does not answer at the moment: try again", **UNCACHED)
    if found is None:
        return plain(400, "say what to search for: ?q=words", **private)
    return answer_document(request, found, private)
