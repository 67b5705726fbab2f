"""Walls against robots: services that outlets put before their sites, and that refuse programs."""

from dataclasses import dataclass

from aggregator.http.messages import Response

REFUSALS = frozenset({202, 401, 403, 405, 429, 503})
"""Statuses that walls answer with; AWS WAF sends its challenge as 202."""


@dataclass(frozen=True, slots=True)
class Wall:
    """Whose wall answered; where it is not sure, the refusal may be the outlet's own."""

    name: str
    is_sure: bool = True


_SIGNS = (
    # header, what stands in it, whose wall; what a wall says of its own refusal comes first
    # https://developers.cloudflare.com/cloudflare-challenges/challenge-types/challenge-pages/detect-response/
    ("cf-mitigated", "challenge", Wall("Cloudflare")),
    # https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
    ("x-amzn-waf-action", "", Wall("AWS WAF")),
    # https://vercel.com/docs/headers/response-headers#x-vercel-mitigated
    ("x-vercel-mitigated", "", Wall("Vercel")),
    # https://docs.datadome.co/docs/protection-api-reference
    ("x-datadome", "", Wall("DataDome")),
    # https://docs.sucuri.net/website-firewall/troubleshooting/
    ("x-sucuri-block", "", Wall("Sucuri")),
    ("server", "ddos-guard", Wall("DDoS-Guard", is_sure=False)),
    ("server", "cloudflare", Wall("Cloudflare", is_sure=False)),
    ("server", "akamaighost", Wall("Akamai", is_sure=False)),
    ("server", "sucuri", Wall("Sucuri", is_sure=False)),
    ("x-iinfo", "", Wall("Imperva", is_sure=False)),
)


def find_wall(response: Response) -> Wall | None:
    """Return the wall that refuses us, as its headers show; None where there is no refusal, or no sign of a wall."""
    if response.status not in REFUSALS:
        return None
    for name, value, wall in _SIGNS:
        if any(value in each.lower() for each in response.values(name)):
            return wall if wall.is_sure or response.status == 403 else None  # noqa: PLR2004 - Forbidden
    return None


def explain_wall(wall: Wall, host: str, status: int) -> str:
    """Return one line that says who stands between us and the outlet, and what can be done."""
    remedy = "no setting here gets past that: ask the outlet to let our User-Agent in, or for another feed"
    if wall.is_sure:
        return f"{host} is behind {wall.name}'s wall against robots, which refuses us ({status}); {remedy}"
    return (
        f"{host} refuses us ({status}), it or {wall.name}, whose wall against robots it is behind; check the "
        f"source's secret and headers; if they are right, {remedy}"
    )
