"""Settings fail at start, and say which one and what would be right."""

import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict
from waymark_runtime.settings import ServiceSettings

GIVEN = {
    "WAYMARK_TRIAL_KAFKA_BOOTSTRAP_SERVERS": "one:1,two:2",
    "WAYMARK_TRIAL_OWNER_DATABASE_URL": "postgresql://o@h/d",
    "WAYMARK_TRIAL_WORKER_DATABASE_URL": "postgresql://w@h/d",
    "WAYMARK_TRIAL_WEB_DATABASE_URL": "postgresql://e:secret@h/d",
    "WAYMARK_TRIAL_WEB_PORT": "8081",
    "WAYMARK_TRIAL_HEALTH_PORT": "8091",
    "WAYMARK_TRIAL_INSTANCE": "2",
    "WAYMARK_TOPIC_PREFIX": "t.",
    "WAYMARK_KEY_PEPPER": "p" * 32,
    "WAYMARK_LINK_KEYS": '{"one": "' + "ab" * 32 + '"}',
    "WAYMARK_LINK_KID": "one",
    "WAYMARK_PUBLIC_URL": "http://127.0.0.1:8080/",
}
WRONG = {
    "WAYMARK_TRIAL_KAFKA_BOOTSTRAP_SERVERS": (" , ", "at least one host:port"),
    "WAYMARK_TRIAL_WEB_PORT": ("70000", "65535"),
    "WAYMARK_KEY_PEPPER": ("short", "at least 32 characters"),
    "WAYMARK_LINK_KEYS": ('{"one": "xyz"}', "hex"),
    "WAYMARK_LINK_KID": ("two", "not among the link keys: one"),
    "WAYMARK_PUBLIC_URL": ("127.0.0.1", "http://"),
}


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="WAYMARK_TRIAL_", frozen=True)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIVEN.items():
        monkeypatch.setenv(name, value)


def test_settings_come_from_the_environment() -> None:
    """A service's own names have its part; the system's have none."""
    settings = Settings()  # type: ignore[call-arg]

    assert settings.kafka_bootstrap_servers == ["one:1", "two:2"]
    assert (settings.topic_prefix, settings.instance) == ("t.", "2")
    assert settings.link_keys == {"one": "ab" * 32}
    assert settings.public_url == "http://127.0.0.1:8080"


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_says_what_would_be_right(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process does not start."""
    value, sentence = WRONG[name]
    monkeypatch.setenv(name, value)

    with pytest.raises(ValidationError, match=sentence):
        Settings()  # type: ignore[call-arg]


DEFAULTED = {"WAYMARK_TRIAL_INSTANCE", "WAYMARK_TOPIC_PREFIX"}


@pytest.mark.parametrize("name", sorted(set(GIVEN) - DEFAULTED))
def test_nothing_that_matters_has_a_default(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What must not be guessed is required."""
    monkeypatch.delenv(name)

    with pytest.raises(ValidationError):
        Settings()  # type: ignore[call-arg]


def test_secrets_are_not_printed() -> None:
    """A settings object in a log tells no password, pepper or key."""
    printed = repr(Settings())  # type: ignore[call-arg]

    assert not any(secret in printed for secret in ("secret", "p" * 32, "ab" * 32))
