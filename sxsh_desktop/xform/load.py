"""From a form file to a `Form`: the one door. The second opening reads a cached plan."""

from __future__ import annotations

import hashlib
import io
import pickle
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args

from lxml import etree

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.reasons import Reason, reason_of
from sxsh_desktop.base.words import _
from sxsh_desktop.xform import settled, xml
from sxsh_desktop.xform.definition import Form
from sxsh_desktop.xform.graph import Aspect, Graph, expressions_of, graph_of, remember
from sxsh_desktop.xform.kept import without_collecting
from sxsh_desktop.xform.lists import LARGEST_LIST, ListFileError
from sxsh_desktop.xform.misplaced import NO_LIST
from sxsh_desktop.xform.read_xform import read_xform
from sxsh_desktop.xform.xpath import parser
from sxsh_desktop.xform.xpath.tree import Ast

ENGINE_VERSION = "6"
_DEFINITION = ("Action", "ChoiceList", "ChoiceSource", "Control", "Form", "Group", "ModelNode", "Output")
_SAFE = {
    *(("sxsh_desktop.xform.definition", name) for name in (*_DEFINITION, "Question", "Repeat", "Text")),
    *(("sxsh_desktop.xform.graph", name) for name in ("Aspect", "Edge", "Graph")),
    *(("sxsh_desktop.xform.xpath.tree", one.__name__) for one in get_args(Ast)),
    ("sxsh_desktop.xform.xpath.tree", "Step"),
    ("sxsh_desktop.xform.misplaced", "Fault"),
    ("sxsh_desktop.xform.settled", "Settled"),
    ("sxsh_desktop.xform.load", "_Plan"),
}
LARGEST_WORKBOOK = 64 << 20
LARGEST_UNPACKED = 512 << 20
# What a broken or foreign workbook makes the spreadsheet readers raise.
BROKEN_WORKBOOK = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,  # encrypted, or packed in a way that nobody reads
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    AssertionError,
    SyntaxError,
)


class FormUnreadableError(UserError):
    """The file is no form at all."""

    code = "FORM-01"
    said = _("The form file {file} cannot be opened: {reason}.")
    todo = _("Open it in Excel or LibreOffice, save it again as .xlsx, and try again.")


class FormFaultyError(UserError):
    """The form has faults that make it unusable."""

    code = "FORM-02"
    said = _("The form {file} has a fault: {reason}.")
    todo = _("Check the form (sxsh form check) and mend what the list names.")


class FormFileMissingError(UserError):
    """A list that the form needs is not beside it."""

    code = "FORM-03"
    said = _("The form {file} needs the file {missing}, which is not beside it.")
    todo = _("Put the file into the folder of the form.")


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is kept of a form once read: the form, what it computes, and the list files with their hashes.

    `trees` are the parsed expressions, packed by themselves: many openings need none of them.
    """

    form: Form
    graph: Graph
    files: tuple[tuple[str, str], ...]
    settled: settled.Settled | None
    trees: bytes


def load_form(path: Path, cache_dir: Path | None = None) -> Form:
    """The form in an .xlsx (XLSForm) or .xml (XForm); list files are looked for beside it.

    `definition_hash` is the SHA-256 over the normalised XForm and the list files, as hex. `cache_dir` keeps
    plans so that the next opening skips pyxform.
    Raises FormUnreadableError, FormFaultyError, FormFileMissingError, ListFileError, XmlRefusedError.
    """
    data = _bytes_of(path)
    plan_file = None
    if cache_dir is not None:
        digest = hashlib.sha256(data + ENGINE_VERSION.encode("ascii")).hexdigest()
        plan_file = cache_dir / f"{digest[:32]}.plan"
        kept = _kept_plan(plan_file, path)
        if kept is not None:
            return kept
    return _read_anew(path, data, plan_file)


def xform_of(path: Path, data: bytes | None = None) -> bytes:
    """The XForm XML of a form file: converted by pyxform if it is a workbook, as it stands otherwise.

    Raises FormUnreadableError, FormFaultyError.
    """
    data = _bytes_of(path) if data is None else data
    return data if path.suffix.lower() == ".xml" else _converted(path, data)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_WORKBOOK:
            raise FormUnreadableError(file=path.name, reason=f"> {LARGEST_WORKBOOK >> 20} MB")
        return path.read_bytes()
    except OSError as error:
        raise FormUnreadableError(file=path.name, reason=reason_of(error)) from error


def _converted(path: Path, data: bytes) -> bytes:
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    _require_workbook(path, data)
    try:
        return str(convert(io.BytesIO(data), form_name="data", file_type=".xlsx").xform).encode("utf-8")
    except PyXFormError as error:
        raise FormFaultyError(file=path.name, reason=reason_of(error)) from error
    except BROKEN_WORKBOOK as error:
        raise FormUnreadableError(file=path.name, reason=Reason(type(error).__name__)) from error


def _require_workbook(path: Path, data: bytes) -> None:
    """Refuse what is no .xlsx, and what would unpack to more than a form ever is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = {one.filename for one in parts.infolist()}
            size = sum(one.file_size for one in parts.infolist())
    except BROKEN_WORKBOOK as error:
        raise FormUnreadableError(file=path.name, reason=Reason(type(error).__name__)) from error
    if "xl/workbook.xml" not in names or size > LARGEST_UNPACKED:
        raise FormUnreadableError(file=path.name, reason="xlsx")


def _read_anew(path: Path, data: bytes, plan_file: Path | None) -> Form:
    xform = xform_of(path, data)
    read: dict[str, bytes] = {}

    def read_file(name: str) -> bytes:
        read[name] = read_beside(path, name)
        return read[name]

    with without_collecting():
        root = xml.parse(xform, xml.LARGEST_FORM)
        form = read_with_hash(read_xform(root, "", read_file), root, read)
        del root  # 5,000 questions: 20 MB that the graph need not stand beside
        graph = graph_of(form)
    require_usable(graph, path.name)
    if plan_file is not None:
        files = tuple((name, hashlib.sha256(content).hexdigest()) for name, content in read.items())
        trees = pickle.dumps(_computed_trees(form), protocol=5)
        _keep_plan(plan_file, _Plan(form, graph, files, settled.settled_of(form), trees))
    return form


def _computed_trees(form: Form) -> dict[str, Ast]:
    """The parsed expressions that opening a record runs; the others are parsed when somebody looks."""
    computed = [text for _path, _column, aspect, text in expressions_of(form) if aspect is not Aspect.SHOWN]
    return {text: parser.parse(text) for text in computed}


def require_usable(graph: Graph, file: str) -> None:
    """Refuse a form that could not be filled in rightly. Raises FormFaultyError with the first reason."""
    for cycle in graph.cycles:
        names = " → ".join(path for path, _aspect in (*cycle, cycle[0]))
        raise FormFaultyError(file=file, reason=names)
    for fault in graph.faults:
        if fault.code in ("syntax", "function", NO_LIST):
            raise FormFaultyError(file=file, reason=f"{fault.path}: {fault.expression}")


def read_with_hash(form: Form, xform: bytes | etree._Element, files: dict[str, bytes]) -> Form:
    """The form with its definition hash: SHA-256 over the canonical XForm, then each list file by name."""
    from dataclasses import replace

    root = xml.parse(xform, xml.LARGEST_FORM) if isinstance(xform, bytes) else xform
    try:
        digest = hashlib.sha256(etree.tostring(root, method="c14n"))
    except etree.C14NError as error:
        raise xml.XmlRefusedError(reason=str(error)) from error
    for name in sorted(files):
        digest.update(name.encode("utf-8") + b"\0" + hashlib.sha256(files[name]).digest())
    return replace(form, definition_hash=digest.hexdigest())


def read_beside(path: Path, name: str) -> bytes:
    """A file of a form: in its folder, or in the folder `<form>-media`. Raises FormFileMissingError, ListFileError."""
    for folder in (path.parent, path.parent / f"{path.stem}-media"):
        file = folder / name
        if file.is_file():
            if file.stat().st_size > LARGEST_LIST:
                raise ListFileError(file=name, reason=f"> {LARGEST_LIST >> 20} MB")
            return file.read_bytes()
    raise FormFileMissingError(file=path.name, missing=name)


class _PlanReader(pickle.Unpickler):
    """Reads plans only: any name that is not one of our own values is refused."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _SAFE:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name}")


def _kept_plan(plan_file: Path, path: Path) -> Form | None:
    """The kept form if the plan is whole and its list files are still the same."""
    try:
        raw = plan_file.read_bytes()
        digest, content = raw[:32], raw[32:]
        if hashlib.sha256(content).digest() != digest:
            return None
        with without_collecting():
            plan = _PlanReader(io.BytesIO(content)).load()
        if not isinstance(plan, _Plan):
            return None
        same = all(hashlib.sha256(read_beside(path, name)).hexdigest() == known for name, known in plan.files)
    except (OSError, pickle.UnpicklingError, EOFError, AttributeError, TypeError, ValueError, UserError):
        return None
    if not same:
        return None
    remember(plan.form.definition_hash, plan.graph)
    settled.remember(plan.form.definition_hash, plan.settled)
    parser.remember_later(partial(_trees, plan.trees))
    return plan.form


def _trees(packed: bytes) -> Mapping[str, Ast]:
    with without_collecting():
        found: dict[str, Ast] = _PlanReader(io.BytesIO(packed)).load()
    return found


def _keep_plan(plan_file: Path, plan: _Plan) -> None:
    content = pickle.dumps(plan, protocol=5)
    try:
        plan_file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(plan_file, hashlib.sha256(content).digest() + content)
    except OSError:
        return  # a cache that cannot be written costs time, nothing else
