"""One item of an agency in its wire formats, as a test wants it said."""

import json

from tests.journeys.desk import MORNING, TEXT

GUID = "urn:newsml:wire.example:20260107:pier"


def ninjs(**fields: object) -> bytes:
    """Return one item of ninjs."""
    item = {
        "uri": GUID,
        "type": "text",
        "version": "1",
        "versioncreated": MORNING.isoformat(),
        "pubstatus": "usable",
        "headline": "Pier reopens after the storm",
        "body_html": f"<p>{TEXT}</p>",
        "infosource": [{"name": "The Canadian Press"}],
    }
    return json.dumps(item | fields).encode()


def newsml(**fields: object) -> bytes:
    """Return one item of NewsML-G2."""
    told = {"version": "1", "pubstatus": "usable", "embargoed": "", "versioncreated": MORNING.isoformat()}
    told |= {key: str(value) for key, value in fields.items()}
    embargo = f"<embargoed>{told['embargoed']}</embargoed>" if told["embargoed"] else ""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" standardversion="2.9"
  guid="{GUID}" version="{told["version"]}">
  <itemMeta><itemClass qcode="ninat:text"/><provider literal="The Canadian Press"/>
    <versionCreated>{told["versioncreated"]}</versionCreated>{embargo}
    <pubStatus qcode="stat:{told["pubstatus"]}"/></itemMeta>
  <contentMeta><infoSource literal="The Canadian Press"/><headline>Pier reopens after the storm</headline></contentMeta>
  <contentSet><inlineXML contenttype="application/xhtml+xml">
    <html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p></body></html>
  </inlineXML></contentSet>
</newsItem>""".encode()


def digitalwires(**fields: object) -> bytes:
    """Return one entry of dpa's digitalwires."""
    told = {
        "format": "digitalwires@0.9.1",
        "urn": GUID,
        "version": 1,
        "version_created": MORNING.isoformat(),
        "pubstatus": "usable",
        "headline": "Pier reopens after the storm",
        "article_html": f"<p>{TEXT}</p>",
        "creditline": "The Canadian Press",
    }
    renamed = {"version_created" if key == "versioncreated" else key: each for key, each in fields.items()}
    return json.dumps(told | renamed).encode()
