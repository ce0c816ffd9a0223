# SPDX-License-Identifier: Apache-2.0
"""What the scenes of `bad_days.py` stand on: servers of its own, dbvis, and the promises that are checked after each scene."""
import glob
import hashlib
import json
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

from suite_servers import NOBODY, as_ordinary, program

LIMIT = 240.0
SCRATCH = "db_visualizer_drill_"
IN_DESTINATION = re.compile(r"\.db-visualizer-.*\.run|.*\.dbvbackup")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A server of an ordinary user, on a port of 127.0.0.1."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        os.makedirs(folder)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)

    def make(self, words):
        with open(self.folder + "/log", "ab") as log:
            subprocess.run(as_ordinary(words), check=True, stdout=log, stderr=log)

    def start(self):
        with open(self.folder + "/log", "ab") as log:
            self.process = subprocess.Popen(as_ordinary(self.words()), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 90
        while self.sql("SELECT 1", check=False) != "1":
            if self.process.poll() is not None or time.monotonic() > until:
                raise SystemExit("A server did not come up, see " + self.folder + "/log")
            time.sleep(0.05)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.fast)
            self.process.wait()

    def run(self, words, text, check):
        done = subprocess.run(words, input=text, capture_output=True, text=True, errors="replace")
        if check and done.returncode != 0:
            raise RuntimeError(f"{words[0]}: {done.stderr}")
        return done.stdout.strip()


class Postgres(Server):
    name, fast = "PostgreSQL", signal.SIGQUIT

    def __init__(self, folder):
        super().__init__(folder)
        self.bin = os.path.dirname(os.path.realpath(program("initdb", "/usr/lib/postgresql/*/bin/initdb")))
        self.data = folder + "/data"
        self.make([self.bin + "/initdb", "-N", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8", "-D", self.data])
        with open(self.data + "/postgresql.conf", "a") as settings:
            settings.write(f"fsync=off\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{folder}'\n"
                           "max_locks_per_transaction=64\nlc_messages='C'\nmax_wal_size='4GB'\n")
        with open(self.data + "/pg_hba.conf", "w") as rules:
            rules.write("local all all trust\nhost all sealed 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\n")

    def words(self):
        return [self.bin + "/postgres", "-D", self.data, "-p", str(self.port)]

    def sql(self, text, database="postgres", check=True):
        return self.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port),
                         "-U", "postgres", "-d", database, "-f", "-"], text, check)

    def url(self, database, user="postgres", port=None):
        return f"postgresql://{user}@127.0.0.1:{port or self.port}/{database}"

    def remake(self, database):
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE template0')

    def scratches(self):
        return self.sql(f"SELECT datname FROM pg_database WHERE starts_with(datname, '{SCRATCH}')").split()

    def fill(self, database, megabytes):
        self.remake(database)
        self.sql("CREATE TABLE parent (id int PRIMARY KEY, name text); INSERT INTO parent SELECT i, 'n' || i FROM "
                 "generate_series(1, 1000) i; CREATE TABLE large (id serial PRIMARY KEY, parent int REFERENCES parent, x text);"
                 f"INSERT INTO large (parent, x) SELECT 1 + i % 1000, (SELECT string_agg(md5((i * 40 + j)::text), '') FROM "
                 f"generate_series(1, 32) j) FROM generate_series(1, {megabytes * 1000}) i; CREATE INDEX ON large (parent);"
                 "CREATE VIEW v AS SELECT count(*) FROM large; CREATE TABLE small AS SELECT * FROM parent LIMIT 10", database)


class MariaDb(Server):
    name, fast = "MariaDB", signal.SIGKILL

    def __init__(self, folder):
        super().__init__(folder)
        self.data, self.socket, self.more = folder + "/data", folder + "/socket", []
        self.make([program("mariadb-install-db"), "--no-defaults", "--auth-root-authentication-method=normal",
                   "--skip-test-db", "--datadir=" + self.data])

    def words(self):
        return [program("mariadbd", "/usr/sbin/mariadbd"), "--no-defaults", "--datadir=" + self.data,
                "--bind-address=127.0.0.1", f"--port={self.port}", "--socket=" + self.socket, "--pid-file=" + self.folder + "/pid",
                "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0", "--lower-case-table-names=0",
                "--innodb-log-file-size=256M", "--sql-mode=NO_ENGINE_SUBSTITUTION"] + self.more

    def sql(self, text, database="", check=True):
        return self.run(["mariadb", "--no-defaults", "-uroot", "--socket=" + self.socket, "--batch", "--skip-column-names",
                         "--default-character-set=utf8mb4", "--max-allowed-packet=1G"] + (["--database=" + database] if database else []),
                        text, check)

    def url(self, database, user="root", port=None):
        return f"mysql://{user}@127.0.0.1:{port or self.port}/{database}"

    def remake(self, database):
        self.sql(f"DROP DATABASE IF EXISTS `{database}`; CREATE DATABASE `{database}` CHARACTER SET utf8mb4")

    def scratches(self):
        return [name for name in self.sql("SHOW DATABASES").split() if name.startswith(SCRATCH)]

    def fill(self, database, megabytes):
        self.remake(database)
        self.sql("CREATE TABLE parent (id int PRIMARY KEY, name text); INSERT INTO parent SELECT seq, concat('n', seq) FROM "
                 "seq_1_to_1000; CREATE TABLE large (id int AUTO_INCREMENT PRIMARY KEY, parent int, x text, FOREIGN KEY (parent) "
                 "REFERENCES parent (id)); INSERT INTO large (parent, x) SELECT 1 + seq % 1000, concat(sha2(seq, 512), "
                 "sha2(seq + 1, 512), sha2(seq + 2, 512), sha2(seq + 3, 512), sha2(seq + 4, 512), sha2(seq + 5, 512), sha2(seq "
                 f"+ 6, 512), sha2(seq + 7, 512)) FROM seq_1_to_{megabytes * 1000}; CREATE VIEW v AS SELECT count(*) FROM large;"
                 "CREATE TABLE small AS SELECT * FROM parent LIMIT 10", database)


class Sqlite:
    """Files, with the manners of a server."""
    name, process = "SQLite", None

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder)

    def start(self):
        pass

    def stop(self):
        pass

    def file(self, database):
        return self.folder + "/" + database + ".db"

    def sql(self, text, database):
        with sqlite3.connect(self.file(database), timeout=30) as opened:
            opened.executescript(text)

    def url(self, database):
        return "sqlite:" + self.file(database)

    def remake(self, database):
        for path in glob.glob(glob.escape(self.file(database)) + "*"):
            os.unlink(path)

    def scratches(self):
        return []

    def fill(self, database, megabytes):
        self.remake(database)
        self.sql("CREATE TABLE parent (id INTEGER PRIMARY KEY, name); CREATE TABLE large (id INTEGER PRIMARY KEY, parent "
                 "REFERENCES parent, x); CREATE INDEX i ON large (parent); CREATE VIEW v AS SELECT count(*) FROM large;"
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO parent SELECT i, "
                 f"'n' || i FROM n; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {megabytes * 1000})"
                 "INSERT INTO large SELECT i, 1 + i % 1000, randomblob(1000) FROM n", database)


class Ended:
    """How a run of dbvis has ended."""

    def __init__(self, code, out, error, seconds):
        self.code, self.out, self.error, self.seconds = code, out, error, seconds

    def said(self):
        """The message, on one line, without progress and notes."""
        lines = [line.split("\r")[-1].strip() for line in (self.error + "\n" + self.out).split("\n")]
        lines = [line for line in lines if line and not line.startswith(("info:", "warning: Settings"))]
        said = f"exit {self.code}: " + " ".join(lines)
        return said if len(said) < 600 else said[:600] + "…"


class Ground:
    """A folder with the application's data, destinations, and servers; and what has to hold in it at any time."""

    def __init__(self, dbvis, seed):
        self.dbvis = os.path.realpath(dbvis)
        self.folder = tempfile.mkdtemp(prefix="bad-days-")
        os.chmod(self.folder, 0o755)
        self.random = random.Random(seed)
        self.broken, self.rows, self.verified, self.mounts = [], [], {}, []
        self.data = self.folder + "/data"
        self.destination = self.folder + "/backups"
        os.makedirs(self.destination)
        self.engines = {}
        self.environment = dict(os.environ, TMPDIR=self.folder + "/tmp", DBVIS_HOME=self.data, LC_ALL="C.UTF-8")
        os.makedirs(self.folder + "/tmp")

    def engine(self, kind):
        if kind not in self.engines:
            self.engines[kind] = kind(self.folder + "/" + kind.__name__.lower())
            self.engines[kind].start()
        return self.engines[kind]

    def words(self, arguments):
        return [self.dbvis] + list(arguments)

    def start(self, *arguments, environment=None):
        """dbvis in a group of its own."""
        return subprocess.Popen(self.words(arguments), env=dict(self.environment, **(environment or {})),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                errors="replace", start_new_session=True)

    def run(self, *arguments, environment=None, limit=LIMIT, meanwhile=None):
        """Runs it to its end; `meanwhile` is done with the process beside it. What is over its limit hangs."""
        begun = time.monotonic()
        process = self.start(*arguments, environment=environment)
        helper = threading.Thread(target=meanwhile, args=(process,), daemon=True) if meanwhile else None
        if helper:
            helper.start()
        try:
            out, error = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
                self.break_promise(f"nothing hangs: {' '.join(arguments)} ran for {limit:.0f} s, and ended at SIGINT")
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                self.break_promise(f"nothing hangs: {' '.join(arguments)} ran for {limit:.0f} s, and SIGINT did not end it")
            out, error = "", "(hangs)"
        if helper:
            helper.join(60)
        return Ended(process.returncode, out, error, time.monotonic() - begun)

    def break_promise(self, what):
        self.broken.append(what)
        print("BROKEN: " + what, flush=True)

    def expect(self, holds, what):
        if not holds:
            self.break_promise(what)
        return holds

    def row(self, what, saw, left="nothing"):
        self.rows.append((what, saw, left))
        print(f"| {what} | {saw} | {left} |", flush=True)

    def backups(self):
        listed = self.run("backup", "list", "--format", "json")
        self.expect(listed.code == 0, "backup list: " + listed.said())
        return json.loads(listed.out)["backups"] if listed.code == 0 else []

    def read_back(self, path):
        """Whether a file is whole, as a program sees it that has never heard of it."""
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else \
                hashlib.sha256(file.read()).hexdigest()
        if self.verified.get(path) != digest:
            self.expect(path not in self.verified, "an earlier backup was changed: " + path)
            ended = self.run("--data-dir", self.folder + "/other", "backup", "verify", path)
            self.verified[path] = digest if ended.code == 0 else None
            if ended.code != 0:
                return ended.said()
        return ""

    def check(self, where, destination=None, left_ones=None):
        """Every promise, after the next start. What is left in words, or `nothing`."""
        destination = destination or self.destination
        entries = self.backups()
        left = []
        for entry in entries:
            if not self.expect(entry["state"] != "running", f"{where}: {entry['backupId']} is called running"):
                continue
            if entry["state"] == "failed":
                self.expect(entry["trouble"], f"{where}: a failure without a reason")
                continue
            if not self.expect(os.path.isfile(entry["path"]), f"{where}: no file for {entry['backupId']}, {entry['state']}"):
                continue
            trouble = self.read_back(entry["path"])
            self.expect(not trouble, f"{where}: {entry['backupId']} is {entry['state']}, and {trouble}")
        for path in list(self.verified):
            self.expect(os.path.exists(path), f"{where}: an earlier backup is gone: {path}")
        known = {entry["path"] for entry in entries}
        for name in os.listdir(destination) if os.path.isdir(destination) else []:
            path = os.path.join(destination, name)
            if not IN_DESTINATION.fullmatch(name) or not os.path.isfile(path):
                left.append(name)
            elif name.endswith(".dbvbackup") and path not in known:
                left.append(name + " (in no entry)")
        left += [path for path in glob.glob(self.data + "/jobs/*.job")]
        left += [path for path in os.listdir(self.folder + "/tmp") if path.startswith((".db-visualizer", "db-visualizer"))]
        left += self.tools()
        self.expect(not left, f"{where}: left are {', '.join(left)}")
        scratches = [name for engine in self.engines.values() if engine.process is None or engine.process.poll() is None
                     for name in engine.scratches()]
        if scratches and left_ones is None:
            self.expect(False, f"{where}: the database {scratches[0]} is left")
        elif scratches:
            left_ones.update(scratches)
        return ", ".join(left) or "nothing"

    def tools(self):
        """Programs of ours that still run, a moment later."""
        for _ in range(20):
            found = []
            for place in glob.glob("/proc/[0-9]*"):
                try:
                    with open(place + "/environ", "rb") as environ, open(place + "/comm") as name:
                        if self.folder.encode() in environ.read() and name.read().strip() in ("pg_dump", "pg_restore", "dbvis"):
                            found.append("process " + os.path.basename(place))
                except OSError:
                    continue
            if not found:
                return []
            time.sleep(0.1)
        return found

    def forget(self, keep=1):
        """Removes all but the newest backups, as somebody does whose disk is full."""
        entries = self.backups()
        good = [entry for entry in entries if entry["state"] != "failed"]
        for entry in good[keep:] + [entry for entry in entries if entry["state"] == "failed"]:
            self.verified.pop(entry["path"], None)
            self.run("backup", "remove", entry["backupId"])

    def tmpfs(self, name, megabytes):
        """A small disk; nothing where none can be mounted."""
        place = self.folder + "/" + name
        os.makedirs(place, exist_ok=True)
        words = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", place]
        if subprocess.run(words, capture_output=True).returncode != 0:
            return None
        self.mounts.append(place)
        return place

    def unmount(self, place):
        subprocess.run(["umount", "-l", place], capture_output=True)
        if place in self.mounts:
            self.mounts.remove(place)

    def end(self, keep):
        for engine in self.engines.values():
            engine.stop()
        for place in list(self.mounts):
            self.unmount(place)
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)
