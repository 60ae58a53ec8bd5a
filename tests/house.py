"""The size budget of the house: run by `make check` as `python -m tests.house`."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOMS = ("bot", "monitor", "storage")
MAX_FILE, MAX_FUNCTION = 400, 40
TARGET_FUNCTION, TARGET_SHARE = 20, 0.90


def functions(path: Path) -> list[tuple[str, int]]:
    """Name and length in lines of every function of a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return [(f"{path}:{node.lineno} {node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]


def faults(root: Path) -> list[str]:
    """One sentence for each breach of the budget."""
    files = [path for room in ROOMS for path in sorted((root / room).rglob("*.py"))]
    files = [path.relative_to(root) for path in files if "versions" not in path.parts]
    told = []
    for path in files:
        lines = len((root / path).read_text(encoding="utf-8").splitlines())
        if lines > MAX_FILE:
            told.append(f"{path}: {lines} lines; no file has more than {MAX_FILE}")
    sizes = [pair for path in files for pair in functions(root / path)]
    told += [
        f"{name}: {size} lines; no function has more than {MAX_FUNCTION}"
        for name, size in sizes
        if size > MAX_FUNCTION
    ]
    share = sum(size <= TARGET_FUNCTION for _, size in sizes) / max(len(sizes), 1)
    if share < TARGET_SHARE:
        told.append(
            f"{share:.0%} of functions have at most {TARGET_FUNCTION} lines; the house wants {TARGET_SHARE:.0%}"
        )
    return told


def main() -> int:
    told = faults(Path(__file__).resolve().parent.parent)
    for sentence in told:
        print(sentence, file=sys.stderr)
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
