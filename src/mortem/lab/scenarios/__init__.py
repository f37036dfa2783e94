"""One file per way to break the store."""
