"""What nobody meant to send harms nobody: a short run of `dev.py fuzz`."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_damaged_feeds_and_answers_neither_raise_nor_hang_nor_grow() -> None:
    """Twenty seconds of what servers send when they are broken."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.fuzz", "--seconds", "20", "--seed", "3"]
    answer = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=120)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert " 0 raised or hung; " in answer.stdout
