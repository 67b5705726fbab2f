"""`aggregator` and `python -m aggregator`."""

import sys

from aggregator.cli.heap import keep_all
from aggregator.service.loading import loading


def main() -> None:
    """Run the command line and exit with its status."""
    with loading():
        from aggregator.cli.commands import run_command_line
    try:
        sys.exit(run_command_line())
    finally:
        keep_all()  # it all goes with the process


if __name__ == "__main__":
    main()
