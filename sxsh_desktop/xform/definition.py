"""What a form is: frozen values read once from an XForm, the same for everybody who fills, prints or checks it.

Paths are absolute location paths of the primary instance without row ids (`/data/r_en/e_qty`). Expressions
are kept as the text of the form (XPath); what runs them is `session`. Texts that hold outputs (`${x}` inside a
label) are kept in parts, so that a blank print can show them as dots and a session can fill them in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from sxsh_desktop.xform.kept import Kept

SXSH_NAMESPACE = "https://sxsh.dongthap.example/xforms"
OUTPUT_DOTS = "…"


NOTHING: Mapping[str, str] = {}  # shared by the many values that say nothing; never written to


class Control(StrEnum):
    """How a question is answered; the data type (`Question.datatype`) says what kind of answer it is."""

    INPUT = "input"  # text, number, date, place: see the data type
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    RANGE = "range"
    UPLOAD = "upload"  # photo, sound, film, file, signature: see `mediatype` and the appearance
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"  # only shown
    HIDDEN = "hidden"  # computed, preloaded or prefilled; not in the body

    @property
    def is_select(self) -> bool:
        """Whether the answer is taken from a list."""
        return self in (Control.SELECT_ONE, Control.SELECT_MULTIPLE, Control.RANK)

    @property
    def is_answered(self) -> bool:
        """Whether a person gives the answer (notes and hidden values are not answered)."""
        return self not in (Control.NOTE, Control.HIDDEN)


@dataclass(frozen=True, slots=True)
class Output(Kept):
    """A place in a text where the value of an expression is shown."""

    expression: str


TextParts = tuple[str | Output, ...]


@dataclass(frozen=True, slots=True)
class Text(Kept):
    """A text of the form: `by_language` holds its forms ("" the words, "guidance", "image", ...).

    A text written without translations stands under the language "".
    """

    by_language: Mapping[str, Mapping[str, TextParts]] = field(default_factory=dict)

    def parts(self, language: str, form: str = "") -> TextParts:
        """The parts in `language`, or in the only language there is; empty when nothing is written."""
        forms = self.by_language.get(language)
        if forms is None:
            forms = self.by_language.get("", {})
        return forms.get(form, ())

    def plain(self, language: str, form: str = "") -> str:
        """The words with each output shown as dots."""
        return "".join(part if isinstance(part, str) else OUTPUT_DOTS for part in self.parts(language, form))

    @property
    def outputs(self) -> tuple[str, ...]:
        """The expressions of all outputs, in every language."""
        found = [
            part.expression
            for forms in self.by_language.values()
            for parts in forms.values()
            for part in parts
            if isinstance(part, Output)
        ]
        return tuple(dict.fromkeys(found))


class Choice(NamedTuple):
    """One entry of a list: the code, its label, and the reason if it stands for an absent answer.

    A named tuple, because lists of 50,000 are made while somebody waits. `absent` is "" or one of unknown,
    not_applicable, refused (column `sxsh_absent` of the list).
    """

    value: str
    label: str
    absent: str = ""
    image: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceList(Kept):
    """A secondary instance as a table: `columns` name the cells of each row, in the order of the file."""

    list_id: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""  # jr://file-csv/... for an external file
    document: str = ""  # XML text of an instance that is more than rows of cells

    def column(self, name: str) -> int:
        """Where the column stands; -1 when the list has none of that name."""
        return self.columns.index(name) if name in self.columns else -1


@dataclass(frozen=True, slots=True)
class ChoiceSource(Kept):
    """Where a select takes its choices: a list, the filter over its rows, and what is value and label.

    `filter` is the predicate text ("" = all rows). `nodeset` is the whole expression (a select from the rows of
    a repeat has `list_id` ""). `label` is a column name, or "itextId" when the label is a text of the form.
    """

    nodeset: str
    list_id: str
    filter: str
    value: str
    label: str
    translated: bool
    randomize: bool = False
    seed: str = ""


@dataclass(frozen=True, slots=True)
class Action(Kept):
    """A setvalue (or setgeopoint) of the form: which events fire it, where it stands, what it writes where.

    `selector` is the target as written when a predicate picks some of its instances, else "".
    """

    events: tuple[str, ...]
    holder: str  # path of the question or repeat that holds it, "" for the model
    target: str
    expression: str  # "" with `literal`
    literal: str = ""
    selector: str = ""
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class Question(Kept):
    """One leaf of the form. Expressions are XPath text; "" means that the form says nothing."""

    path: str
    name: str
    control: Control
    datatype: str = "string"
    appearance: str = ""
    label: Text = Text()
    hint: Text = Text()
    relevant: str = ""
    required: str = ""
    required_message: Text = Text()
    constraint: str = ""
    constraint_message: Text = Text()
    calculate: str = ""
    readonly: str = ""
    default: str = ""
    preload: str = ""
    preload_params: str = ""
    choices: ChoiceSource | None = None
    fact: str = ""
    unit: str = ""
    soft: str = ""
    soft_message: Mapping[str, str] = field(default_factory=lambda: NOTHING)  # "vi", "en"
    personal: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    mediatype: str = ""

    @property
    def appearances(self) -> frozenset[str]:
        """The words of the appearance; the program ignores those that it does not know.

        "search" is the older name of "autocomplete".
        """
        found = frozenset(self.appearance.split())
        return found | {"autocomplete"} if "search" in found else found

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number."""
        return self.datatype in ("int", "decimal")


@dataclass(frozen=True, slots=True)
class Group(Kept):
    """Questions that stand together. `path` is "" for a group of the body that holds no answers of its own."""

    path: str
    name: str
    children: tuple[BodyNode, ...]
    label: Text = Text()
    hint: Text = Text()
    appearance: str = ""
    relevant: str = ""
    readonly: str = ""


@dataclass(frozen=True, slots=True)
class Repeat(Kept):
    """A table of the form: each row holds the children. `count` is the expression that fixes how many, or ""."""

    path: str
    name: str
    children: tuple[BodyNode, ...]
    label: Text = Text()
    hint: Text = Text()
    appearance: str = ""
    relevant: str = ""
    count: str = ""
    no_add_remove: bool = False


BodyNode = Question | Group | Repeat


@dataclass(frozen=True, slots=True)
class ModelNode(Kept):
    """A node of the primary instance: what an empty record holds."""

    path: str
    name: str
    namespace: str
    children: tuple[ModelNode, ...] = ()
    text: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    is_repeat: bool = False
    rows: int = 1  # how many rows a new record has (repeats; a template alone means none)
    instances: tuple[ModelNode, ...] = ()  # what those rows hold, where it is not what a fresh row holds
    is_attribute: bool = False  # of its parent; the name starts with @


@dataclass(frozen=True, slots=True)
class Form(Kept):
    """A whole form. `languages` are named as in the XForm ("Tiếng Việt (vi)"); calls also take "vi" and "en"."""

    form_id: str
    version: str
    title: str
    definition_hash: str
    languages: tuple[str, ...]
    default_language: str
    root: Group
    questions: Mapping[str, Question]
    groups: Mapping[str, Group]
    repeats: Mapping[str, Repeat]
    model: ModelNode
    lists: Mapping[str, ChoiceList]
    texts: Mapping[str, Text]
    actions: tuple[Action, ...] = ()
    namespace: str = ""
    submission_name: str = "data"
    entity: Mapping[str, str] = field(default_factory=dict)

    def language(self, language: str) -> str:
        """The name in this form of "vi", "en" or of a full language name; the default one if it has none."""
        if language in self.languages:
            return language
        mark = f"({language})"
        for name in self.languages:
            if name.endswith(mark) or name.casefold() == language.casefold():
                return name
        return self.default_language

    def node(self, path: str) -> BodyNode | None:
        """The question, group or repeat at `path`."""
        return self.questions.get(path) or self.repeats.get(path) or self.groups.get(path)

    def label(self, path: str, language: str = "") -> str:
        """The label at `path`, outputs shown as dots; "" where the form says nothing."""
        node = self.node(path)
        return node.label.plain(self.language(language)) if node else ""

    def hint(self, path: str, language: str = "") -> str:
        """The hint at `path`."""
        node = self.node(path)
        return node.hint.plain(self.language(language)) if node else ""

    def guidance(self, path: str, language: str = "") -> str:
        """The guidance for the officer, which is not read out."""
        node = self.node(path)
        return node.hint.plain(self.language(language), "guidance") if node else ""

    def choice_list(self, question: Question | str, language: str = "") -> tuple[Choice, ...]:
        """All choices of a select, unfiltered, in the order of the list; empty for other questions.

        A select whose choices are rows of a repeat has none before it is filled in.
        """
        found = self.questions[question] if isinstance(question, str) else question
        source = found.choices
        if source is None or source.list_id not in self.lists:
            return ()
        return tuple(self.choices_of(source, self.lists[source.list_id].rows, language))

    def choices_of(
        self, source: ChoiceSource, rows: tuple[tuple[str, ...], ...], language: str = ""
    ) -> Iterator[Choice]:
        """Rows of the source's list as choices in `language`."""
        table, name = self.lists[source.list_id], self.language(language)
        value, label = table.column(source.value), table.column(source.label)
        absent, image = table.column("sxsh_absent"), table.column("image")
        if not source.translated and absent < 0 and image < 0:
            words_at = label if label >= 0 else value
            yield from [Choice(row[value], row[words_at]) for row in rows]
            return
        for row in rows:
            words, picture = row[label] if label >= 0 else row[value], row[image] if image >= 0 else ""
            if source.translated:
                text = self.texts.get(words, Text())
                words, picture = text.plain(name), text.plain(name, "image")
            yield Choice(row[value], words, row[absent] if absent >= 0 else "", picture)

    def walk(self, node: BodyNode | None = None) -> Iterator[BodyNode]:
        """Every node of the body in the order in which it is asked (the root left out)."""
        for child in (node or self.root).children if not isinstance(node, Question) else ():
            yield child
            yield from self.walk(child)
