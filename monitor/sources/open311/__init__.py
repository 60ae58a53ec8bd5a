"""Open311 GeoReport v2, the standard of many cities: service requests by date of arrival, in JSON or XML."""
