"""Loads the package whole, before any command is asked for: see ``tests.commands``."""

from __future__ import annotations

import importlib
import pkgutil

import monitor

for module in pkgutil.walk_packages(monitor.__path__, "monitor."):
    if module.name.rpartition(".")[2] != "__main__" and "migrations" not in module.name:
        importlib.import_module(module.name)
