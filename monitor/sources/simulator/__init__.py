"""A city made up: the source of the demo, and of test data whose truth is known."""

from monitor.sources.simulator.cases import Case, Record
from monitor.sources.simulator.city import City
from monitor.sources.simulator.course import Step
from monitor.sources.simulator.officers_export import export_csv, export_rows

__all__ = ["Case", "City", "Record", "Step", "export_csv", "export_rows"]
