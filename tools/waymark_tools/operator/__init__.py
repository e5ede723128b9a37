"""The operator's command `waymark`: small answers for people, `--json` for machines."""
