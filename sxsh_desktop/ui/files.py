"""Asking where to save and what to open, and telling where a file went; names are safe on every system."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from sxsh_desktop.base.text import nfc, safe_file_name
from sxsh_desktop.base.words import _, words
from sxsh_desktop.ui import memory
from sxsh_desktop.ui.widgets.buttons import ordinary, primary
from sxsh_desktop.ui.widgets.dialogs import Dialog
from sxsh_desktop.ui.widgets.text import label

_KINDS = {"xlsx": "Excel", "csv": "CSV", "docx": "Word", "pdf": "PDF", "sxsh": "SXSH", "json": "SXSH"}


def _last_folder() -> Path:
    kept = Path(memory.get("files/folder") or Path.home())
    return kept if kept.is_dir() else Path.home()


def ask_save(owner: QWidget, title: str, name: str, ending: str) -> Path | None:
    """Where to save; None when the person went back. The ending is added when it was left out."""
    proposed = _last_folder() / f"{safe_file_name(name)}.{ending}"
    kind = f"{_KINDS.get(ending, ending)} (*.{ending})"
    chosen, _kind = QFileDialog.getSaveFileName(owner, title, str(proposed), kind)
    if not chosen:
        return None
    target = Path(nfc(chosen))
    memory.put("files/folder", str(target.parent))
    return target if target.suffix.lower() == f".{ending}" else target.with_name(f"{target.name}.{ending}")


def ask_save_as(owner: QWidget, title: str, name: str, endings: tuple[str, ...]) -> Path | None:
    """As `ask_save`, in one of several formats: the first is proposed, the chosen kind or typed ending decides."""
    kinds = {f"{_KINDS.get(ending, ending)} (*.{ending})": ending for ending in endings}
    proposed = _last_folder() / f"{safe_file_name(name)}.{endings[0]}"
    chosen, kind = QFileDialog.getSaveFileName(owner, title, str(proposed), ";;".join(kinds))
    if not chosen:
        return None
    target = Path(nfc(chosen))
    memory.put("files/folder", str(target.parent))
    ending = kinds.get(kind, endings[0])
    if target.suffix.lower().removeprefix(".") in endings:
        typed = (
            target.suffix.lower() != f".{endings[0]}"
        )  # the proposed ending stays when only the kind was changed
        return target if typed else target.with_suffix(f".{ending}")
    return target.with_name(f"{target.name}.{ending}")


def ask_open(owner: QWidget, title: str, endings: tuple[str, ...]) -> list[Path]:
    """Which files to open; none when the person went back."""
    kind = " ".join(f"*.{ending}" for ending in endings)
    chosen, _kind = QFileDialog.getOpenFileNames(owner, title, str(_last_folder()), f"SXSH ({kind})")
    if chosen:
        memory.put("files/folder", str(Path(chosen[0]).parent))
    return [Path(one) for one in chosen]


def ask_one(owner: QWidget, title: str, kind: str = "", patterns: str = "") -> Path | None:
    """Which file to take an answer from, in the folder that was used last; None when the person went back.

    `kind` and `patterns` name what is looked for ("Photos", "*.jpg *.png"); any other file may be chosen too.
    """
    kinds = (f"{kind} ({patterns})", words(_("All Files (*)"))) if patterns else (words(_("All Files (*)")),)
    chosen, _kind = QFileDialog.getOpenFileName(owner, title, str(_last_folder()), ";;".join(kinds))
    if not chosen:
        return None
    memory.put("files/folder", str(Path(chosen).parent))
    return Path(chosen)


def ask_folder(owner: QWidget, title: str, start: Path | None = None) -> Path | None:
    """Which folder; None when the person went back."""
    chosen = QFileDialog.getExistingDirectory(owner, title, str(start or _last_folder()))
    if chosen:
        memory.put("files/folder", chosen)
    return Path(chosen) if chosen else None


def show(path: Path) -> None:
    """Open a file or folder with whatever the system has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def told(owner: QWidget, file: Path, about: str = "", *, opens: bool = True) -> None:
    """Say where a file went, and offer to open its folder or (`opens`) the file: a bundle opens nowhere."""
    dialog = Dialog(words(_("Saved")), about or words(_("The file is ready.")), owner.window())
    dialog.add(label(str(file), wrap=True, select=True))

    def open_folder() -> None:
        show(file.parent)
        dialog.reject()

    close = ordinary(words(_("Close")), dialog.reject)
    if not opens:
        dialog.set_buttons(close, primary(words(_("Open its folder")), open_folder, "folder"))
        dialog.run()
        return
    dialog.set_buttons(
        close,
        ordinary(words(_("Open its folder")), open_folder, "folder"),
        primary(words(_("Open the file")), dialog.accept),
    )
    if dialog.run():
        show(file)
