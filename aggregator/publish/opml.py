"""The list of all our feeds as OPML 2.0, for readers that import one."""

from lxml import etree

from aggregator.model.source import Section
from aggregator.publish.characters import language_tag
from aggregator.publish.dates import in_rfc822
from aggregator.publish.site import Site, section_title


def render(site: Site) -> bytes:
    """Return one outline per section; its dates are the installation's, so that it changes with the sections only."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    created = in_rfc822(site.created_at)
    for tag, text in (("title", site.name), ("dateCreated", created), ("dateModified", created)):
        etree.SubElement(head, tag).text = text
    body = etree.SubElement(root, "body")
    for section in (site.all, *site.sections):
        etree.SubElement(body, "outline", _outline(section, site))
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
