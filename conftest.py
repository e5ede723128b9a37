"""The fixtures of tests/kit for every test of the repository."""

pytest_plugins = ["kit.fixtures"]
