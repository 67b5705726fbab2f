"""HTML that is safe to publish, with absolute addresses, and its plain text."""

import html
import re
from contextvars import ContextVar
from urllib.parse import urljoin

import nh3
from selectolax.lexbor import LexborHTMLParser

from aggregator.ingest.normalise.draft import Context, Draft, told
from aggregator.ingest.normalise.text import clean

HTML_LIMIT = 512 * 1024
"""Characters of an entry's HTML that are read; a story has a hundredth of it."""
DEPTH_LIMIT = 500
"""Elements inside one another that are still read as HTML: nh3 takes 1 s for 20,000."""
RUN_LIMIT = 20_000
"""Characters without a tag that stay together: nh3 takes 3 s for 500,000 times "®" in one text."""
_RUN = re.compile(r"[^<>&]+")

_TAGS = nh3.ALLOWED_TAGS - {"area", "map", "nav"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "bdo": {"dir"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "q": {"cite"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SILENT = {
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "noscript",
    "template",
    "textarea",
    "select",
    "form",
    "title",
}
"""Elements that go with what they hold."""

_VOID = frozenset(
    {
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "p",
        "li",
    }
    | {"td", "th", "tr", "dt", "dd", "option"}
)
"""Elements that do not nest, or that HTML closes by itself: they make nothing deep."""
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
_IMAGE = re.compile(r'<img(?:\s+[a-z-]+="[^"]*")*\s*/?>')
_IMAGE_ATTRIBUTE = re.compile(r'\s([a-z-]+)="([^"]*)"')
_BLOCK_NAMES = (
    "address article aside blockquote br caption center dd details div dl dt figcaption figure footer h1 h2 h3 h4"
    " h5 h6 header hgroup hr li ol p pre summary table tbody td th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SAFE_TAG = re.compile(r'</?([a-z][a-z0-9]*)[^<>"]*(?:"[^"]*"[^<>"]*)*>')
"""As nh3 writes them."""
_FIGURE = re.compile(r"<figure\b(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_NEEDS_A_PARSER = re.compile(r"<(?:table|figure)\b|<(?!/?[a-z])")
"""HTML moves what stands between the cells of a table; and figures may stand in one another."""
_MARKED = re.compile("[<>&\\xa0\\r]")
"""A text without any of these is the same as HTML."""
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")


def take_bodies(draft: Draft, context: Context) -> Draft:  # noqa: ARG001  # every rule has the same arguments
    """Return the draft with its summary, its body and their text; one that repeats the other is kept once."""
    base = draft.raw.base_url or draft.raw.link or ""
    summary = sanitise(draft.raw.summary_html or "", base)
    body = sanitise(draft.raw.content_html or "", base)
    return told(
        draft,
        summary_html=summary if summary != body else None,
        body_html=body,
        text=text_of(body or "") or text_of(summary or ""),
    )


def sanitise(markup: str, base: str) -> str | None:
    """Return HTML without scripts, styles, forms and frames, its addresses absolute; None if nothing is left."""
    text = clean(markup[:HTML_LIMIT])
    if not text.strip():
        return None
    if is_too_deep(text):
        text = html.escape(_ANY_TAG.sub(" ", text), quote=False)
    if len(text) > RUN_LIMIT:
        text = _RUN.sub(_broken, text)
    safe = (
        _IMAGE.sub(_keep_image, _clean_with_base(text, base)).strip()
        if _MARKED.search(text)
        else text.strip()
    )
    if not _ANY_TAG.search(safe) and _BLANK_LINE.search(safe):
        safe = "".join(f"<p>{paragraph}</p>" for paragraph in _BLANK_LINE.split(safe))
    return _EMPTY_PARAGRAPH.sub("", safe).strip() or None


def _broken(run: re.Match[str]) -> str:
    words = run.group()
    return "<br>".join(words[start : start + RUN_LIMIT] for start in range(0, len(words), RUN_LIMIT))


def text_of(markup: str) -> str:
    """Return the text of sanitised HTML: a line for each paragraph, without the captions of figures."""
    flat = markup.replace("\r", " ").replace("\n", " ")
    without_figures = _FIGURE.sub("\n", flat)
    if _NEEDS_A_PARSER.search(without_figures):
        return _text_of_tree(flat)
    return _lines(_text_between(without_figures)) or _lines(_text_between(flat))


def _text_between(markup: str) -> str:
    """Return what stands between the tags, each block on a line of its own."""
    pieces = _SAFE_TAG.split(markup)
    pieces[1::2] = ["\n" if name in _BLOCKS else "" for name in pieces[1::2]]
    return html.unescape("".join(pieces))


def _text_of_tree(markup: str) -> str:
    tree = LexborHTMLParser(_SAFE_TAG.sub(_on_a_line, markup))
    whole = _lines(_text_of_body(tree))
    for figure in tree.css("figure"):
        figure.decompose()
    return _lines(_text_of_body(tree)) or whole


def _on_a_line(tag: re.Match[str]) -> str:
    return f"\n{tag.group()}" if tag.group(1) in _BLOCKS else tag.group()


def _text_of_body(tree: LexborHTMLParser) -> str:
    return tree.body.text() if tree.body else ""


def is_too_deep(markup: str) -> bool:
    """Return whether elements stand inside one another more often than any page needs."""
    if markup.count("<") <= DEPTH_LIMIT:
        return False
    depth = 0
    for closing, name in _ANY_TAG.findall(markup):
        if name.lower() not in _VOID:
            depth += -1 if closing else 1
        if depth > DEPTH_LIMIT:
            return True
    return False


def _clean_with_base(text: str, base: str) -> str:
    before = _BASE.set(base)
    try:
        return _CLEANER.clean(text)
    finally:
        _BASE.reset(before)


def _absolute(address: str, base: str) -> str | None:
    try:
        joined = urljoin(base, address.strip())
    except ValueError:
        return None
    return joined if joined.startswith(("http://", "https://")) else None


_BASE: ContextVar[str] = ContextVar("base")
"""What the relative addresses of the text that this thread cleans are joined to."""

# made once: to make one costs as much as to clean a text
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_SILENT,
    attributes=_ATTRIBUTES,
    link_rel="noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative=lambda address: _absolute(address, _BASE.get()),
)


def _keep_image(match: re.Match[str]) -> str:
    attributes = dict(_IMAGE_ATTRIBUTE.findall(match.group()))
    # counters say that they are 1 by 1 (newsletters, FeedBurner, WordPress.com)
    is_pixel = {attributes.get("width", ""), attributes.get("height", "")} & {"0", "1"}
    return "" if is_pixel or not attributes.get("src") else match.group()


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)
