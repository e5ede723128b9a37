"""Whose fault a fault of PostgreSQL is: the server's is waited for, the batch's has a budget."""

import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolTimeout
from waymark_runtime.postgres import is_away


@pytest.mark.parametrize(
    "fault",
    [
        PoolTimeout(),
        psycopg.InterfaceError(),
        psycopg.OperationalError("server closed the connection unexpectedly"),
        errors.AdminShutdown(),
        errors.DeadlockDetected(),
        errors.IdleInTransactionSessionTimeout(),
        errors.TransactionTimeout(),
    ],
)
def test_a_server_that_is_away_is_nobodys_fault(fault: Exception) -> None:
    """The batch is read again, however long it takes."""
    assert is_away(fault)


@pytest.mark.parametrize(
    "fault",
    [
        errors.UniqueViolation(),
        errors.QueryCanceled(),
        errors.ProgramLimitExceeded(),
        errors.PipelineAborted(),
        ValueError(),
    ],
)
def test_a_fault_of_the_batch_is_not_waited_for(fault: Exception) -> None:
    """It comes again each time: it has a budget, and then its records are tried alone.

    Seen to fail: an aborted pipeline, which has no code of the server's, was waited for.
    """
    assert not is_away(fault)
