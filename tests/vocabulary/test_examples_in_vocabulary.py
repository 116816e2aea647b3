from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import collegiate.register
import collegiate.vocabulary

MODULES = [
    module.name
    for package in (collegiate.vocabulary, collegiate.register)
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
