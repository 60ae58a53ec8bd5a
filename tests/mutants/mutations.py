"""What can be changed in a module so that a test should notice: one small change of its syntax tree at a time."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import NamedTuple

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.Pow: ast.Mult,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}

Change = Callable[[ast.AST], None]


class Mutant(NamedTuple):
    """`number`: of the node in the order of `ast.walk`; `way`: which of the changes of that node."""

    line: int
    number: int
    way: int
    told: str


def mutants(source: str) -> list[Mutant]:
    """All of a module, in the order of its lines."""
    tree = ast.parse(source)
    untouched = _untouched(tree)
    found = [
        Mutant(_place(node), number, way, _told(node, change))
        for number, node in enumerate(ast.walk(tree))
        if id(node) not in untouched
        for way, change in enumerate(_changes(node))
    ]
    return sorted(found)


def mutated(source: str, mutant: Mutant) -> ast.Module:
    tree = ast.parse(source)
    node = list(ast.walk(tree))[mutant.number]
    list(_changes(node))[mutant.way](node)
    return ast.fix_missing_locations(tree)


def _place(node: ast.AST) -> int:
    """The line it begins in."""
    return int(getattr(node.target if isinstance(node, ast.comprehension) else node, "lineno", 0))


def _untouched(tree: ast.Module) -> set[int]:
    """Nodes in annotations, decorators, docstrings, `raise` and f-strings: types and words, not decisions."""
    found: set[int] = set()
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts += [node.returns, *node.decorator_list]
        elif isinstance(node, ast.ClassDef):
            parts += [*node.decorator_list, *node.bases]
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            parts.append(node.annotation)
        elif isinstance(node, (ast.Raise, ast.JoinedStr)) or _is_text(node) or _is_alias(node):
            parts.append(node)
        found |= {id(inner) for part in parts if part for inner in ast.walk(part)}
    return found


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_alias(node: ast.AST) -> bool:
    """`Bound = date | None`, `__all__ = [...]`: types and names at the top of a module."""
    if not isinstance(node, (ast.Assign, ast.AugAssign)) or node.col_offset:
        return False
    name = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
    return isinstance(node.value, (ast.Subscript, ast.BinOp)) or ast.unparse(name).startswith("__")


def _changes(node: ast.AST) -> Iterator[Change]:
    for kind, ways in (
        (ast.Compare, _of_comparison),
        (ast.BinOp, _of_operator),
        (ast.AugAssign, _of_operator),
        (ast.BoolOp, _of_and),
        (ast.UnaryOp, _of_sign),
        (ast.Constant, _of_constant),
        (ast.Call, _of_call),
        (ast.Return, _of_return),
        (ast.If, _of_condition),
        (ast.IfExp, _of_condition),
        (ast.While, _of_condition),
        (ast.comprehension, _of_filter),
        (ast.keyword, _of_keyword),
    ):
        if isinstance(node, kind):
            yield from ways(node)
    if isinstance(node, ast.Continue):
        yield lambda one: _become(one, ast.Break())
    if isinstance(node, ast.Break):
        yield lambda one: _become(one, ast.Continue())


def _become(node: ast.AST, other: ast.AST) -> None:
    """The node turns into the other, wherever it hangs."""
    kept = {name: getattr(node, name) for name in ("lineno", "col_offset") if hasattr(node, name)}
    node.__class__ = type(other)  # type: ignore[assignment]
    node.__dict__.clear()
    node.__dict__.update(other.__dict__ | kept)


def _of_comparison(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        for other in COMPARISONS[type(operator)]:
            yield lambda one, place=place, other=other: one.ops.__setitem__(place, other())


def _of_operator(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    if other := OPERATORS.get(type(node.op)):
        yield lambda one: setattr(one, "op", other())


def _of_and(node: ast.BoolOp) -> Iterator[Change]:
    other = ast.Or if isinstance(node.op, ast.And) else ast.And
    yield lambda one: setattr(one, "op", other())


def _of_sign(node: ast.UnaryOp) -> Iterator[Change]:
    if isinstance(node.op, (ast.Not, ast.USub)):
        yield lambda one: _become(one, deepcopy(one.operand))


def _of_constant(node: ast.Constant) -> Iterator[Change]:
    if isinstance(node.value, bool):
        yield lambda one: setattr(one, "value", not one.value)
    elif isinstance(node.value, (int, float)):
        yield lambda one: setattr(one, "value", one.value + 1)
    elif isinstance(node.value, str):
        yield lambda one: setattr(one, "value", f"XX{one.value}")


def _of_call(node: ast.Call) -> Iterator[Change]:
    if isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield lambda one: setattr(one.func, "id", NAMES[one.func.id])


def _of_return(node: ast.Return) -> Iterator[Change]:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        yield lambda one: setattr(one, "value", ast.Constant(None))


def _of_condition(node: ast.If | ast.IfExp | ast.While) -> Iterator[Change]:
    if not isinstance(node.test, (ast.Compare, ast.UnaryOp)):  # those are changed themselves
        yield lambda one: setattr(one, "test", ast.UnaryOp(ast.Not(), one.test))


def _of_filter(node: ast.comprehension) -> Iterator[Change]:
    if node.ifs:
        yield lambda one: one.ifs.clear()


def _of_keyword(node: ast.keyword) -> Iterator[Change]:
    if node.arg in ("default", "key") and ast.unparse(node.value) != "None":
        yield lambda one: setattr(one, "value", ast.Constant(None))


def _told(node: ast.AST, change: Change) -> str:
    changed = deepcopy(node)
    change(changed)
    return f"{_line(node)}  ->  {_line(changed)}"


def _line(node: ast.AST) -> str:
    if isinstance(node, (ast.If, ast.While)):
        node = node.test
    if isinstance(node, ast.comprehension):
        return "for ... " + " ".join(f"if {ast.unparse(one)}" for one in node.ifs)
    text = " ".join(ast.unparse(ast.fix_missing_locations(node)).split())
    return text if len(text) <= 90 else text[:87] + "..."
