"""What the form knows about itself."""

from __future__ import annotations

from sxsh_desktop.xform.xpath.context import EvaluationContext
from sxsh_desktop.xform.xpath.pieces import STRING
from sxsh_desktop.xform.xpath.registry import function


@function("version", returns=STRING, needs_context=True)
def version(context: EvaluationContext) -> str:
    """JavaRosa: the version of the form, "" if it has none.

    | version() | 1 |
    """
    return context.environment.version()
