"""The store: a small shop for tea and tableware, copied into every release."""
