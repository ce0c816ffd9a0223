#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Backs databases up, proves the backups, restores them, and has the engines' own tools compare.

    round_trips.py DBVIS FOLDER [--markdown FILE]

FOLDER holds the public sample databases chinook, pagila, sakila and northwind, each in a folder of its name, as the projects give them
(`.sql`, `.sql.gz`, `.sqlite.gz`). The comparison is between what `pg_dump`, `mariadb-dump` and `sqlite3 .dump` say of the original and of
what was restored: the texts have to be the same.
"""
import argparse
import gzip
import hashlib
import os
import re
import subprocess
import sys

from bad_days_ground import Ground, MariaDb, Postgres, Sqlite
from suite_servers import program


def text_of(folder, *names):
    """Scripts, one behind the other."""
    text = []
    for name in names:
        path = os.path.join(folder, name)
        opened = gzip.open(path, "rt", encoding="utf-8") if name.endswith(".gz") else open(path, encoding="utf-8")
        with opened as file:
            text.append(file.read())
    return "\n".join(text)


def output_of(words):
    done = subprocess.run(words, capture_output=True)
    if done.returncode != 0:
        raise SystemExit(f"{words[0]}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def postgres_text(server, database):
    text = output_of([server.bin + "/pg_dump", "-h", server.folder, "-p", str(server.port), "-U", "postgres", database])
    # A word against injection that is another each time.
    return re.sub(rb"(?m)^\\(un)?restrict .*$", b"", text)


def mariadb_text(server, database):
    text = output_of([program("mariadb-dump"), "--no-defaults", "-uroot", "--socket=" + server.socket, "--skip-dump-date", "--skip-comments",
                      "--routines", "--triggers", "--events", "--single-transaction", "--hex-blob", database])
    # Numbers that were drawn for rows which are gone belong to no row.
    return re.sub(rb" AUTO_INCREMENT=\d+", b"", text)


def sqlite_text(server, database):
    return output_of(["sqlite3", server.file(database), ".dump"])


def load_postgres(server, folder, scripts):
    text = text_of(folder, *scripts)
    name = "made_here"
    # Some scripts make their database themselves.
    made = re.search(r"(?im)^CREATE DATABASE (\w+)", text)
    if made:
        server.sql(text)
        return made[1]
    server.remake(name)
    server.sql(text, name)
    return name


def load_mariadb(server, folder, scripts):
    text = text_of(folder, *scripts)
    server.sql(text)
    return re.search(r"(?im)^CREATE (?:DATABASE|SCHEMA) `?(\w+)", text)[1]


def load_sqlite(server, folder, scripts):
    with gzip.open(os.path.join(folder, scripts[0]), "rb") as packed, open(server.file("made_here"), "wb") as file:
        file.write(packed.read())
    return "made_here"


WAYS = {Postgres: (load_postgres, postgres_text), MariaDb: (load_mariadb, mariadb_text), Sqlite: (load_sqlite, sqlite_text)}
DATABASES = [
    ("chinook", Postgres, ["chinook-postgres.sql.gz"]),
    ("pagila", Postgres, ["pagila-schema.sql", "pagila-data.sql.gz"]),
    ("northwind", Postgres, ["northwind-postgres.sql.gz"]),
    ("chinook", MariaDb, ["chinook-mysql.sql.gz"]),
    ("sakila", MariaDb, ["sakila-mysql-schema.sql", "sakila-mysql-data.sql.gz"]),
    ("chinook", Sqlite, ["chinook.sqlite.gz"]),
    ("sakila", Sqlite, ["sakila.sqlite.gz"]),
    ("northwind", Sqlite, ["northwind.sqlite.gz"]),
]


def round_trip(ground, folder, name, kind, scripts, compression):
    """One line of the table. Whatever is not as it was ends in a broken promise."""
    server = ground.engine(kind)
    load, text = WAYS[kind]
    database = load(server, os.path.join(folder, name), scripts)
    made = ground.run("backup", "make", server.url(database), "--to", ground.destination, "--check", "drill", "--compression", compression)
    where = f"{name} at {kind.name}, {compression}"
    ground.expect(made.code == 0 and made.out.startswith("proved: "), f"{where}: {made.said()}")
    file = next((line for line in made.out.split("\n") if line.endswith(".dbvbackup")), "")
    before = text(server, database)
    server.remake("restored")
    if kind is MariaDb:
        # The usual character set of a database is a part of it.
        server.sql("ALTER DATABASE restored " + re.search(r"(?i)CHARACTER SET \w+ COLLATE \w+", server.sql(
            f"SELECT concat('CHARACTER SET ', default_character_set_name, ' COLLATE ', default_collation_name) FROM "
            f"information_schema.schemata WHERE schema_name = '{database}'"))[0])
    target = server.url("restored") + ("?mode=rwc" if kind is Sqlite else "")
    restored = ground.run("restore", file, target)
    ground.expect(restored.code == 0, f"{where}: {restored.said()}")
    after = text(server, "restored")
    ground.expect(before == after, f"{where}: the engine's own tool finds another database")
    same = "the same, " + hashlib.sha256(after).hexdigest()[:12] if before == after else "another"
    proved = made.out.split("\n")[0].split(", in ")[0]
    ground.row(where, proved, f"{same} ({len(after):,} bytes)")
    server.remake("restored")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dbvis")
    parser.add_argument("folder")
    parser.add_argument("--markdown")
    arguments = parser.parse_args()
    ground = Ground(arguments.dbvis, 1)
    try:
        for name, kind, scripts in DATABASES:
            for compression in ("zstd", "none"):
                round_trip(ground, arguments.folder, name, kind, scripts, compression)
    finally:
        ground.end(keep=False)
    if arguments.markdown:
        with open(arguments.markdown, "w", encoding="utf-8") as file:
            file.write("| database | dbvis says | the engine's own dump of both |\n| --- | --- | --- |\n")
            file.writelines(f"| {what} | {saw} | {left} |\n" for what, saw, left in ground.rows)
    sys.exit(1 if ground.broken else 0)


main()
