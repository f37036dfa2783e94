"""What mortem.toml may say: one table of settings, read only by the faces."""
