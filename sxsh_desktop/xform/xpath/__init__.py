"""XPath as ODK forms use it: XPath 1.0 plus the function library of the ODK XForms specification.

`parse` gives the syntax tree, `compile_expression` Python closures over nodes (`NodeLike`), `evaluate` runs one
expression over an XML text. Form sessions use the first two, with their own nodes and short cuts:

    static = StaticContext(context_path=("data", "rep", "total"), bind_path=my_binder)
    compiled = compile_expression("../qty * ../price", static)
    value = compiled.evaluate(EvaluationContext(node, environment))     # Value; also .string/.number/.boolean
    compiled.references, compiled.functions                             # for the dependency graph

To add a function: write it in the fitting file of `functions/` with `@function(...)`; nothing else.
"""

from __future__ import annotations

from sxsh_desktop.xform.xpath.compiler import Compiled, compile_expression
from sxsh_desktop.xform.xpath.context import (
    Environment,
    EvaluationContext,
    PathBinding,
    PlainEnvironment,
    StaticContext,
)
from sxsh_desktop.xform.xpath.convert import number_of_text, to_boolean, to_number, to_string
from sxsh_desktop.xform.xpath.errors import (
    XPathArityError,
    XPathError,
    XPathFunctionError,
    XPathPatternError,
    XPathSyntaxError,
    XPathTooComplexError,
    XPathTypeError,
)
from sxsh_desktop.xform.xpath.evaluation import evaluate
from sxsh_desktop.xform.xpath.nodes import NodeLike, NodeSet, Value
from sxsh_desktop.xform.xpath.parser import parse
from sxsh_desktop.xform.xpath.references import Reference
from sxsh_desktop.xform.xpath.tree import Ast, Path

__all__ = [
    "Ast",
    "Compiled",
    "Environment",
    "EvaluationContext",
    "NodeLike",
    "NodeSet",
    "Path",
    "PathBinding",
    "PlainEnvironment",
    "Reference",
    "StaticContext",
    "Value",
    "XPathArityError",
    "XPathError",
    "XPathFunctionError",
    "XPathPatternError",
    "XPathSyntaxError",
    "XPathTooComplexError",
    "XPathTypeError",
    "compile_expression",
    "evaluate",
    "number_of_text",
    "parse",
    "to_boolean",
    "to_number",
    "to_string",
]
