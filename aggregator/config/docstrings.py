"""The docstrings under a dataclass's fields, which Python itself does not keep."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise


@cache
def describe_fields(type_: type) -> Mapping[str, str]:
    """Return field -> the docstring below it, read from the source of the class."""
    tree = ast.parse(inspect.getsource(type_))
    return dict(_pairs(tree.body[0]))


def describe_class(type_: type) -> str:
    """Return the class's own docstring."""
    return inspect.getdoc(type_) or ""


def _pairs(definition: ast.stmt) -> Iterator[tuple[str, str]]:
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for statement, following in pairwise(body):
        match statement, following:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, inspect.cleandoc(text)
            case _:
                continue
