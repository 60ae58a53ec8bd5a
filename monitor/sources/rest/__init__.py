"""Any JSON API, by configuration alone: `RestSource` asks, `RestPlan` says how."""

from monitor.sources.rest.plan import PagingPlan, RestPlan
from monitor.sources.rest.source import RestSource

__all__ = ["PagingPlan", "RestPlan", "RestSource"]
