"""The forms that this desk knows: those that come with the program, and those that came by bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sxsh_desktop.base import paths
from sxsh_desktop.base.clock import Clock
from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.files import write_whole
from sxsh_desktop.base.words import _
from sxsh_desktop.store import forms as stored
from sxsh_desktop.store.database import Store
from sxsh_desktop.store.forms import StoredForm

if TYPE_CHECKING:
    from sxsh_desktop.xform.definition import Form

LETTERS = {
    "a_co_so": "A",
    "b_khao_sat": "B",
    "c_tieu_thu": "C",
    "d_danh_gia_nhanh": "D",
    "e_danh_gia_chi_tiet": "E",
    "f_theo_doi": "F",
    "g_kiem_tra": "G",
    "h_su_kien": "H",
    "i_can_bo": "I",
}
LAST_SAVED = "jr://instance/last-saved"  # a list that is no file: the record saved before
LARGEST_MEDIA = 32 << 20  # bytes of one picture, sound or film beside a form
REGISTER_FORM = "a_co_so"
OFFICER_FORM = "i_can_bo"
EVENT_FORM = "h_su_kien"


class FormUnknownError(UserError):
    """A record or a command names a form that is not here."""

    code = "FORM-21"
    said = _("The form {form} (version {version}) is not on this computer.")
    todo = _("Ask the department for a bundle with this form, and import it.")


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A form in a list: `letter` is its short name on paper (A–I), "" for a form that has none."""

    form_id: str
    letter: str
    version: str
    definition_hash: str
    title: str
    state: str


def shipped_files() -> list[Path]:
    """The form files that come with the program, in the order of their letters."""
    return sorted(paths.forms().glob("*.xlsx"))


def list_files(form: Form) -> list[str]:
    """The names of the files that must stand beside the form."""
    files = (one.source for one in form.lists.values() if one.source and one.source != LAST_SAVED)
    return sorted({source.rsplit("/", 1)[-1] for source in files})


def files_beside(file: Path, form: Form) -> dict[str, bytes]:
    """The form's own file, its lists, and the pictures and sounds that are there, by name: what makes it whole."""
    from sxsh_desktop.xform.load import read_beside
    from sxsh_desktop.xform.media import media_names

    found = {name: read_beside(file, name) for name in (file.name, *list_files(form))}
    for name in media_names(form):
        places = (file.parent / name, file.parent / f"{file.stem}-media" / name)
        there = next((one for one in places if one.is_file()), None)
        if there is not None and there.stat().st_size <= LARGEST_MEDIA:
            found[name] = there.read_bytes()
    return found


class FormShelf:
    """Finds a form by id and version, or by definition hash. Forms are read once and kept."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._kept: dict[str, Form] = {}
        self._media: dict[str, Path | None] = {}  # where the files of a definition lie
        self._known: tuple[StoredForm, ...] = ()
        self._cache = paths.user_cache() / "forms"
        self._mark = store.folder / "forms-taken-in.txt"
        self.refresh()

    def refresh(self) -> None:
        """Read again what is in the store (after an import, a publication)."""
        with self._store.read() as connection:
            self._known = tuple(stored.all_forms(connection))

    def take_in_shipped(self) -> None:
        """Put the program's own forms into the store, once for each set of files."""
        files = shipped_files()
        stamp = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
        if self._known and self._mark.exists() and self._mark.read_text("ascii") == stamp:
            return
        loaded = [(file, load_form(file, self._cache)) for file in files]
        with self._store.write() as connection:
            for file, form in loaded:
                stored.add(connection, self._entry(form, file.name, "published"), files_beside(file, form))
        write_whole(self._mark, stamp.encode("ascii"))
        self.refresh()

    def entry_for(self, form: Form, main_file: str, state: str = "published") -> StoredForm:
        """How a form read elsewhere (from a bundle, by the department) is kept."""
        return self._entry(form, main_file, state)

    def _entry(self, form: Form, main_file: str, state: str) -> StoredForm:
        return StoredForm(
            form.form_id,
            form.version,
            form.definition_hash,
            form.title,
            state,
            main_file,
            self._clock().isoformat(timespec="seconds"),
        )

    def current(self) -> tuple[FormInfo, ...]:
        """The newest published version of each form, in the order of their letters."""
        newest: dict[str, StoredForm] = {}
        for one in self._known:
            if one.state == "published":
                newest[one.form_id] = one
        infos = [_info(one) for one in newest.values()]
        return tuple(sorted(infos, key=lambda info: (info.letter or "~", info.form_id)))

    def every_version(self) -> tuple[FormInfo, ...]:
        """All versions that are kept, published or not."""
        return tuple(_info(one) for one in self._known)

    def get(self, form_id: str, version: str = "", definition_hash: str = "") -> Form:
        """The form; the newest published version when none is named.

        Raises FormUnknownError when it is not here, and what `load_form` raises when it cannot be read.
        """
        found = self._find(form_id, version, definition_hash)
        if found is None:
            raise FormUnknownError(form=form_id, version=version or "–")
        kept = self._kept.get(found.definition_hash)
        if kept is None:
            kept = self._kept[found.definition_hash] = load_form(self._laid_out(found), self._cache)
        return kept

    def has(self, form_id: str, version: str, definition_hash: str) -> bool:
        """Whether this very definition is here."""
        return self._find(form_id, version, definition_hash) is not None

    def files(self, definition_hash: str) -> dict[str, bytes]:
        """The files of a definition, for a bundle."""
        with self._store.read() as connection:
            return stored.files_of(connection, definition_hash)

    def main_file(self, definition_hash: str) -> str:
        """Which of the files of a definition is the form itself; "" when it is not here."""
        return next((one.main_file for one in self._known if one.definition_hash == definition_hash), "")

    def media_file(self, definition_hash: str, name: str) -> Path | None:
        """A picture, sound or film that came with a form; None when it is not here."""
        if not name or definition_hash not in self._media:
            known = next((one for one in self._known if one.definition_hash == definition_hash), None)
            self._media[definition_hash] = (
                self._laid_out(known).parent if known is not None and name else None
            )
        folder = self._media[definition_hash]
        file = folder / Path(name).name if folder is not None else None
        return file if file is not None and file.is_file() else None

    def read(self, file: Path) -> Form:
        """Read a form file with the lists beside it, without keeping it; raises what `load_form` raises."""
        return load_form(file, self._cache)

    def read_files(self, main_file: str, files: Mapping[str, bytes]) -> Form:
        """Read a form from its files without keeping it; raises what `load_form` raises."""
        digest = hashlib.sha256(b"\0".join(files[name] for name in sorted(files))).hexdigest()
        return load_form(self._lay_out(digest, main_file, files), self._cache)

    def _find(self, form_id: str, version: str, definition_hash: str) -> StoredForm | None:
        for one in reversed(self._known):
            if one.form_id != form_id or (definition_hash and one.definition_hash != definition_hash):
                continue
            if version and one.version != version:
                continue
            if version or definition_hash or one.state == "published":
                return one
        return None

    def is_shipped(self, definition_hash: str) -> bool:
        """Whether the program itself brings this definition."""
        return any(self._shipped_hash(file) == definition_hash for file in shipped_files())

    def _laid_out(self, form: StoredForm) -> Path:
        for file in shipped_files():
            if file.name == form.main_file and self._shipped_hash(file) == form.definition_hash:
                return file
        return self._lay_out(form.definition_hash, form.main_file, self.files(form.definition_hash))

    def _shipped_hash(self, file: Path) -> str:
        form = load_form(file, self._cache)
        return self._kept.setdefault(form.definition_hash, form).definition_hash

    def _lay_out(self, digest: str, main_file: str, files: Mapping[str, bytes]) -> Path:
        folder = self._cache / digest[:32]
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            target = folder / Path(name).name
            if not target.exists() or target.read_bytes() != content:
                write_whole(target, content)
        return folder / Path(main_file).name


def load_form(path: Path, cache_dir: Path) -> Form:
    """As `xform.load.load_form`; the form engine is read when the first form is."""
    from sxsh_desktop.xform import load

    return load.load_form(path, cache_dir)


def _info(form: StoredForm) -> FormInfo:
    letter = LETTERS.get(form.form_id, "")
    return FormInfo(form.form_id, letter, form.version, form.definition_hash, form.title, form.state)
