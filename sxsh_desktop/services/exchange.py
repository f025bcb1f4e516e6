"""Gửi – Nhận: bundles out and in, receipts, shelf, devices. The door to the `exchange_*` files.

`receive_shelved` lives here because it joins shelf and import.
"""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.progress import Progress
from sxsh_desktop.services.desk import Desk
from sxsh_desktop.services.exchange_devices import (
    DeviceLine,
    devices,
    export_enrolment,
    own_code,
    own_enrolment,
    refresh_devices,
    refresh_receipts,
)
from sxsh_desktop.services.exchange_errors import NotOnShelfKindError
from sxsh_desktop.services.exchange_fates import FATE_NAMES, FATES, Fate, Plan, PlanLine
from sxsh_desktop.services.exchange_history import (
    ExportLine,
    ImportLine,
    exports,
    imports,
)
from sxsh_desktop.services.exchange_noted import (
    confirm_device,
    export_bundle,
    import_bundle,
    import_enrolment,
    redo_import,
    revoke_device,
    undo_import,
)
from sxsh_desktop.services.exchange_receive import is_shelved, preview_bundle
from sxsh_desktop.services.exchange_send import Sent, ToSend, what_to_send
from sxsh_desktop.services.exchange_shelf import ShelfLine, discard, set_state, shelf, shelf_path

__all__ = [
    "FATES",
    "FATE_NAMES",
    "DeviceLine",
    "ExportLine",
    "Fate",
    "ImportLine",
    "Plan",
    "PlanLine",
    "Sent",
    "ShelfLine",
    "ToSend",
    "confirm_device",
    "devices",
    "discard",
    "export_bundle",
    "export_enrolment",
    "exports",
    "import_bundle",
    "import_enrolment",
    "is_shelved",
    "imports",
    "own_code",
    "own_enrolment",
    "preview_bundle",
    "receive_shelved",
    "redo_import",
    "refresh_devices",
    "refresh_receipts",
    "revoke_device",
    "shelf",
    "shelf_path",
    "undo_import",
    "what_to_send",
]


def receive_shelved(
    desk: Desk, shelf_id: str, *, confirm: bool = False, progress: Progress | None = None
) -> Plan:
    """Try a shelved bundle once more; `confirm` believes its sender first, after the code was compared.

    Raises ShelfItemGoneError, NotOnShelfKindError, and what `import_bundle` and `confirm_device` raise; the
    file then stays on the shelf.
    """
    path = shelf_path(desk, shelf_id)
    line = next((one for one in shelf(desk) if one.shelf_id == shelf_id), None)
    if line is not None and line.kind == "clash":
        raise NotOnShelfKindError(item=line.file_name)
    if confirm and line is not None and line.key_id:
        confirm_device(desk, line.key_id)
    try:
        plan = import_bundle(desk, path, shelve=False, progress=progress)
    except UserError:
        set_state(desk, shelf_id, "waiting")
        raise
    set_state(desk, shelf_id, "taken")
    return plan
