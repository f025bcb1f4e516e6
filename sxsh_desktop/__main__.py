"""`python -m sxsh_desktop` and `sxsh`: the window, or with a command the command line.

`--store FOLDER` alone opens the window on that store, as `sxsh-desktop --store FOLDER` does.
"""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence

from sxsh_desktop.base.started import store_asked


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window when nothing is asked for, else do what is asked; gives back the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if store_asked(given) is not None:
        from sxsh_desktop import app

        return app.main(given)
    from sxsh_desktop import cli

    return cli.main(given)


if __name__ == "__main__":
    multiprocessing.freeze_support()  # the sample data is made by several processes, also when frozen
    sys.exit(main())
