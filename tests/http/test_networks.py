"""Both kinds of addresses, and the certificates that the system trusts."""

import asyncio
import os
import ssl
import sys
from pathlib import Path

import pytest

from aggregator.http.client import Client
from aggregator.http.messages import Request
from tests.http.asking import FEED, ask, reason, respond
from tests.servers.outlet import Answer, Outlet

CERTIFICATE = Path(__file__).with_name("self-signed.pem")
ASK = """
import asyncio, sys
from aggregator.http.client import Client
from aggregator.http.messages import Request

async def ask():
    async with Client(user_agent="wire-aggregator/0.0") as client:
        print(await client.get(Request(url=sys.argv[1], allow_private=True)))

asyncio.run(ask())
"""


@pytest.mark.parametrize(
    ("address", "host"), [("127.0.0.1", None), ("127.0.0.1", "localhost"), ("::1", None)]
)
async def test_server_is_asked_by_either_kind_of_address(
    client: Client, address: str, host: str | None
) -> None:
    """By its address, and by its name."""
    async with Outlet({"/feed": Answer(200, (), FEED)}, address=address) as outlet:
        assert (await respond(client, ask(outlet.url("/feed", host)))).body == FEED


async def test_private_address_of_the_other_kind_is_refused(client: Client) -> None:
    """The guard looks at the address that is connected to, whichever kind it is."""
    async with Outlet({"/feed": Answer(200, (), FEED)}, address="::1") as outlet:
        assert "is private" in await reason(client, Request(url=outlet.url("/feed")))
    assert outlet.requests == []


@pytest.mark.parametrize("is_trusted", [True, False])
async def test_systems_trust_store_decides(tmp_path: Path, is_trusted: bool) -> None:
    """A newsroom's own authority is trusted as soon as the system does, and by nothing else."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(CERTIFICATE)
    none = tmp_path / "none.pem"
    none.touch()
    store = CERTIFICATE if is_trusted else none
    async with Outlet({"/feed": Answer(200, (), FEED)}, tls=context) as outlet:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            ASK,
            outlet.url("/feed"),
            env={**os.environ, "SSL_CERT_FILE": str(store)},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
    assert ("status=200" in said.decode()) is is_trusted
    assert ("self-signed certificate" in said.decode()) is not is_trusted
