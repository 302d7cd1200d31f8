"""Truce: a ceasefire monitor. See README.md; the layers and their rules are in CONTRIBUTING.md."""
