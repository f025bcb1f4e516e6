"""`python -m sxsh_desktop` and `sxsh`: without arguments the window, with arguments the command line."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window when nothing is asked for, else do what is asked; gives back the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given:
        from sxsh_desktop import cli

        return cli.main(given)
    from sxsh_desktop import app

    return app.main([])


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the sample data is made by several processes, also when frozen
    sys.exit(main())
