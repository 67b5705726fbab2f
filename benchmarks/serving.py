"""What our service answers in a second beside nginx: a feed of 100 kB, whole (200) and known already (304).

Both serve the same published folder on loopback, one process each, asked in turn by the same client (wrk). Beside the
rates stands the CPU that an answer took on the server's side: that holds also where the machine has other work.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen
from xml.sax.saxutils import escape

from benchmarks.newsroom import Article, Newsroom

ENTRIES = 30
SECONDS = 3
CONNECTIONS = 16
PATIENCE_SECONDS = 60
FEED = "national/atom.xml"
GOALS = {200: 0.5, 304: 0.25}
"""Status -> the least share of nginx's rate."""

NGINX_COMMAND = ("nginx",)
WRK = ("wrk", "-t1")

CONFIG = """
[service]
title = "Bench"
base_url = "http://bench.example/"
contact = "desk@example.org"
listen = "127.0.0.1:0"
database = "sqlite:///store.db"
public = "public"
[[sections]]
id = "national"
title = "National"
[[sources]]
id = "outlet"
url = "outlet.xml"
section = "national"
rights = "full"
"""

NGINX = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    types {{ application/atom+xml xml; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/public;
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Side:
    """A server that runs: its process and the feed's address."""

    name: str
    pid: int
    url: str


@dataclass(frozen=True, slots=True)
class Rate:
    """What a server answered in a second, and the microseconds of CPU that one answer took it."""

    per_second: float
    cpu_microseconds: float


def measure_serving(*, turns: int) -> None:
    """Let both sides answer in turn, and print the rates and how the goals are met."""
    if absent := [name for name in ("nginx", "wrk") if shutil.which(name) is None]:
        print(f"serving: {' and '.join(absent)} not here: apt-get install {' '.join(absent)}")
        return
    with tempfile.TemporaryDirectory() as name, _ours(Path(name)) as ours, _nginx(Path(name)) as nginx:
        size = (Path(name) / "public" / FEED).stat().st_size
        print(f"serving: a feed of {size:,} bytes, {CONNECTIONS} connections, medians of {turns} turns")
        for status, least in GOALS.items():
            _compare(status, least, sides=(ours, nginx), turns=turns)


def _compare(status: int, least: float, *, sides: Sequence[Side], turns: int) -> None:
    headers = {side.name: [] if status == 200 else [_known(side.url)] for side in sides}
    rates: dict[str, list[Rate]] = {side.name: [] for side in sides}
    for _ in range(turns):
        for side in sides:
            rates[side.name].append(_ask(side, status, headers[side.name]))
    ours, nginx = (_median(rates[side.name]) for side in sides)
    share = ours.per_second / nginx.per_second
    print(
        f"  {status}: ours {ours.per_second:,.0f} a second ({ours.cpu_microseconds:.0f} us of CPU each), nginx "
        f"{nginx.per_second:,.0f} ({nginx.cpu_microseconds:.0f} us): {share:.2f} of its rate, "
        f"{nginx.cpu_microseconds / ours.cpu_microseconds:.2f} by CPU; "
        f"goal {least:g}: {'met' if share >= least else 'missed'}",
        flush=True,
    )


def _median(rates: Sequence[Rate]) -> Rate:
    return Rate(
        statistics.median(rate.per_second for rate in rates),
        statistics.median(rate.cpu_microseconds for rate in rates),
    )


def _ask(side: Side, status: int, headers: Sequence[str]) -> Rate:
    """Return what one turn of the client saw; an answer of another status ends the benchmark."""
    told = [word for header in headers for word in ("-H", header)]
    before = _cpu_seconds(side.pid)
    command = [*WRK, f"-c{CONNECTIONS}", f"-d{SECONDS}s", *told, side.url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = _cpu_seconds(side.pid) - before
    assert "Non-2xx" not in said, said
    count, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    read = re.search(r"requests in [\d.]+s, ([\d.]+[KMG]?B) read", said)
    assert count, said
    assert rate, said
    assert read, said
    is_whole = _bytes(read[1]) / int(count[1]) > 50_000
    assert is_whole == (status == 200), f"{side.name} answered another status than {status}"
    return Rate(float(rate[1]), spent / int(count[1]) * 1e6)


def _bytes(told: str) -> float:
    number, unit = told.rstrip("B"), 1.0
    if number[-1] in "KMG":
        unit = 1024.0 ** ("KMG".index(number[-1]) + 1)
        number = number[:-1]
    return float(number) * unit


def _known(url: str) -> str:
    with urlopen(url, timeout=10) as answer:  # noqa: S310 - our own servers
        return f"If-None-Match: {answer.headers['ETag']}"


def _cpu_seconds(pid: int) -> float:
    """Return what a process has used of the CPU, all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _ours(folder: Path) -> Iterator[Side]:
    """Yield our service, once it has published the feed."""
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    (folder / "outlet.xml").write_text(_outlet(), encoding="utf-8")
    command = [sys.executable, "-m", "aggregator", "run", "--log", "plain"]
    root = Path(__file__).parents[1]
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Side("ours", process.pid, _await_feed(process))
    finally:
        process.terminate()
        process.communicate()


def _await_feed(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    port = next(found[1] for line in process.stderr if (found := re.search(r"port (\d+) for pages", line)))
    url, until = f"http://127.0.0.1:{port}/{FEED}", monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        with urlopen(url, timeout=10) as answer:
            if answer.read().count(b"<entry") == ENTRIES:
                return url
        sleep(0.5)
    raise AssertionError("the feed was not published in time")


def _outlet() -> str:
    """Return an outlet's feed from which one of about 100 kB is published."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{article.guid}</guid><title>{escape(article.version.title)}</title>"
        f"<link>https://outlet.example/{number}</link><description>{escape(article.version.text)}</description></item>"
        for number, article in enumerate(_articles())
    )
    return f"<rss version='2.0'><channel><title>Outlet</title><link>https://outlet.example/</link>{items}</channel></rss>"


def _articles() -> list[Article]:
    newsroom = Newsroom()
    return [newsroom.article(number) for number in range(ENTRIES)]


@contextmanager
def _nginx(folder: Path) -> Iterator[Side]:
    """Yield nginx over the same folder, one process without a log, tuned as its manual advises."""
    port = _free_port()
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, port=port), encoding="utf-8")
    process = subprocess.Popen(
        (*NGINX_COMMAND, "-c", str(config), "-p", str(folder)), stderr=subprocess.DEVNULL
    )
    try:
        sleep(1)
        yield Side("nginx", process.pid, f"http://127.0.0.1:{port}/{FEED}")
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
