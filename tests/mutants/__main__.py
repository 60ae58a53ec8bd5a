"""`make mutants`: changes modules that decide about deadlines and scores; counts the changes that a test notices.

What was found is kept in build/mutants.jsonl, so that a run that was stopped goes on where it was: a result holds
as long as the module is as it was, that of a survivor also only as long as its tests are. What is changed, and why
some changes stay unnoticed: docs/decisions/mutants.md.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import NamedTuple

from tests.mutants.mutations import Mutant, mutants, mutated
from tests.mutants.trial import ROOT, outcome

KEPT = ROOT / "build" / "mutants.jsonl"
GOAL = 0.90

DEADLINES = (
    *("tests/monitor/test_rules.py", "tests/monitor/test_sla.py", "tests/monitor/test_pauses.py"),
    *("tests/monitor/test_clock_events.py", "tests/monitor/test_hindsight.py", "tests/test_deadline_examples.py"),
    "tests/oracle/test_deadlines.py",
)
WORKTIME = ("tests/monitor/test_worktime.py", *DEADLINES)
SCORES = (
    *("tests/monitor/test_scoring.py", "tests/monitor/test_shares.py", "tests/monitor/test_judging.py"),
    *("tests/monitor/test_ranking.py", "tests/monitor/test_holders.py", "tests/oracle/test_scores.py"),
)
TESTS = {
    **dict.fromkeys(
        (
            *("deadlines.sla", "deadlines.rules", "deadlines.limits", "deadlines.reckoning", "deadlines.dues"),
            *("deadlines.case", "clock_events", "facts.clock_history"),
        ),
        DEADLINES,
    ),
    **dict.fromkeys(("deadlines.worktime", "deadlines.opening_hours", "deadlines.holidays"), WORKTIME),
    **dict.fromkeys(
        (
            *("scores.scoring", "scores.shares", "scores.judging"),
            *("scores.ranking", "scores.rank_tally", "scores.holders"),
        ),
        SCORES,
    ),
}


class Found(NamedTuple):
    module: str
    mutant: Mutant
    outcome: str


def main() -> int:
    wanted = _arguments()
    modules = wanted.modules or list(TESTS)
    chosen = [(name, one) for name in modules for one in mutants(_source(name))]
    total = len(chosen)
    if wanted.sample and wanted.sample < total:
        chosen = Random(wanted.seed).sample(chosen, wanted.sample)
    print(f"{len(chosen)} of {total} mutants of {', '.join(modules)}", flush=True)
    return _report(sorted(_tried(chosen)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *TESTS], help="of monitor; none = all")
    parser.add_argument("--sample", type=int, help="so many of them, drawn at random")
    parser.add_argument("--seed", type=int, default=0, help="of that draw")
    return parser.parse_args()


def _tried(chosen: list[tuple[str, Mutant]]) -> Iterator[Found]:
    kept, limits = _kept(), {}
    for number, (name, mutant) in enumerate(chosen, 1):
        key = _key(name, mutant)
        if key not in kept:
            if name not in limits:
                limits[name] = _seconds(name)
            how, took = outcome(f"monitor.{name}", mutated(_source(name), mutant), _tests(name), limits[name])
            kept[key] = how
            _keep(key, how, f"{_file(name)}:{mutant.line}: {mutant.told}")
            if how == "survived":
                print(
                    f"{number}/{len(chosen)} {_file(name)}:{mutant.line}: {mutant.told} ({took:.0f} s)",
                    flush=True,
                )
        yield Found(name, mutant, kept[key])


def _seconds(name: str) -> int:
    """What a trial may use: four times what the unchanged module needs, which must pass."""
    how, took = outcome(f"monitor.{name}", None, _tests(name), 600)
    if how != "survived":
        sys.exit(f"The tests of {_file(name)} fail without any change: run {' '.join(_tests(name))} first.")
    return int(took * 4) + 5


def _report(found: list[Found]) -> int:
    worst = 1.0
    for name in dict.fromkeys(one.module for one in found):
        ours = [one for one in found if one.module == name]
        killed = sum(one.outcome != "survived" for one in ours)
        worst = min(worst, killed / len(ours))
        print(f"{name:24} {killed:4} of {len(ours):4} noticed: {killed / len(ours):.1%}")
    survivors = [one for one in found if one.outcome == "survived"]
    share = 1 - len(survivors) / max(len(found), 1)
    print(f"{'all':24} {len(found) - len(survivors):4} of {len(found):4} noticed: {share:.1%}")
    for one in survivors:
        print(f"  {_file(one.module)}:{one.mutant.line}: {one.mutant.told}")
    return 0 if share >= GOAL else 1


def _file(name: str) -> str:
    return f"monitor/{name.replace('.', '/')}.py"


@cache
def _source(name: str) -> str:
    return (ROOT / _file(name)).read_text(encoding="utf-8")


def _tests(name: str) -> list[str]:
    return [path for path in TESTS[name] if (ROOT / path).exists()]


def _key(name: str, mutant: Mutant) -> str:
    source = hashlib.sha1(_source(name).encode()).hexdigest()[:12]
    return f"{name}:{source}:{mutant.number}.{mutant.way}"


@cache
def _tests_hash(name: str) -> str:
    digest = hashlib.sha1()
    for path in _tests(name):
        for file in sorted((ROOT / path).parent.glob("*.py")) if "oracle" in path else [ROOT / path]:
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _kept() -> dict[str, str]:
    """What is known of mutants by their keys."""
    if not KEPT.exists():
        return {}
    rows = [json.loads(line) for line in KEPT.read_text(encoding="utf-8").splitlines()]
    now = {name: _tests_hash(name) for name in TESTS}
    return {
        row["key"]: row["outcome"]
        for row in rows
        if row["outcome"] != "survived" or row["tests"] == now.get(row["key"].split(":")[0])
    }


def _keep(key: str, how: str, told: str) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    row = {"key": key, "outcome": how, "tests": _tests_hash(key.split(":")[0]), "told": told}
    with KEPT.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    sys.exit(main())
