"""Checks of the store's code as it runs, by reading it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from mortem.lab.checks import Finding
from mortem.lab.scene import Scene

Function = ast.FunctionDef | ast.AsyncFunctionDef


async def nested_connections(scene: Scene) -> Finding:
    """Functions that hold a connection of a pool while they wait for one that takes another."""
    release = scene.stack.releases.current
    pairs = sorted(nested(scene.code))
    if not pairs:
        return Finding(
            f"In {release} no function holds a connection while it waits for another.", well=True
        )
    holders = " and ".join(sorted({f"{holder}() in {file}" for file, holder, _ in pairs}))
    takers = " and ".join(sorted({f"{taker}()" for _, _, taker in pairs}))
    return Finding(
        f"In {release}, {holders} hold a connection of the pool while they wait for {takers},"
        " which take another connection from the same pool.",
        well=False,
        data={"pairs": pairs},
    )


def nested(code: Path) -> Iterator[tuple[str, str, str]]:
    """(file, holder, taker): the holder awaits the taker inside `async with ….connection()`."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in code.glob("*.py")}
    takers = {
        f"{path.stem}.{function.name}"
        for path, tree in trees.items()
        for function in _functions(tree)
        if any(True for _ in _holds(function))
    }
    for path, tree in trees.items():
        for function in _functions(tree):
            for block in _holds(function):
                for name in _awaited(block):
                    if name in takers:
                        yield path.name, function.name, name


def _functions(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _holds(function: Function) -> Iterator[ast.AsyncWith]:
    for node in ast.walk(function):
        if isinstance(node, ast.AsyncWith) and any(_takes(item) for item in node.items):
            yield node


def _takes(item: ast.withitem) -> bool:
    call = item.context_expr
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "connection"
    )


def _awaited(block: ast.AsyncWith) -> Iterator[str]:
    for node in ast.walk(block):
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
            yield ast.unparse(node.value.func)
