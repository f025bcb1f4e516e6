"""XForm XML to `Form`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from sxsh_desktop.base.text import nfc
from sxsh_desktop.xform import xml
from sxsh_desktop.xform.binds import (
    Bind,
    is_action,
    read_action,
    read_bind,
    read_model_tree,
    resolved,
)
from sxsh_desktop.xform.definition import (
    NOTHING,
    Action,
    BodyNode,
    ChoiceList,
    ChoiceSource,
    Control,
    Form,
    Group,
    ModelNode,
    Question,
    Repeat,
)
from sxsh_desktop.xform.lists import FileReader, read_csv, read_list
from sxsh_desktop.xform.misplaced import with_place, without_place
from sxsh_desktop.xform.search_lists import Search, search_list, search_of
from sxsh_desktop.xform.texts import NO_TEXT, Texts, read_texts

_JR = f"{{{xml.JAVAROSA}}}"
_XF = f"{{{xml.XFORMS}}}"
_CONTROLS = {
    "input": Control.INPUT,
    "select1": Control.SELECT_ONE,
    "select": Control.SELECT_MULTIPLE,
    "rank": Control.RANK,
    "range": Control.RANGE,
    "upload": Control.UPLOAD,
    "trigger": Control.ACKNOWLEDGE,
    "secret": Control.INPUT,
}
_LISTED = (Control.SELECT_ONE, Control.SELECT_MULTIPLE)
_ITEMS = re.compile(r"^instance\(\s*['\"]([^'\"]+)['\"]\s*\)/root/item\s*(?:\[(.*)\])?$", re.DOTALL)
_RANDOMIZE = re.compile(r"^randomize\((.*?)(?:,\s*([^,()\[\]]+))?\)$", re.DOTALL)


def read_xform(data: bytes | etree._Element, definition_hash: str, read_file: FileReader) -> Form:
    """The form in the bytes of an XForm (or its parsed root); `read_file` gives the list files beside it.

    Raises XmlRefusedError when it is no XForm, ListFileError for a broken list, and what `read_file` raises.
    """
    root = xml.parse(data, xml.LARGEST_FORM) if isinstance(data, bytes) else data
    reader, primary = _reader(root, definition_hash, read_file)
    return reader.form(root, primary)


def asked_without_place(root: etree._Element, read_file: FileReader) -> tuple[str, ...]:
    """The paths of controls, groups and repeats of the body that the record has no place for: they are not asked.

    Raises what `read_xform` raises.
    """
    reader, primary = _reader(root, "", read_file)
    reader.form(root, primary)
    return tuple(path for path in without_place(*reader.left_out) if path)


def _reader(
    root: etree._Element, definition_hash: str, read_file: FileReader
) -> tuple[_Reader, etree._Element]:
    """What reads this XForm, and the root of its empty record."""
    model, body = root.find(f".//{{{xml.XFORMS}}}model"), root.find(f"{{{xml.XHTML}}}body")
    primary = model.find(f"{{{xml.XFORMS}}}instance") if model is not None else None
    if model is None or body is None or primary is None or not xml.children(primary):
        raise xml.XmlRefusedError(reason="XForm: model, instance, body")
    top = xml.children(primary)[0]
    return _Reader(model, body, definition_hash, read_file, f"/{xml.local(top)}"), top


class _Reader:
    """Gathers what the body tells while it is walked once."""

    def __init__(
        self,
        model: etree._Element,
        body: etree._Element,
        definition_hash: str,
        read_file: FileReader,
        top: str,
    ) -> None:
        self._top = top
        self._model, self._body, self._hash, self._read_file = model, body, definition_hash, read_file
        self.texts: Texts = read_texts(model.find(f"{{{xml.XFORMS}}}itext"))
        self.binds = {bind.path: bind for bind in (read_bind(one, top) for one in self._xf("bind"))}
        self._ids = {one.get("id") or "": one.get("nodeset") or "" for one in self._xf("bind")}
        self.lists: dict[str, ChoiceList] = {}
        self.questions: dict[str, Question] = {}
        self.groups: dict[str, Group] = {}
        self.repeats: dict[str, Repeat] = {}
        self.actions: list[Action] = []
        self._asked: tuple[BodyNode, ...] = ()
        self.left_out: tuple[tuple[BodyNode, ...], tuple[BodyNode, ...]] = ((), ())

    def _xf(self, name: str) -> list[etree._Element]:
        return self._model.findall(f"{{{xml.XFORMS}}}{name}")

    def form(self, root: etree._Element, primary: etree._Element) -> Form:
        """Read everything and put it together."""
        for instance in self._xf("instance")[1:]:
            table = read_list(instance, self._read_file)
            self.lists[table.list_id] = table
        for child in xml.children(self._model):
            if is_action(child):
                self._action(child, "")
        path = self._top
        top = tuple(self._nodes(self._body, ""))
        attributes = {*self.binds, *(action.target for action in self.actions)}
        model = read_model_tree(
            primary, frozenset(self.repeats) - {path}, frozenset(one for one in attributes if "/@" in one)
        )
        kept = with_place(top, model)
        self.left_out = (top, kept)
        self._place(kept)
        self._hidden(model)
        title = root.find(f".//{{{xml.XHTML}}}title")
        space = xml.namespace(primary)
        return Form(
            form_id=nfc(primary.get("id") or space or xml.local(primary)),
            version=primary.get("version") or "",
            title=nfc(title.text or "") if title is not None else "",
            definition_hash=self._hash,
            languages=self.texts.languages,
            default_language=self.texts.default_language,
            root=Group(path, xml.local(primary), self._asked, appearance=self._body.get("class") or ""),
            questions={**self.questions},
            groups=self.groups,
            repeats=self.repeats,
            model=model,
            lists=self.lists,
            texts=self.texts.by_id,
            actions=tuple(self.actions),
            namespace="" if space == xml.XFORMS else space,
            submission_name=xml.local(primary),
        )

    def _place(self, asked: tuple[BodyNode, ...]) -> None:
        """Keep of the body only what has its place in the record."""
        self._asked, self.groups, self.repeats = asked, {}, {}
        self.questions = {}
        waiting = list(asked)
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, Question):
                self.questions[node.path] = node
                continue
            if isinstance(node, Repeat):
                self.repeats[node.path] = node
            elif node.path:
                self.groups[node.path] = node
            waiting[:0] = node.children

    def _hidden(self, model: ModelNode) -> None:
        """Leaves without a control are questions too: computed, preloaded, prefilled. Defaults come here."""
        for node in model.children:
            is_leaf = all(child.is_attribute for child in node.children)
            if node.children:
                self._hidden(node)
            if not is_leaf:
                self._bound_group(node)
            known = self.questions.get(node.path)
            if known is None and is_leaf and not node.is_repeat and node.path not in self.groups:
                known = self._question(node.path, Control.HIDDEN, None)
            if known is not None:
                same = known.default == node.text
                self.questions[node.path] = known if same else replace(known, default=node.text)

    def _bound_group(self, node: ModelNode) -> None:
        """A group of the model that the body does not show, but a bind rules."""
        bind = self.binds.get(node.path)
        if bind is None or node.is_repeat or node.path in self.groups:
            return
        if bind.relevant or bind.readonly:
            self.groups[node.path] = Group(
                node.path, node.name, (), relevant=bind.relevant, readonly=bind.readonly
            )

    def _action(self, element: etree._Element, holder: str) -> None:
        self.actions.append(read_action(element, holder, self._top, self._ids))

    def _path(self, element: etree._Element, holder: str) -> str:
        """Where a control, a group or a repeat of the body stands, "" for a group that only shows."""
        written = element.get("ref") or element.get("nodeset") or ""
        if not written and element.get("bind"):
            written = self._ids.get(element.get("bind") or "", "")
        return resolved(written, holder or self._top) if written.strip() else ""

    def _nodes(self, parent: etree._Element, holder: str) -> list[BodyNode]:
        found: list[BodyNode] = []
        for element in xml.children(parent):
            name = xml.local(element)
            if name in _CONTROLS:
                found.append(self._control(element, _CONTROLS[name], holder))
            elif name == "group":
                found.append(self._group(element, holder))
            elif name == "repeat":
                found.append(self._repeat(element, None, holder))
            elif is_action(element):
                self._action(element, holder)
        return found

    def _child(self, element: etree._Element, name: str) -> etree._Element | None:
        return next(element.iterchildren(f"{_XF}{name}"), None)

    def _group(self, element: etree._Element, holder: str) -> BodyNode:
        path = self._path(element, holder)
        inner = [child for child in xml.children(element) if xml.local(child) not in ("label", "hint")]
        if len(inner) == 1 and xml.local(inner[0]) == "repeat":
            below = self._path(inner[0], path or holder)
            if path in ("", below):
                return self._repeat(inner[0], element, holder)
        bind = self.binds.get(path, Bind(path))
        group = Group(
            path=path,
            name=path.rsplit("/", 1)[-1],
            children=tuple(self._nodes(element, path or holder)),
            label=self.texts.of(self._child(element, "label")),
            hint=self.texts.of(self._child(element, "hint")),
            appearance=element.get("appearance") or "",
            relevant=bind.relevant,
            readonly=bind.readonly,
        )
        if path:
            self.groups[path] = group
        return group

    def _repeat(self, element: etree._Element, around: etree._Element | None, above: str) -> Repeat:
        path = self._path(element, above)
        holder = element if around is None else around
        bind = self.binds.get(path, Bind(path))
        repeat = Repeat(
            path=path,
            name=path.rsplit("/", 1)[-1],
            children=tuple(self._nodes(element, path)),
            label=self.texts.of(self._child(holder, "label")),
            hint=self.texts.of(self._child(holder, "hint")),
            appearance=element.get("appearance") or holder.get("appearance") or "",
            relevant=bind.relevant,
            count=(element.get(_JR + "count") or "").strip(),
            no_add_remove=element.get(_JR + "noAddRemove") is not None,
        )
        self.repeats[path] = repeat
        return repeat

    def _control(self, element: etree._Element, control: Control, holder: str) -> Question:
        path = self._path(element, holder)
        bind = self.binds.get(path, Bind(path))
        shown_only = bind.readonly == "true()" and not bind.calculate and bind.datatype == "string"
        shows_labels = "label" in (element.get("appearance") or "").split()
        if (control is Control.INPUT and shown_only) or (control in _LISTED and shows_labels):
            control = Control.NOTE  # the heading of a table-list: labels without anything to pick
        question = self._question(path, control, element)
        self.questions[path] = question
        for child in xml.children(element):
            if is_action(child):
                self._action(child, path)
        return question

    def _question(self, path: str, control: Control, element: etree._Element | None) -> Question:
        bind = self.binds.get(path, Bind(path))
        shown: Mapping[str, str] = NOTHING
        if element is not None:
            shown = {str(key): str(text) for key, text in element.attrib.items()}
        parameters = bind.parameters
        if control is Control.RANGE:
            bounds = {key: shown[key] for key in ("start", "end", "step") if key in shown}
            parameters = {**parameters, **bounds}
        return Question(
            path=path,
            name=path.rsplit("/", 1)[-1],
            control=control,
            datatype="rank" if control is Control.RANK else bind.datatype,
            appearance=shown.get("appearance", ""),
            label=NO_TEXT if element is None else self.texts.of(self._child(element, "label")),
            hint=NO_TEXT if element is None else self.texts.of(self._child(element, "hint")),
            relevant=bind.relevant,
            required=bind.required,
            required_message=self.texts.of_ref(bind.required_message),
            constraint=bind.constraint,
            constraint_message=self.texts.of_ref(bind.constraint_message),
            calculate=bind.calculate,
            readonly=bind.readonly,
            preload=bind.preload,
            preload_params=bind.preload_params,
            choices=self._choices(element, path, shown.get("query", ""))
            if element is not None and control.is_select
            else None,
            fact=bind.fact,
            unit=bind.unit,
            soft=bind.soft,
            soft_message=bind.soft_message,
            personal=bind.personal,
            parameters=parameters,
            mediatype=shown.get("mediatype", ""),
        )

    def _choices(self, element: etree._Element, path: str, query: str) -> ChoiceSource | None:
        itemset = self._child(element, "itemset")
        if itemset is None:
            return self._inline_choices(element, path)
        nodeset = (itemset.get("nodeset") or query).strip()
        randomize, seed = False, ""
        if match := _RANDOMIZE.match(nodeset):
            nodeset, randomize, seed = match.group(1).strip(), True, (match.group(2) or "").strip()
        items = _ITEMS.match(nodeset)
        value, label = self._child(itemset, "value"), self._child(itemset, "label")
        words = (label.get("ref") or "") if label is not None else ""
        translated = words.startswith("jr:itext(")
        return ChoiceSource(
            nodeset=nodeset,
            list_id=items.group(1) if items else "",
            filter=(items.group(2) or "").strip() if items else "",
            value=(value.get("ref") or "name") if value is not None else "name",
            label=words[len("jr:itext(") : -1].strip() if translated else words,
            translated=translated,
            randomize=randomize,
            seed=seed,
        )

    def _inline_choices(self, element: etree._Element, path: str) -> ChoiceSource | None:
        items = element.findall(f"{{{xml.XFORMS}}}item")
        if not items:
            return None
        search = search_of(element.get("appearance") or "")
        found = self._searched(path, search, items) if search is not None else None
        if found is not None:
            return found
        list_id, rows = f"#{path}", []
        for number, item in enumerate(items):
            value, label = self._child(item, "value"), self._child(item, "label")
            text_id = f"{list_id}-{number}"
            self.texts.by_id[text_id] = self.texts.of(label)
            rows.append(((value.text or "") if value is not None else "", text_id))
        self.lists[list_id] = ChoiceList(list_id, ("name", "itextId"), tuple(rows))
        return ChoiceSource(f"instance('{list_id}')/root/item", list_id, "", "name", "itextId", True)

    def _searched(self, path: str, search: Search, items: list[etree._Element]) -> ChoiceSource | None:
        """Choices from a CSV beside the form that the appearance names; None where the sheet does not fit it."""
        name = f"{search.file}.csv".replace("\\", "/").rpartition("/")[2]
        table = read_csv(search.file, name, self._read_file(name), f"jr://file-csv/{name}")
        written = []
        for item in items:
            value, label = self._child(item, "value"), self._child(item, "label")
            code = (value.text or "").strip() if value is not None else ""
            written.append((code, self.texts.of(label).plain(self.texts.default_language).strip()))
        made = search_list(f"search:{path}", table, written, search)
        if made is None:
            return None
        self.lists[made[0].list_id] = made[0]
        return made[1]
