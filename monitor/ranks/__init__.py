"""Who stands where in a month, and what of it is for whom."""
