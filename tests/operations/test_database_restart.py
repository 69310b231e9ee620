"""The connections to a PostgreSQL server, and what becomes of them when it is restarted under a running site."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from tests import factories


@pytest.mark.postgres
def test_no_query_is_compiled(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        # What joins every type of page costs the planner's limit for compiling while the tables have not been analyzed.
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) SELECT 1 FROM generate_series(1, 100000) a, generate_series(1, 1000) b LIMIT 1")
        assert "JIT" not in cursor.fetchone()[0][0]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_no_visitor_meets_the_connections_that_a_restart_has_broken() -> None:
    factories.publication()
    everybody = threading.Barrier(8)

    def visit() -> None:
        with connections["default"].cursor():
            everybody.wait(timeout=30)  # so that the pool is full
        connections.close_all()

    visitors = [threading.Thread(target=visit) for _ in range(8)]
    connection.close()
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        assert cursor.fetchone()[0] >= 7
        cursor.execute("SELECT 1")
    answers: list[int] = []

    def come_again() -> None:
        try:
            answers.append(Client().get("/").status_code)
        finally:
            connections.close_all()

    # One visitor alone, who meets all of them.
    again = threading.Thread(target=come_again)
    again.start()
    again.join()
    assert answers == [200]
