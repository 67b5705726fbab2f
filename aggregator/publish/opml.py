"""The list of all our feeds as OPML 2.0, for readers that import one."""

from collections.abc import Sequence

from lxml import etree

from aggregator.model.filing import AGENCY, SAVED, SOURCE
from aggregator.model.source import Section
from aggregator.publish.characters import language_tag
from aggregator.publish.dates import in_rfc822
from aggregator.publish.site import Site, in_folder, section_title


def render(site: Site, *, further: Sequence[Section] = ()) -> bytes:
    """Return one outline per feed: of all, of each section and saved feed, and two folders with agencies and sources.

    Its dates are the installation's, so that it changes with the feeds only.
    """
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    created = in_rfc822(site.created_at)
    for tag, text in (("title", site.name), ("dateCreated", created), ("dateModified", created)):
        etree.SubElement(head, tag).text = text
    body = etree.SubElement(root, "body")
    for section in (site.all, *site.sections, *in_folder(SAVED, further)):
        etree.SubElement(body, "outline", _outline(section, site))
    for folder, title in ((AGENCY, site.words.page.agencies), (SOURCE, site.words.page.sources)):
        feeds = in_folder(folder, further)
        group = etree.SubElement(body, "outline", {"text": title}) if feeds else body
        for section in feeds:
            etree.SubElement(group, "outline", _outline(section, site))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _outline(section: Section, site: Site) -> dict[str, str]:
    title = f"{section_title(section)} – {site.name}"
    language = language_tag(section.language)
    return {
        "type": "rss",
        "version": "RSS2",
        "text": title,
        "title": title,
        "xmlUrl": site.home_url(section.id) + "rss.xml",
        "htmlUrl": site.home_url(section.id),
        **({"language": language} if language else {}),
    }
