# SPDX-License-Identifier: Apache-2.0
"""Scenes of `bad_days.py`: databases of a kind that dumps have stumbled over: names, cycles, broken views, large values, many tables."""
import time
from urllib.parse import quote

from bad_days_ground import MariaDb, Postgres, Sqlite

NASTY = ['a"b', "a'b", "a`b", "a b", "a;b--", "a\nb", "a\tb", "ünï", "表", "🙂", "a\\b", "%s%n", "select", "A", "-rf", "$(x)", "a/b", "é" * 20]


def proved(ground, engine, database, what, must=True, limit=400, check="drill", **more):
    ended = ground.run("backup", "make", engine.url(database), "--to", ground.destination, "--check", check, limit=limit, **more)
    if must:
        word = "proved" if check == "drill" else "verified"
        ground.expect(ended.code == 0 and ended.out.startswith(word), f"{engine.name}, {what}: {ended.said()}")
    ground.row(f"{engine.name}: {what}", ended.said(), ground.check(f"{engine.name}, {what}"))
    ground.forget(0)
    return ended


def quoted(kind, name):
    mark = "`" if kind is MariaDb else '"'
    return mark + name.replace(mark, mark * 2) + mark


def odd_names(ground, kind):
    engine = ground.engine(kind)
    engine.remake("odd")
    names = list(NASTY)
    if kind is Postgres:
        names += ["x" * 63, "ä" * 31]
    elif kind is MariaDb:
        names = [name for name in names if "🙂" not in name] + ["x" * 64, "ä" * 64]
    else:
        names += ["x" * 64, "y" * 5000, ""]
    names = [name for name in names if kind is not Sqlite or name.lower() != "a" or name == "A"]
    sql = []
    for number, name in enumerate(names):
        table, column = quoted(kind, name), quoted(kind, name or "c")
        sql.append(f"CREATE TABLE {table} ({column} int PRIMARY KEY, {quoted(kind, name[:20] + '2')} text);")
        sql.append(f"INSERT INTO {table} VALUES ({number}, 'x{number}');")
        view = quoted(kind, name[:30] + " v")
        sql.append(f"CREATE VIEW {view} AS SELECT * FROM {table};")
        sql.append(f"CREATE INDEX {quoted(kind, name[:20] + ' i' + str(number))} ON {table} ({column});")
    if kind is Postgres:
        sql += [f"CREATE SCHEMA {quoted(kind, name)}; CREATE TABLE {quoted(kind, name)}.t (i serial);" for name in NASTY]
    engine.sql("\n".join(sql), "odd")
    proved(ground, engine, "odd", f"{len(names)} tables whose names have quotes, line breaks, signs and "
           + ("63" if kind is Postgres else "64") + " letters")
    if kind is not Sqlite:
        for name in ("a\"b'c`d", "-x ü;$(y)", "n\nm"):
            written = quoted(kind, name)
            try:
                engine.sql(f"CREATE DATABASE {written}" if kind is MariaDb else f"CREATE DATABASE {written} TEMPLATE template0")
            except RuntimeError:
                continue
            engine.sql("CREATE TABLE t (i int)", name)
            proved(ground, engine, quote(name, safe=""), f"a database called {name!r}", must="\n" not in name)
            engine.sql(f"DROP DATABASE {written}")


POSTGRES_ODD = """
CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a DEFERRABLE);
INSERT INTO a SELECT i, i FROM generate_series(1, 50) i; INSERT INTO b SELECT i, 51 - i FROM generate_series(1, 50) i;
ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b DEFERRABLE INITIALLY DEFERRED; CREATE TABLE self (id int PRIMARY KEY, up int REFERENCES self);
INSERT INTO self VALUES (1, 1), (2, 1), (3, 2);
CREATE TABLE g (x int, y int GENERATED ALWAYS AS (x * 2) STORED, z int GENERATED ALWAYS AS IDENTITY); INSERT INTO g (x) VALUES (1), (2);
CREATE TABLE p (d date, r text) PARTITION BY RANGE (d); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2021-01-01') TO ('2022-01-01') PARTITION BY LIST (r);
CREATE TABLE p2a PARTITION OF p2 FOR VALUES IN ('a'); CREATE TABLE pd PARTITION OF p DEFAULT; CREATE INDEX ON p (r);
INSERT INTO p VALUES ('2020-05-05', 'x'), ('2021-05-05', 'a'), ('1999-01-01', 'old');
CREATE MATERIALIZED VIEW m1 AS SELECT count(*) AS n FROM a; CREATE MATERIALIZED VIEW m2 AS SELECT n + 1 AS n FROM m1; CREATE UNIQUE INDEX ON m2 (n);
CREATE MATERIALIZED VIEW m0 AS SELECT * FROM m2 WITH NO DATA; CREATE VIEW v AS SELECT * FROM m2;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT n FROM m1'; CREATE TABLE c (i int CHECK (i > 0), x text COLLATE "C");
CREATE TABLE inh (i int); CREATE TABLE child (j int) INHERITS (inh); INSERT INTO child VALUES (1, 2); INSERT INTO inh VALUES (7);
CREATE UNLOGGED TABLE u (i int); INSERT INTO u VALUES (1); CREATE TABLE infinite (t timestamptz, n numeric, f float8);
INSERT INTO infinite VALUES ('infinity', 'NaN', '-Infinity'), ('0001-01-01 BC', 1e-300, 'NaN'); CREATE TABLE none ();
INSERT INTO none DEFAULT VALUES; CREATE DOMAIN pos AS int CHECK (VALUE > 0); CREATE TYPE mood AS ENUM ('a b', '''');
CREATE TABLE typed (p pos[], m mood, x xml, j jsonb, b bytea, bits bit varying); INSERT INTO typed VALUES ('{1,2}', '''', '<a/>', '{}', '\\x00ff', B'101');
CREATE RULE r AS ON INSERT TO c WHERE new.i = 99 DO INSTEAD NOTHING; SELECT lo_from_bytea(0, '\\xdeadbeef'); CREATE STATISTICS st ON x, y FROM g;
"""

MARIADB_ODD = """
CREATE TABLE a (id int PRIMARY KEY, b int); CREATE TABLE b (id int PRIMARY KEY, a int, FOREIGN KEY (a) REFERENCES a (id));
INSERT INTO a SELECT seq, seq FROM seq_1_to_50; INSERT INTO b SELECT seq, 51 - seq FROM seq_1_to_50; ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b (id);
CREATE TABLE g (x int, y int AS (x * 2) VIRTUAL, z int AS (x * 3) STORED, KEY (y)); INSERT INTO g (x) VALUES (1), (2);
CREATE TABLE p (id int, d date) PARTITION BY RANGE (year(d)) (PARTITION p0 VALUES LESS THAN (2020), PARTITION p1 VALUES LESS THAN MAXVALUE);
INSERT INTO p VALUES (1, '2000-01-01'), (2, '2030-01-01'); CREATE TABLE z (d date, t datetime, s timestamp NULL DEFAULT '0000-00-00 00:00:00', y year);
INSERT INTO z VALUES ('0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0), ('2020-00-00', '2020-01-00 00:00:00', NULL, 1901);
CREATE TABLE gone (i int); CREATE VIEW v1 AS SELECT id FROM a; CREATE VIEW v2 AS SELECT * FROM v1;
CREATE TABLE auto (id int AUTO_INCREMENT PRIMARY KEY); SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; INSERT INTO auto VALUES (0), (5);
CREATE TABLE sv (x int) WITH SYSTEM VERSIONING; INSERT INTO sv VALUES (1); CREATE SEQUENCE sq START 5; SELECT nextval(sq);
CREATE TABLE my (i int) ENGINE=MyISAM; INSERT INTO my VALUES (1); CREATE TABLE bits (b bit(10), f float, d double, j json, g geometry, u varbinary(20));
INSERT INTO bits VALUES (b'1010', 1e-38, 1.7976931348623157e308, '{"a":1}', ST_GeomFromText('POINT(1 2)'), x'00ff27');
CREATE TRIGGER tr BEFORE INSERT ON a FOR EACH ROW SET NEW.b = NULL; CREATE PROCEDURE pr() SELECT ';;' AS x; CREATE FUNCTION fu(a int) RETURNS int RETURN a + 1;
CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO SELECT 1; CREATE TABLE latin (t text) CHARACTER SET latin1; INSERT INTO latin VALUES ('ü');
"""

SQLITE_ODD = """
PRAGMA foreign_keys = OFF; CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b); CREATE TABLE b (id INTEGER PRIMARY KEY, a REFERENCES a);
INSERT INTO a VALUES (1, 1), (2, 7); INSERT INTO b VALUES (1, 2); CREATE TABLE g (x, y AS (x * 2) STORED, z AS (x || 'z'), UNIQUE (y));
INSERT INTO g (x) VALUES (1), (2); CREATE VIEW broken AS SELECT * FROM nowhere; CREATE VIEW v AS SELECT * FROM a; CREATE VIEW w AS SELECT * FROM v;
CREATE TABLE wr (a TEXT, b, PRIMARY KEY (a, b)) WITHOUT ROWID; INSERT INTO wr VALUES ('x', 1), ('x', 2); CREATE TABLE st (i INT, t TEXT) STRICT;
INSERT INTO st VALUES (1, 'x'); CREATE VIRTUAL TABLE ft USING fts5(t); INSERT INTO ft VALUES ('some words'); CREATE TABLE k (x TEXT);
INSERT INTO k VALUES (CAST(x'00ff00' AS TEXT)), (x'00'), (9e999), (-9223372036854775808), (NULL); CREATE TRIGGER t AFTER INSERT ON k BEGIN DELETE FROM k WHERE 0; END;
CREATE TABLE ai (id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO ai VALUES (100); DELETE FROM ai; PRAGMA user_version = 77; PRAGMA application_id = 7;
"""


def odd_structure(ground):
    postgres, mariadb, sqlite = (ground.engine(kind) for kind in (Postgres, MariaDb, Sqlite))
    postgres.remake("odd")
    postgres.sql(POSTGRES_ODD, "odd")
    proved(ground, postgres, "odd", "cycles of foreign keys, generated columns, partitions of partitions, materialised views of one another (one "
           "without data), inheritance, infinite times, a table without columns, large objects")
    postgres.sql("CREATE TABLE orphans (i int); INSERT INTO orphans VALUES (999); ALTER TABLE orphans ADD FOREIGN KEY (i) REFERENCES a NOT VALID; "
                 "CREATE TABLE checked (i int); INSERT INTO checked VALUES (-1); ALTER TABLE checked ADD "
                 "CHECK (i > 0) NOT VALID", "odd")
    proved(ground, postgres, "odd", "rows that break constraints which were added NOT VALID")
    mariadb.remake("odd")
    mariadb.sql(MARIADB_ODD, "odd")
    proved(ground, mariadb, "odd", "cycles of foreign keys, generated columns, partitions, zero dates, sequences, versioned tables, programs, events")
    mariadb.sql("CREATE VIEW invalid AS SELECT i FROM gone; DROP TABLE gone; CREATE TABLE later (i int); CREATE VIEW above AS SELECT * FROM v2;"
                "DROP VIEW v1", "odd")
    ended = proved(ground, mariadb, "odd", "views whose table or view is gone")
    for name in ("invalid", "v2", "above"):
        ground.expect(f'The view "{name}" is broken, and not in the backup' in ended.error, f"MariaDB, broken views: nothing is said of {name}: {ended.said()}")
    sqlite.remake("odd")
    sqlite.sql(SQLITE_ODD, "odd")
    proved(ground, sqlite, "odd", "cycles of foreign keys and rows that break them, generated columns, a view of nothing, full text, WITHOUT ROWID, NUL in a text")


def large_values(ground, megabytes):
    sqlite, postgres, mariadb = (ground.engine(kind) for kind in (Sqlite, Postgres, MariaDb))
    sqlite.remake("large")
    sqlite.sql(f"CREATE TABLE t (x); INSERT INTO t VALUES (randomblob({megabytes}000000)); INSERT INTO t VALUES (1)", "large")
    proved(ground, sqlite, "large", f"a value of {megabytes} MB")
    sqlite.remake("large")
    for size, must in ((100, True), (megabytes, False)):
        postgres.remake("large")
        postgres.sql(f"CREATE TABLE t (x bytea); ALTER TABLE t ALTER x SET STORAGE EXTERNAL; INSERT INTO t SELECT decode(repeat('5a', {size}000000), 'hex'); INSERT INTO t VALUES ('x')",
                     "large")
        proved(ground, postgres, "large", f"a value of {size} MB (bytea)", must)
    postgres.remake("large")
    postgres.sql("CREATE TABLE t (x bytea); ALTER TABLE t ALTER x SET STORAGE EXTERNAL; INSERT INTO t SELECT string_agg(decode(repeat('5a', 100000000), 'hex'), '') FROM "
                 "generate_series(1, 7)", "large")
    proved(ground, postgres, "large", "a value of 700 MB (bytea), which PostgreSQL itself can not write as text", False)
    postgres.remake("large")
    mariadb.remake("large")
    mariadb.sql("CREATE TABLE t (x longblob, y longtext); INSERT INTO t SELECT repeat('z', 9000000), repeat('''', 9000000)", "large")
    proved(ground, mariadb, "large", "values of 9 MB of bytes and 9 MB of quotes under a max_allowed_packet of 16 MB", False)
    mariadb.stop()
    mariadb.more = ["--max-allowed-packet=1G"]
    mariadb.start()
    mariadb.sql("TRUNCATE t; INSERT INTO t (x) SELECT repeat('z', 200000000)", "large")
    proved(ground, mariadb, "large", "a value of 200 MB under a max_allowed_packet of 1 GB")
    mariadb.remake("large")


def many_tables(ground, kind, count, check="drill"):
    engine = ground.engine(kind)
    engine.remake("many")
    if kind is Sqlite:
        engine.sql("BEGIN;" + "".join(f"CREATE TABLE t{i} (a INTEGER PRIMARY KEY, b);" for i in range(count)) + "COMMIT", "many")
    elif kind is MariaDb:
        engine.sql("".join(f"CREATE TABLE t{i} (a int PRIMARY KEY, b text);" for i in range(count)), "many")
    else:
        for begin in range(0, count, 2000):
            engine.sql(f"DO $$ BEGIN FOR i IN {begin}..{begin + 1999} LOOP EXECUTE format('CREATE TABLE t%s (a int PRIMARY KEY, b text)', i); END LOOP; END $$",
                       "many")
        proved(ground, engine, "many", f"{count} tables, as many locks as the server has from the start", must=False, limit=500)
        engine.stop()
        with open(engine.data + "/postgresql.conf", "a") as settings:
            settings.write("max_locks_per_transaction=2000\n")
        engine.start()
    begun = time.monotonic()
    proved(ground, engine, "many", f"{count} tables" + (" with max_locks_per_transaction = 2000" if kind is Postgres else ""), limit=900, check=check)
    print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    engine.remake("many")


def scenes(kills):
    for kind in (Sqlite, Postgres, MariaDb):
        yield "names-" + kind.__name__.lower(), lambda ground, kind=kind: odd_names(ground, kind)
    yield "structure", odd_structure
    yield "large", lambda ground: large_values(ground, 500)
    for kind, count in ((Sqlite, 50_000), (Postgres, 20_000), (MariaDb, 20_000)):
        # A table of InnoDB is a file, which MariaDB brings to the disk: of so many a drill is a matter of its disk.
        check = "verify" if kind is MariaDb else "drill"
        yield "many-" + kind.__name__.lower(), lambda ground, kind=kind, count=count, check=check: many_tables(ground, kind, count, check)
    yield "many-drilled", lambda ground: many_tables(ground, MariaDb, 2_000)
