"""One file per page, each with its `router`."""
