"""Compile `resources/translations/<language>/*.po` into `sxsh.mo`, and say which sentences are missing.

Run by `dev.py words`; `--strict` ends with status 1 when a sentence of the program has no Vietnamese.
Sentences are found in the source itself: the first argument of `_()`, `words()` and `words_in()`, and of the
calls named in MARKERS; what stands after `help=`; and the docstrings of the commands of `sxsh`.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
# name of the call -> which argument is the sentence
MARKERS = {"_": 0, "words": 0, "words_in": 1}


def sentences_of(source: Path) -> Iterator[tuple[str, int]]:
    """Every marked sentence of a Python file, with its line."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        yield from _helps(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = MARKERS.get(name)
        if place is None or len(node.args) <= place:
            continue
        argument = node.args[place]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
            yield argument.value, node.lineno


def _helps(call: ast.Call) -> Iterator[tuple[str, int]]:
    """What stands after `help=`: the command line shows it."""
    for keyword in call.keywords:
        if keyword.arg == "help" and isinstance(keyword.value, ast.Constant) and keyword.value.value:
            yield str(keyword.value.value), call.lineno


def commands_of(source: Path) -> Iterator[tuple[str, int]]:
    """The sentences of every docstring that ends with an example: the help of a command, in one line."""
    for node in ast.walk(ast.parse(source.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            said, example, _rest = (ast.get_docstring(node) or "").partition("Example: sxsh")
            if example:
                yield " ".join(said.split()), node.lineno


def all_sentences() -> dict[str, str]:
    """Every sentence of the program and the first place where it stands."""
    found: dict[str, str] = {}
    for source in sorted((ROOT / "sxsh_desktop").rglob("*.py")):
        for sentence, line in chain(sentences_of(source), commands_of(source)):
            found.setdefault(sentence, f"{source.relative_to(ROOT).as_posix()}:{line}")
    return found


def joined(language: str) -> tuple[Catalog, list[str]]:
    """The catalogue of a language from its files, and what is wrong in them (two words for one sentence)."""
    whole = Catalog(locale=language, charset="utf-8")
    faults: list[str] = []
    for file in sorted((TRANSLATIONS / language).glob("*.po")):
        with file.open("rb") as stream:
            part = read_po(stream, locale=language)
        for message in part:
            if not message.id or not message.string or message.fuzzy:
                continue
            known = whole.get(message.id)
            if known is not None and known.string != message.string:
                faults.append(f"{file.name}: another translation of {message.id!r} stands in an earlier file")
                continue
            whole.add(message.id, message.string)
    return whole, faults


def compile_language(language: str) -> tuple[Catalog, list[str]]:
    """Write the compiled catalogue when its content changed."""
    catalogue, faults = joined(language)
    buffer = io.BytesIO()
    # The same sentences give the same bytes, whenever they are compiled.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(buffer, catalogue)
    target = TRANSLATIONS / language / "sxsh.mo"
    if not target.exists() or target.read_bytes() != buffer.getvalue():
        target.write_bytes(buffer.getvalue())
    return catalogue, faults


def main(arguments: list[str]) -> int:
    """Compile; list what is missing; 1 under --strict when something is."""
    strict = "--strict" in arguments
    catalogue, faults = compile_language("vi")
    missing = [
        f"{place}: {sentence!r}" for sentence, place in all_sentences().items() if sentence not in catalogue
    ]
    for line in [*faults, *missing] if strict or "--list" in arguments else []:
        sys.stdout.write(line + "\n")
    if missing or faults:
        sys.stdout.write(
            f"{len(missing)} sentences without Vietnamese, {len(faults)} faults in the .po files\n"
        )
    return 1 if strict and (missing or faults) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
