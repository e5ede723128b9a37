"""The settings of this service; every name carries its unit, nothing secret has a default."""

from pydantic import field_validator
from pydantic_settings import SettingsConfigDict
from waymark_runtime.seal import Seal, SealKey
from waymark_runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings from `WAYMARK_CARRIER_INGEST_…`.

    `seal_key` seals carriers' credentials: 32 bytes as 64 hex characters. `poll_scale` multiplies
    every pause between polls: 1 is real life, a demonstration plays a day in minutes. Every
    `poll_tick_s` is looked who is due, every fifth time also whose pushes were heard. A number of
    the test carrier plays its journey in `test_journey_s`. A web process takes `pushes_a_second` of
    one account; the others are refused for now, and the account is asked instead.
    """

    model_config = SettingsConfigDict(env_prefix="WAYMARK_CARRIER_INGEST_", frozen=True)

    seal_key: SealKey
    poll_scale: float = 1.0
    poll_tick_s: float = 1.0
    test_journey_s: float = 60.0
    pushes_a_second: int = 500

    @field_validator("poll_scale", "poll_tick_s", "test_journey_s", "pushes_a_second")
    @classmethod
    def _is_positive(cls, number: float) -> float:
        if number <= 0:
            raise ValueError(f"{number} must be above 0")
        return number

    @property
    def seal(self) -> Seal:
        """What seals and opens credentials."""
        return Seal.of(self.seal_key, "WAYMARK_CARRIER_INGEST_SEAL_KEY")
