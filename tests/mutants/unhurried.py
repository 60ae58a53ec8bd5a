"""A plugin for trials: hypothesis waits as long as a busy machine needs, and remembers nothing."""

from __future__ import annotations


def pytest_configure() -> None:
    from hypothesis import HealthCheck, settings  # not before: it is rewritten by pytest

    patient = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    settings.register_profile("unhurried", database=None, deadline=None, suppress_health_check=patient)
    settings.load_profile("unhurried")
