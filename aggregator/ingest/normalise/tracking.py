"""Query parameters that say how a reader came, not which article it is."""

PREFIXES = (
    "utm_",  # Google Analytics: https://support.google.com/analytics/answer/1033863
    "mtm_",  # Matomo: https://matomo.org/faq/reports/what-is-campaign-tracking-and-why-it-is-important/
    "pk_",  # Piwik, as Matomo was called
    "at_",  # BBC, France Télévisions (AT Internet/Piano): https://developers.atinternet-solutions.com/
    "ns_",  # Comscore Digital Analytix; the BBC's ns_mchannel, ns_source, ns_campaign
    "hsa_",  # HubSpot ads: https://knowledge.hubspot.com/ads/ad-tracking-in-hubspot
    "vero_",  # Vero: https://help.getvero.com/
    "oly_",  # Omeda Olytics: https://support.omeda.com/
    "xtor",  # AT Internet before at_: Le Monde, Le Figaro
)
"""Beginnings of names, a source per row."""

NAMES = frozenset(
    {
        "fbclid",  # Facebook
        "gclid",  # Google Ads: https://support.google.com/google-ads/answer/9744275
        "gclsrc",  # the same
        "dclid",  # Google Display
        "gbraid",  # Google Ads on iOS
        "wbraid",  # the same
        "msclkid",  # Microsoft Advertising
        "twclid",  # X
        "ttclid",  # TikTok
        "igshid",  # Instagram
        "yclid",  # Yandex Direct
        "mc_cid",  # Mailchimp: https://mailchimp.com/help/use-google-analytics-with-mailchimp/
        "mc_eid",  # the same
        "mkt_tok",  # Marketo
        "_hsenc",  # HubSpot mail
        "_hsmi",  # the same
        "_ga",  # Google Analytics, across domains
        "_gl",  # the same
        "cmp",  # Adobe Analytics campaigns: CBC, The Guardian, USA Today (cmpid at Bloomberg and Al Jazeera)
        "cmpid",  # the same
        "ncid",  # AOL, CNBC newsletters
        "ocid",  # MSN, BBC
        "sr_share",  # ShareThis
        "ref_src",  # Twitter embeds
        "feedtype",  # Reuters' feeds
        "feedname",  # the same
        "rpc",  # the same
        "smid",  # The New York Times, sharing
        "partner",  # The New York Times, feeds: partner=rss&emc=rss
        "emc",  # the same
        "source_rss",  # Postmedia
        "ftag",  # CBS, ZDNet
        "traffic_source",  # Al Jazeera
        "wt.mc_id",  # Webtrends: https://help.webtrends.com/
        "wprss",  # The Washington Post
        "ito",  # Daily Mail
    }
)
"""Whole names in lower case, a source per row."""


def is_tracking(name: str) -> bool:
    """Return whether a query parameter of this name only says how a reader came."""
    lower = name.lower()
    return lower in NAMES or lower.startswith(PREFIXES)
