"""The export that a coordinator sends in private: read, shown, taken in."""
