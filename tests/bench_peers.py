"""The engines that ours is measured beside, where they are present: JavaRosa (in the pyxform wheel), rxeval."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

_SOURCE = Path(__file__).parent / "bench" / "JavaRosaPeer.java"


def jar() -> Path | None:
    """The JavaRosa jar, None where it or Java is missing."""
    found = importlib.util.find_spec("pyxform")
    if found is None or found.origin is None or shutil.which("java") is None:
        return None
    file = Path(found.origin).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
    return file if file.is_file() else None


class JavaRosa:
    """One Java process that keeps running, so that it is warm."""

    def __init__(self, file: Path) -> None:
        utc = "-Duser.timezone=UTC"  # what is compared must not hang on the zone of the machine
        self._process = subprocess.Popen(
            ["java", "-Xss8m", utc, "-cp", str(file), str(_SOURCE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )

    def ask(self, *said: str) -> tuple[float, str]:
        """(milliseconds, result) of one order."""
        process = self._process
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write("\t".join(said) + "\n")
        process.stdin.flush()
        while not (line := process.stdout.readline()).startswith("= "):
            if not line:
                raise EOFError("the Java process ended")
        _mark, nanoseconds, result = line.rstrip("\n").split(" ", 2)
        if result.startswith("!"):
            raise RuntimeError(result)
        return int(nanoseconds) / 1e6, result

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(10)
