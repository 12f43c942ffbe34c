"""A database that is made for a benchmark and dropped after it."""

import os
from contextlib import contextmanager

import psycopg2
from django.db import connection


@contextmanager
def database(address, folder, purpose="bench"):
    """Give the address of a new, empty database: beside the PostgreSQL one at `address`, else in `folder`.

    Its name ends with its `purpose`. It is dropped afterwards.
    """
    if not address:
        yield f"sqlite:///{folder}/{purpose}.sqlite3"
        return
    server, _slash, name = address.rpartition("/")
    name = f"{name}_{purpose}_{os.getpid()}"
    execute(server, f'CREATE DATABASE "{name}"')
    try:
        yield f"{server}/{name}"
    finally:
        connection.close()
        execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def execute(server, *commands):
    """Run commands that PostgreSQL takes outside transactions only."""
    session = psycopg2.connect(f"{server}/postgres")
    session.autocommit = True
    with session.cursor() as cursor:
        for command in commands:
            cursor.execute(command)
    session.close()
