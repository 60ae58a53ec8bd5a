"""Where servers cut lists."""

LIMITS = frozenset({n * 10**power for n in (1, 2, 5) for power in range(2, 7)} | {250, 2500})
