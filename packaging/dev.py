"""The one command for everybody who works on SXSH Desktop: `python3 packaging/dev.py COMMAND`.

    run      set up, then open the window (`run -- ARGS` hands ARGS to `sxsh`)
    test     set up with the test extras, then the whole suite, offscreen
    check    format, lint, types, floors, words, tests: what must be green before a commit
    bench    the measurements of tests/bench (`bench engine` runs those whose name holds "engine")
    golden   renew the golden texts; read them as a diff afterwards
    shots    pictures of every screen, in both languages, into shots/
    build    a wheel into dist/
    words    compile the translations and say what is missing
    lock     renew the locked dependencies (versions and hashes)

Needs nothing but Python 3.11 or newer; works on Linux and Windows.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {False: ROOT / "packaging" / "requirements.lock", True: ROOT / "packaging" / "requirements-test.lock"}
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# What Qt needs beside the wheel (offscreen: the first line; on a screen: both), and venv itself.
DEBIAN_PACKAGES = (
    "python3-venv",
    "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0",
    "libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0",
    "libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0",
)
LIBRARIES = ("libEGL.so.1", "libGL.so.1", "libxkbcommon.so.0", "libdbus-1.so.3", "libfontconfig.so.1")


def say(text: str) -> None:
    """Tell the person at the terminal, also where the terminal cannot show every letter."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, check: bool = True) -> int:
    """Run a command in the project's folder; a failure ends the whole run with the same status."""
    full = {**os.environ, "PYTHONUTF8": "1", **(env or {})}
    status = subprocess.run([str(part) for part in command], cwd=ROOT, env=full, check=False).returncode
    if status and check:
        raise SystemExit(status)
    return status


def missing_system_parts() -> list[str]:
    """What Debian must still bring: the names of shared libraries that do not load, and venv."""
    if not sys.platform.startswith("linux"):
        return []
    import ctypes
    import importlib.util

    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        missing.append("ensurepip (python3-venv)")
    return missing


def install_system_parts() -> None:
    """On Debian and as root: install them. Otherwise: name them and the command, and go on."""
    missing = missing_system_parts()
    if not missing:
        return
    packages = " ".join(DEBIAN_PACKAGES).split()
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"Installing system libraries ({', '.join(missing)} not found) ...")
        quiet = {"DEBIAN_FRONTEND": "noninteractive"}
        run(apt, "update", "-qq", env=quiet)
        run(apt, "install", "-y", "-qq", "--no-install-recommends", *packages, env=quiet)
        return
    say(f"Not found on this machine: {', '.join(missing)}.")
    say("On Debian or Ubuntu run:  sudo apt-get install " + " ".join(packages))
    if "ensurepip (python3-venv)" in missing:
        raise SystemExit(1)


def set_up(with_tests: bool) -> None:
    """Make `.venv` and install the locked dependencies; does nothing when they are already there."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file that an older Python may be asked to run
        raise SystemExit(f"Python 3.11 or newer is needed; this is {platform.python_version()}.")
    install_system_parts()
    lock = LOCKS[with_tests]
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / "installed.txt"
    have = stamp.read_text("utf-8").split() if stamp.exists() else []
    if wanted in have:
        return
    if not PYTHON.exists():
        say("Making .venv ...")
        run(sys.executable, "-m", "venv", VENV)
    say(f"Installing from {lock.relative_to(ROOT)} ...")
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes")
    run(*pip, "-r", lock)
    covers = [wanted]
    if with_tests:  # the test lock holds everything of the other one
        covers.append(hashlib.sha256(LOCKS[False].read_bytes()).hexdigest())
    stamp.write_text("\n".join(covers), "utf-8")


def tool(name: str, *arguments: str | Path, check: bool = True) -> int:
    """Run a tool of the environment as a module."""
    return run(PYTHON, "-m", name, *arguments, check=check)


def suite(*arguments: str) -> int:
    """All tests but the measurements; a module's tests stay in one process, at most four processes work.

    A process that dies fails the test it was in and is not replaced: the tests in its hands would come again, and
    the run has been seen to wait for ever for the last of them.
    """
    spread = ("-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--max-worker-restart", "0")
    return pytest("-m", "not bench", "-q", *spread, *arguments)


def pytest(*arguments: str) -> int:
    """Tests, with Qt drawing to memory."""
    offscreen = {"QT_QPA_PLATFORM": "offscreen", "SXSH_TESTING": "1"}
    return run(PYTHON, "-m", "pytest", *arguments, env=offscreen, check=False)


def command_run(arguments: Sequence[str]) -> int:
    set_up(with_tests=False)
    return run(PYTHON, "-m", "sxsh_desktop", *[a for a in arguments if a != "--"], check=False)


def command_test(arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    command_words(())
    return suite(*arguments)


def command_check(arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    tool("ruff", "format", "--check", ".")
    tool("ruff", "check", ".")
    tool("mypy")
    run(VENV / ("Scripts/lint-imports.exe" if WINDOWS else "bin/lint-imports"))
    if command_words(("--strict",)):
        return 1
    return suite(*arguments)


def command_bench(arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    only = ("-k", arguments[0]) if arguments else ()
    return pytest("-m", "bench", "-s", "-q", "-o", "faulthandler_timeout=7200", *only)


def command_golden(arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    return pytest("tests/golden", "-q", "--update-golden", *arguments)


def command_shots(arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    command_words(())
    return run(PYTHON, "packaging/shots.py", *arguments, env={"QT_QPA_PLATFORM": "offscreen"}, check=False)


def command_build(_arguments: Sequence[str]) -> int:
    set_up(with_tests=True)
    command_words(("--strict",))
    wheel = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", ".")
    return tool("pip", *wheel, check=False)


def command_words(arguments: Sequence[str]) -> int:
    return run(PYTHON, "packaging/words.py", *arguments, check=False)


def command_lock(_arguments: Sequence[str]) -> int:
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("Renewing the lock needs the program uv.")
    common = ("--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url")
    for with_tests, lock in LOCKS.items():
        extra = ("--extra", "test") if with_tests else ()
        run(uv, "pip", "compile", *common, "--no-header", "-q", "pyproject.toml", *extra, "-o", lock)
    return 0


COMMANDS = {
    "run": command_run,
    "test": command_test,
    "check": command_check,
    "bench": command_bench,
    "golden": command_golden,
    "shots": command_shots,
    "build": command_build,
    "words": command_words,
    "lock": command_lock,
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and give back its exit status; 2 for a command that there is not."""
    if not arguments or arguments[0] not in COMMANDS:
        say(__doc__ or "")
        return 2
    return COMMANDS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
