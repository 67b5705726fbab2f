"""`aggregator` and `python -m aggregator`."""

import sys

from aggregator.cli.commands import run_command_line


def main() -> None:
    """Run the command line and exit with its status."""
    sys.exit(run_command_line())


if __name__ == "__main__":
    main()
