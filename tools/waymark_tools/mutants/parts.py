"""What is mutated, and by which tests a fault has to be noticed."""

from fnmatch import fnmatchcase
from typing import Final

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """One package's rules. Paths are from the repository's root, `mutated` from `home`.

    `mutants` are patterns of ids: those of other functions are no part of this. `beside` are
    folders that the tests read.
    """

    name: str
    home: str
    package: str
    mutated: tuple[str, ...]
    tests: tuple[str, ...]
    mutants: tuple[str, ...] = ("*",)
    beside: tuple[str, ...] = ()

    def holds(self, mutant: str) -> bool:
        """Tell whether a mutant counts here."""
        return any(fnmatchcase(mutant, pattern) for pattern in self.mutants)


PARTS: Final = (
    Part(
        name="positions",
        home="libs/runtime",
        package="waymark_runtime",
        mutated=("waymark_runtime/positions.py",),
        mutants=("waymark_runtime.positions.x_cut__*",),
        tests=("libs/runtime/tests/test_runtime_positions.py",),
    ),
    Part(
        name="codec",
        home="libs/events",
        package="waymark_events",
        mutated=tuple(
            f"waymark_events/{name}.py"
            for name in ("codec", "bodies", "attributes", "payloads", "registry")
        ),
        tests=(
            "libs/events/tests/test_events_codec.py",
            "libs/events/tests/test_events_codec_refusals.py",
            "libs/events/tests/test_events_codec_versions.py",
            "tests/contract/test_contract_golden.py::test_golden_bytes_decode_and_encode_to_themselves",
        ),
        beside=("libs/events/golden",),
    ),
    Part(
        name="ledger",
        home="services/notifier",
        package="notifier",
        mutated=("notifier/domain/*.py",),
        tests=tuple(
            f"services/notifier/tests/test_notifier_{name}.py"
            for name in (
                "corrections",
                "days",
                "delays",
                "judging",
                "laws",
                "occasions",
                "order_rows",
                "orders",
                "outcomes",
                "pace",
                "retailer_events",
                "segments",
                "status_rows",
                "triggers",
                "truth",
                "wanting",
                "webhook_health",
                "webhook_messages",
                "webhook_pace",
                "webhook_targets",
            )
        ),
        beside=("libs/events/golden",),
    ),
    Part(
        name="fold",
        home="services/projection",
        package="projection",
        mutated=("projection/domain/*.py",),
        tests=tuple(
            f"services/projection/tests/test_projection_{name}.py"
            for name in (
                "domain_course",
                "domain_deadlines",
                "domain_entries",
                "domain_flags",
                "domain_fold",
                "domain_journeys",
                "domain_pairs",
                "domain_past",
                "domain_step",
                "domain_tables",
                "domain_timeline",
                "laws_fold",
                "laws_timeline",
            )
        ),
        beside=("docs/fold",),
    ),
    Part(
        name="dialects",
        home="services/carrier_ingest",
        package="carrier_ingest",
        mutated=("carrier_ingest/carriers/*.py",),
        tests=tuple(
            f"services/carrier_ingest/tests/test_carrier_ingest_{name}.py"
            for name in (
                "dialect_asking",
                "dialect_clock",
                "dialect_dhl",
                "dialect_dhl_answers",
                "dialect_dhl_codes",
                "dialect_dhl_pieces",
                "dialect_identity",
                "dialect_judging",
                "dialect_laws",
                "dialect_push",
                "dialect_tables",
                "dialect_test",
                "dialect_ups",
                "dialect_ups_codes",
                "dialect_ups_pages",
                "dialect_ups_parcels",
                "dialect_ups_push",
                "dialect_ups_times",
                "journeys",
            )
        ),
    ),
)
