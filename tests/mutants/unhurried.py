"""A plugin for trials: hypothesis tries the same each time, waits as long as it takes, and remembers nothing."""

from __future__ import annotations


def pytest_configure() -> None:
    from hypothesis import HealthCheck, settings  # not before: pytest rewrites it

    settings.register_profile(
        "unhurried",
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    settings.load_profile("unhurried")
