"""Check digits, as each carrier reckons them. Positions count from 0; see docs/numbers.md."""

from collections.abc import Callable, Mapping
from string import ascii_uppercase, digits
from typing import Any, Final

Rule = Mapping[str, Any]
_ALPHANUMERIC: Final = digits + ascii_uppercase
_UPPER_BOUND: Final = 36


def expected(serial: str, rule: Rule) -> str:
    """The check character a serial should have; KeyError for a rule nobody wrote."""
    return _RULES[rule["name"]](serial, rule)


def _mod7(serial: str, _rule: Rule) -> str:
    return str(int(serial) % 7)


def _mod10(serial: str, rule: Rule) -> str:
    return _distance(_weighted(serial, rule))


def _mod10_plus_one(serial: str, rule: Rule) -> str:
    return _distance(_weighted(serial, rule) + 1)


def _weighted(serial: str, rule: Rule) -> int:
    """Each digit times the multiplier of its position; a letter counts (its code − 3) mod 10."""
    multipliers = (rule.get("evens_multiplier", 1), rule.get("odds_multiplier", 1))
    ordered = serial[::-1] if rule.get("reverse") else serial
    return sum(
        (int(sign) if sign.isdigit() else (ord(sign) - 3) % 10) * multipliers[at % 2]
        for at, sign in enumerate(ordered)
    )


def _distance(total: int) -> str:
    return str(-total % 10)


def _s10(serial: str, rule: Rule) -> str:
    rest = _dot(serial, rule["weightings"]) % 11
    return {0: "5", 1: "0"}.get(rest, str(11 - rest))


def _sum_product(serial: str, rule: Rule) -> str:
    return str(_dot(serial, rule["weightings"]) % rule["modulo1"] % rule["modulo2"])


def _dot(serial: str, weightings: list[int]) -> int:
    return sum(int(sign) * weight for sign, weight in zip(serial, weightings, strict=True))


def _luhn(serial: str, _rule: Rule) -> str:
    total = 0
    for at, sign in enumerate(reversed(serial)):
        value = int(sign) * (2 if at % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return _distance(total)


def _mod_37_36(serial: str, _rule: Rule) -> str:
    carry = _UPPER_BOUND
    for sign in serial:
        carry += _ALPHANUMERIC.index(sign)
        carry = carry - _UPPER_BOUND if carry > _UPPER_BOUND else carry
        carry *= 2
        carry = carry - 37 if carry > _UPPER_BOUND else carry
    return _ALPHANUMERIC[(37 - carry) % _UPPER_BOUND]


_RULES: Final[Mapping[str, Callable[[str, Rule], str]]] = {
    "mod7": _mod7,
    "mod10": _mod10,
    "mod10_plus_one": _mod10_plus_one,
    "s10": _s10,
    "luhn": _luhn,
    "sum_product_with_weightings_and_modulo": _sum_product,
    "mod_37_36": _mod_37_36,
}
