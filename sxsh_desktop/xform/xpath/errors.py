"""What can be wrong with an expression, in words for the person who writes the form."""

from __future__ import annotations

from sxsh_desktop.base.errors import UserError
from sxsh_desktop.base.words import _, words


class XPathError(UserError):
    """Root of everything that an expression can be refused for; has no words of its own.

    Some facts are themselves words of ours (what was expected, the reason): they are translated with the sentence.
    """

    _WORDED = ("expected", "reason", "what")

    def explain(self) -> tuple[str, str]:
        worded = {name: words(str(self.facts[name])) for name in self._WORDED if name in self.facts}
        facts = {**self.facts, **worded}
        return words(self.said, **facts), words(self.todo, **facts)


class XPathSyntaxError(XPathError):
    """The text is no expression. Facts: `expression`, `position` (characters from 1), `expected`."""

    code = "XPATH-01"
    said = _("The formula {expression} cannot be read: at character {position}, {expected} was expected.")
    todo = _("Correct the formula in the form file, then open the form again.")


class XPathTooComplexError(XPathSyntaxError):
    """The text is longer or nested deeper than we accept. Facts as for its base, plus `limit`."""

    code = "XPATH-02"
    said = _("The formula starting with {expression} is too long or too deeply nested (limit {limit}).")
    todo = _("Split the formula into several calculate questions.")


class XPathFunctionError(XPathError):
    """A function that does not exist. Facts: `function`, `expression`, `position`, `similar` ("–" where none is)."""

    code = "XPATH-03"
    said = _("The formula {expression} uses the function {function}, which does not exist.")
    todo = _("Check the spelling of the function. Names that look alike: {similar}.")

    def explain(self) -> tuple[str, str]:
        said, todo = super().explain()
        if str(self.facts.get("similar", "")).strip("–"):
            return said, todo
        return said, words(_("Check the spelling of the function."))


class XPathArityError(XPathError):
    """Too few or too many arguments. Facts: `function`, `expression`, `position`, `given`, `wanted`."""

    code = "XPATH-04"
    said = _("In the formula {expression}, the function {function} takes {wanted} arguments, not {given}.")
    todo = _("Correct the arguments of the function in the form file.")


class XPathTypeError(XPathError):
    """A value of a kind that the place cannot take. Facts: `what`, `given`."""

    code = "XPATH-05"
    said = _("A formula gave {given} where {what} is needed.")
    todo = _("Correct the formula in the form file.")


class XPathPatternError(XPathError):
    """A regular expression that is wrong or could run for ever. Facts: `pattern`, `reason`."""

    code = "XPATH-06"
    said = _("The pattern {pattern} in a regex() formula cannot be used: {reason}.")
    todo = _("Write a simpler pattern, without references back to a group.")


class XPathDocumentError(XPathError):
    """A text that should be XML and is none. Facts: `reason`."""

    code = "XPATH-07"
    said = _("The document cannot be read as XML: {reason}.")
    todo = _("Check the file, or make it again with the program that it came from.")
