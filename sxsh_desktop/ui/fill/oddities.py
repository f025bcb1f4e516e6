"""The checks across figures while a form is filled in: run in the background, shown as problems of their answers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from sxsh_desktop.services import plausibility
from sxsh_desktop.services.plausibility import Finding
from sxsh_desktop.ui.fill.fill_model import FillModel
from sxsh_desktop.ui.jobs import Job

_WAIT = 1200  # milliseconds after the last change


class Oddities(QObject):
    """Looks again some time after each change, and at once when it is asked to."""

    def __init__(self, model: FillModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._wanted = plausibility.looks_at(model.draft.form)
        self._seen, self._asked = -1, -1
        self._then: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_WAIT)
        self._timer.timeout.connect(self._look)
        if self._wanted:
            model.changed.connect(lambda _refs: self._timer.start())
            self._timer.start()

    def stop(self) -> None:
        """The window goes."""
        self._timer.stop()
        self._wanted, self._then = False, None

    def when_seen(self, then: Callable[[], object]) -> None:
        """Go on once the answers as they stand have been looked at."""
        if not self._wanted or self._seen == self._model.draft.head.last_seq:
            then()
            return
        self._then = then
        self._look()

    def _look(self) -> None:
        """Hand the answers as they stand to a worker; the record is written out here, which takes milliseconds."""
        draft, now = self._model.draft, self._model.draft.head.last_seq
        if not self._wanted or now in (self._seen, self._asked):
            return
        self._asked = now
        xml, desk, language = draft.session.to_xml(final=True), self._model.desk, self._model.language
        form, record_id = draft.form, draft.record_id
        job = Job(lambda _p: plausibility.of_answers(desk, form, xml, record_id, language), quiet=True)
        job.succeeded.connect(lambda found: self._show(now, found))
        for ended in (job.refused, job.broke):
            ended.connect(lambda _error: self._show(now, ()))
        job.start()

    def _show(self, seq: int, found: tuple[Finding, ...]) -> None:
        self._asked = -1
        if not self._wanted:
            return
        if seq != self._model.draft.head.last_seq:
            self._look()
            return
        self._seen = seq
        self._model.show_oddities(found)
        then, self._then = self._then, None
        if then is not None:
            then()
