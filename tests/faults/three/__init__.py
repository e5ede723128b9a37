"""Three brokers: what was acknowledged by two of them outlives the death of any one."""
