"""What the environment says of proxies is right, or a mistake like any other."""

from pathlib import Path

import pytest

from aggregator.config.load import load
from aggregator.errors import ConfigError
from tests.service.process import write_config


def test_proxies_of_the_environment_are_in_the_settings(tmp_path: Path) -> None:
    """They are named where every program finds them."""
    write_config(tmp_path)
    settings = load(tmp_path / "config.toml", {"https_proxy": "http://desk:pw@proxy.invalid:3128"})
    assert settings.proxies.https == "http://desk:pw@proxy.invalid:3128"
    assert "pw" not in repr(settings)


@pytest.mark.parametrize(
    "url", ["socks5://desk:pw@proxy.invalid:1080", "http://", "http://[::1", "http://h:99999"]
)
def test_proxy_that_cannot_be_used_is_a_mistake(tmp_path: Path, url: str) -> None:
    """To pass it over would send requests past it, and its password is nobody's to read."""
    write_config(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "config.toml", {"HTTPS_PROXY": url})
    assert "the environment's https_proxy is no http(s) proxy" in str(caught.value)
    assert "pw" not in str(caught.value)
