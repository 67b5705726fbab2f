"""The web servers that may stand before the service, with the configuration of `deploy/`."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

DEPLOY = Path(__file__).parents[2] / "deploy"
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")
PATIENCE_SECONDS = 10

MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{modules}
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/aggregator.conf;
}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server works: its own folder, what is published, and the ports of both."""

    folder: Path
    public: Path
    service: int
    port: int


@dataclass(frozen=True, slots=True)
class Front:
    """A web server: its program, and what returns the command that starts it in a place."""

    name: str
    configure: Callable[[Place], tuple[str, ...]]
    has_brotli: bool = True

    @property
    def is_here(self) -> bool:
        """Return whether it is installed."""
        return shutil.which(self.name) is not None


def configure_nginx(place: Place) -> tuple[str, ...]:
    """Write our configuration with the names of this test, and one around it, as Debian has one."""
    _write(
        place.folder / "aggregator.conf",
        "nginx.conf",
        {
            "server 127.0.0.1:8080;": f"server 127.0.0.1:{place.service};",
            "listen 80;": f"listen 127.0.0.1:{place.port};",
            "root /var/lib/aggregator/public;": f"root {place.public};",
            **({} if BROTLI.exists() else {"brotli_static on;": ""}),
        },
    )
    modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
    main = place.folder / "nginx.conf"
    main.write_text(MAIN.format(folder=place.folder, modules=modules), encoding="utf-8")
    words = ("nginx", "-c", str(main), "-p", str(place.folder))
    _check(place, *words, "-t")
    return words


def configure_caddy(place: Place) -> tuple[str, ...]:
    """Write our configuration with the names of this test, without https and Caddy's own port."""
    config = place.folder / "Caddyfile"
    _write(
        config,
        "Caddyfile",
        {
            "wire.example {": f"{{\n\tadmin off\n}}\nhttp://127.0.0.1:{place.port} {{",
            "reverse_proxy 127.0.0.1:8080 {": f"reverse_proxy 127.0.0.1:{place.service} {{",
            "root * /var/lib/aggregator/public": f"root * {place.public}",
        },
    )
    words = ("--config", str(config), "--adapter", "caddyfile")
    _check(place, "caddy", "validate", *words)
    return ("caddy", "run", *words)


FRONTS = (Front("nginx", configure_nginx, BROTLI.exists()), Front("caddy", configure_caddy))


@asynccontextmanager
async def standing(front: Front, folder: Path, public: Path, service: int) -> AsyncIterator[int]:
    """Yield the port of a server before the service."""
    place = _make_place(folder, public, service)
    words = front.configure(place)
    process = await asyncio.create_subprocess_exec(
        *words, env=_environment(folder), stderr=subprocess.DEVNULL
    )
    try:
        await _await_port(place.port)
        yield place.port
    finally:
        process.terminate()
        await process.wait()


def _make_place(folder: Path, public: Path, service: int) -> Place:
    folder.mkdir()
    return Place(folder=folder, public=public, service=service, port=_free_port())


def _write(target: Path, name: str, names: dict[str, str]) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for ours, here in names.items():
        assert text.count(ours) == 1, ours
        text = text.replace(ours, here)
    target.write_text(text, encoding="utf-8")


def _check(place: Place, *words: str) -> None:
    checked = subprocess.run(
        words, check=False, capture_output=True, text=True, env=_environment(place.folder)
    )
    assert checked.returncode == 0, checked.stderr


def _environment(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "PATH": os.environ["PATH"]}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def _await_port(port: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.close()
            return
