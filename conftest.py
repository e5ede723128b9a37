"""The fixtures of tests/kit for every test of the repository."""

from hypothesis import HealthCheck, settings

# How fast a machine draws examples, or runs one, says nothing of what is tested.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

pytest_plugins = ["kit.fixtures"]
