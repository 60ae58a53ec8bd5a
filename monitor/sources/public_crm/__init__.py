"""The public dashboard of CRM v2: public complaints only, listed by day of arrival."""
