"""Files for people's offices: workbooks and papers."""
