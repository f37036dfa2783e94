"""Every row of telemetry, in DuckDB, traceable to file and line."""
