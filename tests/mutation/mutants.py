"""Small faults, one at a time, in a module's source: what somebody's slip of the hand could leave there.

A comparison is turned or moved by one, a number is one more, *and* is *or*, plus is minus, min is max, a
condition is its opposite, a statement or a link of a statement's chain is gone. Left alone is what no
behaviour hangs on: annotations, decorators, docstrings and the words of errors.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault: ``source`` is all of it, ``before`` and ``after`` the piece that differs."""

    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.line}: {self.before} → {self.after}"


_COMPARED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
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
_CALCULATED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
_EXCHANGED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "union": "difference",
    "difference": "union",
}
_LISTS = {"where", "or_", "order_by", "group_by"}  # calls whose arguments are a list of equals
_UNTOUCHED = {"annotation", "returns", "decorator_list", "type_comment"}
_GONE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Raise, ast.Break, ast.Continue)


def mutants(source: str) -> Iterator[Mutant]:
    """Every fault, from the top to the bottom."""
    seen = {ast.unparse(ast.parse(source))}
    for number, node in enumerate(_nodes(ast.parse(source))):
        for variant in _variants(node):
            tree = ast.parse(source)
            changed = _Exchange(_nodes(tree)[number], variant).visit(tree)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                line = getattr(node, "lineno", 0)
                yield Mutant(line, _shown(node), _shown(variant), text)


def _nodes(tree: ast.Module) -> list[ast.AST]:
    """Every place for a fault, in order of the source. No name of a module or class is taken away."""
    found: list[ast.AST] = []

    def walk(node: ast.AST, within_function: bool) -> None:
        for name, value in ast.iter_fields(node):
            if name in _UNTOUCHED or isinstance(node, ast.Raise):
                continue
            for child in value if isinstance(value, list) else [value]:
                if not isinstance(child, ast.AST) or _is_docstring(child):
                    continue
                if within_function or not isinstance(child, _GONE):
                    found.append(child)
                walk(child, within_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef))

    walk(tree, within_function=False)
    return found


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


class _Exchange(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST:
        return ast.copy_location(self._new, node) if node is self._old else self.generic_visit(node)


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:87] + "…"


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    if make := _MADE.get(type(node)):
        yield from make(node)
    if isinstance(node, _GONE):
        yield ast.Pass()


def _compared(node: ast.Compare) -> Iterator[ast.AST]:
    for place, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            operators = [*node.ops]
            operators[place] = other()
            yield ast.Compare(node.left, operators, node.comparators)


def _joined(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _signed(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


def _calculated(node: ast.BinOp | ast.AugAssign) -> Iterator[ast.AST]:
    if type(node.op) in _CALCULATED:
        changed = copy.copy(node)
        changed.op = _CALCULATED[type(node.op)]()
        yield changed


def _constant(node: ast.Constant) -> Iterator[ast.AST]:
    match node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(number) | float(number):
            yield ast.Constant(number + 1)
        case str(words) if words:
            yield ast.Constant(words + "x")
        case bytes(raw) if raw:
            yield ast.Constant(raw + b"x")


def _named(node: ast.Name) -> Iterator[ast.AST]:
    if node.id in _EXCHANGED:
        yield ast.Name(_EXCHANGED[node.id], node.ctx)


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in _EXCHANGED:
        yield ast.Attribute(node.value, _EXCHANGED[node.attr], node.ctx)


def _shortened(node: ast.Call) -> Iterator[ast.AST]:
    """Without one of the arguments, where these are a list; without this link, where it is one of a chain."""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    if name in _LISTS and len(node.args) > 1:
        for place in range(len(node.args)):
            yield ast.Call(function, [*node.args[:place], *node.args[place + 1 :]], node.keywords)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Call):
        yield function.value


def _opposite(node: ast.If | ast.IfExp | ast.While) -> Iterator[ast.AST]:
    changed = copy.copy(node)
    changed.test = ast.UnaryOp(ast.Not(), node.test)
    yield changed


def _everything(node: ast.comprehension) -> Iterator[ast.AST]:
    if node.ifs:
        yield ast.comprehension(node.target, node.iter, [], node.is_async)


def _nothing(node: ast.Return) -> Iterator[ast.AST]:
    if node.value is not None:
        yield ast.Return(ast.Constant(None))


_MADE: Mapping[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.Compare: _compared,
    ast.BoolOp: _joined,
    ast.UnaryOp: _signed,
    ast.BinOp: _calculated,
    ast.AugAssign: _calculated,
    ast.Constant: _constant,
    ast.Name: _named,
    ast.Attribute: _attribute,
    ast.Call: _shortened,
    ast.If: _opposite,
    ast.IfExp: _opposite,
    ast.While: _opposite,
    ast.comprehension: _everything,
    ast.Return: _nothing,
}
