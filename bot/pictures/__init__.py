"""Pictures for people who would rather look: values -> SVG -> PNG, with a font of our own. Pure but for `png`."""
