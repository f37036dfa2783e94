"""A real store to break. It writes telemetry files and knows nothing of their analysis."""
