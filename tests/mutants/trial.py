"""One mutant against the tests of its module, in a process of its own that leaves no traces."""

from __future__ import annotations

import ast
import importlib.util
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTEST = (  # without the plugins and databases of the whole suite: a trial takes half the time
    *("-x", "-q", "--noconftest", "-m", "not soak", "-c", "tests/mutants/pytest.ini", "--rootdir", "."),
    *("-p", "tests.mutants.unhurried"),
)


class _Finder(MetaPathFinder, Loader):
    """Gives the changed tree for one module; all others come from their files."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.module, self.tree = module, tree
        self.path = str(ROOT / f"{module.replace('.', '/')}.py")

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        return (
            importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.module else None
        )

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.tree, self.path, "exec"), module.__dict__)


def outcome(module: str, tree: ast.Module | None, tests: Sequence[str], seconds: int) -> tuple[str, float]:
    """("killed" | "survived" | "hangs", seconds of processor). `seconds`: what it may use; no tree = unchanged."""
    pid = os.fork()
    if pid == 0:
        os._exit(_child(module, tree, tests, seconds))
    _, status, used = os.wait4(pid, 0)
    took = used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(status):
        return "hangs", took
    return ("survived" if os.WEXITSTATUS(status) == 0 else "killed"), took


def _child(module: str, tree: ast.Module | None, tests: Sequence[str], seconds: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(tempfile.gettempdir()) / f"siaga-mutants-{os.getuid()}")
    if tree is not None:
        sys.meta_path.insert(0, _Finder(module, tree))
    return int(pytest.main([*PYTEST, *tests]))
