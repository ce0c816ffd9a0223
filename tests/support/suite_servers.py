# SPDX-License-Identifier: Apache-2.0
"""Database servers of `split_suites.py`'s own, the clients that belong to them, and what those really send.

A recorder stands between client and server and passes all on unchanged; from the client's messages it keeps the texts of the
statements (PostgreSQL: Query; MariaDB: COM_QUERY, and COM_INIT_DB, which is how the client sends a USE), byte for byte as the
server receives and would log them. Of SQLite's shell the library `dbv_sqlite_recorder` keeps what it prepares.
"""
import glob
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time

NOBODY = 65534


def as_ordinary(words):
    """The command for an ordinary user, also where this runs as root."""
    if os.geteuid() != 0:
        return words
    return ["setpriv", "--pdeathsig", "KILL", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups"] + words


def own_folder():
    folder = tempfile.mkdtemp(prefix="split-suites-")
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
    os.chmod(folder, 0o755)
    return folder


def program(name, *places):
    found = shutil.which(name) or next((p for place in places for p in sorted(glob.glob(place), reverse=True)), None)
    if found is None:
        raise SystemExit(f"{name} is not installed")
    return found


class Reader:
    """What arrives from a client, passed on as it is read."""

    def __init__(self, source, target):
        self.source, self.target, self.left = source, target, b""

    def take(self, count):
        while len(self.left) < count:
            more = self.source.recv(1 << 16)
            if not more:
                raise EOFError
            self.target.sendall(more)
            self.left += more
        taken, self.left = self.left[:count], self.left[count:]
        return taken


def read_postgres(reader, keep):
    code = 0
    while code != 196608:
        size, code = struct.unpack("!II", reader.take(8))
        reader.take(size - 8)
        if code == 80877102:
            return
    while True:
        kind, size = struct.unpack("!cI", reader.take(5))
        body = reader.take(size - 4)
        if kind == b"Q":
            keep(body[:-1])
        elif kind == b"P":
            keep(body.split(b"\0")[1])


def read_mysql(reader, keep):
    while True:
        body, size, number = b"", 0xFFFFFF, None
        while size == 0xFFFFFF:
            head = reader.take(4)
            size = int.from_bytes(head[:3], "little")
            number = head[3] if number is None else number
            body += reader.take(size)
        if number == 0 and body[:1] == b"\x03":
            keep(body[1:])
        elif number == 0 and body[:1] == b"\x02":
            keep(b"use `" + body[1:].replace(b"`", b"``") + b"`")


class Recorder:
    """Stands between a client and its server."""

    def __init__(self, path, server, read):
        self.server, self.read, self.kept, self.open = server, read, [], []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        os.chmod(path, 0o777)
        self.listener.listen(8)
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client = self.listener.accept()[0]
            self.open.append(threading.Thread(target=self.serve, args=(client,), daemon=True))
            self.open[-1].start()

    def serve(self, client):
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(self.server)
        except OSError:
            client.close()
            return
        back = threading.Thread(target=self.answer, args=(server, client), daemon=True)
        back.start()
        try:
            self.read(Reader(client, server), self.kept.append)
        except (EOFError, OSError):
            pass
        try:
            server.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        back.join()
        client.close()
        server.close()

    @staticmethod
    def answer(server, client):
        try:
            while more := server.recv(1 << 16):
                client.sendall(more)
            client.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    def take(self):
        """All that was kept, when the client has ended."""
        while self.open:
            self.open.pop().join(20)
        kept, self.kept[:] = list(self.kept), []
        return kept


def run_client(words, script, folder, limit, environment=None):
    """Whether it ended by itself within some seconds."""
    with open(script, "rb") as text, open(os.path.join(folder, "client.out"), "wb") as out:
        client = subprocess.Popen(as_ordinary(words), stdin=text, stdout=out, stderr=subprocess.STDOUT, cwd=folder,
                                  env=dict(os.environ, **(environment or {})), start_new_session=True)
        try:
            client.wait(limit)
            return True
        except subprocess.TimeoutExpired:
            os.killpg(client.pid, signal.SIGKILL)
            client.wait()
            return False


class Server:
    """A server that runs until it is told to end."""

    def __init__(self):
        self.folder, self.process, self.recorder = own_folder(), None, None

    def launch(self, words, alive):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen(as_ordinary(words), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        until = time.monotonic() + 60
        while not alive():
            if self.process.poll() is not None or time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def make(self, words):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            subprocess.run(as_ordinary(words), check=True, stdout=log, stderr=log)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT if isinstance(self, Postgres) else signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Postgres(Server):
    dialect = "postgresql"

    def __init__(self):
        super().__init__()
        self.bin = os.path.dirname(os.path.realpath(program("initdb", "/usr/lib/postgresql/*/bin/initdb")))
        self.data = os.path.join(self.folder, "data")
        self.make([self.bin + "/initdb", "-N", "-A", "trust", "-U", "postgres", "--no-locale", "-E", "UTF8", "-D", self.data])
        with open(self.data + "/postgresql.conf", "a") as settings:
            settings.write("fsync=off\nlisten_addresses=''\nlc_messages='C'\nmax_prepared_transactions=2\n"
                           f"unix_socket_directories='{self.folder}'\nlog_statement=all\nlogging_collector=on\n"
                           "log_destination='jsonlog'\nlog_directory='log.d'\nlog_filename='all'\nlog_rotation_size=0\n")
        if not self.start():
            raise SystemExit("The server did not come up: " + self.folder)
        self.run("postgres", "CREATE DATABASE regression TEMPLATE template0")
        self.recorder = Recorder(self.folder + "/.s.PGSQL.2", self.folder + "/.s.PGSQL.1", read_postgres)

    def start(self):
        return self.launch([self.bin + "/postgres", "-D", self.data, "-p", "1"], lambda: self.run("postgres", "SELECT 1"))

    def run(self, database, sql):
        words = ["psql", "-X", "-q", "-h", self.folder, "-p", "1", "-U", "postgres", "-d", database, "-c", sql]
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def received(self, script, limit):
        """What psql sends of a script, and whether it came to its end. What psql asks for itself (\\d) is only shown, not sent."""
        whole = run_client(["psql", "-X", "-a", "-q", "-h", self.folder, "-p", "2", "-U", "postgres", "-d", "regression",
                            "-v", "ECHO_HIDDEN=noexec", "-v", "HIDE_TABLEAM=on", "-v", "HIDE_TOAST_COMPRESSION=on",
                            "-f", "-"], script, self.folder, limit)
        return self.recorder.take(), whole


class MariaDb(Server):
    dialect = "mariadb"

    def __init__(self, comments=True):
        super().__init__()
        self.comments = "--comments" if comments else "--skip-comments"
        self.data = os.path.join(self.folder, "data")
        self.socket = os.path.join(self.folder, "server")
        self.made = self.data + ".made"
        self.make([program("mariadb-install-db"), "--no-defaults", "--auth-root-authentication-method=normal",
                   "--skip-test-db", "--datadir=" + self.made])
        self.make_anew()
        self.recorder = Recorder(self.folder + "/client", self.socket, read_mysql)

    def start(self):
        words = [program("mariadbd", "/usr/sbin/mariadbd"), "--no-defaults", "--datadir=" + self.data, "--skip-networking",
                 "--socket=" + self.socket, "--pid-file=" + self.folder + "/pid", "--innodb-flush-log-at-trx-commit=0",
                 "--innodb-doublewrite=0", "--lock-wait-timeout=1", "--innodb-lock-wait-timeout=1", "--max-statement-time=2",
                 "--default-storage-engine=MyISAM", "--lower-case-table-names=0", "--max-allowed-packet=64M"]
        return self.launch(words, lambda: self.run("select 1"))

    def make_anew(self):
        """Scripts change the server's own tables and settings, and some end it."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.data, ignore_errors=True)
        self.make(["cp", "-a", self.made, self.data])
        if not self.start():
            raise SystemExit("The server did not come up: " + self.folder)

    def run(self, sql):
        words = ["mariadb", "--no-defaults", "-uroot", "--socket=" + self.socket, "--batch", "-e", sql]
        return subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0

    def received(self, script, limit):
        """What the client sends of a script, and whether it came to its end."""
        if self.process.poll() is not None or not self.run(
                "set global sql_mode = default; drop database if exists test; create database test"):
            self.make_anew()
            self.run("create database test")
        whole = run_client(["mariadb", "--no-defaults", "-uroot", "--socket=" + self.folder + "/client", "--batch", "--force",
                            self.comments, "--default-character-set=utf8mb4", "--skip-reconnect", "test"],
                           script, self.folder, limit)
        return self.recorder.take(), whole and self.process.poll() is None


class Sqlite:
    dialect = "sqlite"

    def __init__(self, library):
        self.folder = own_folder()
        # Where the ordinary user may read it, wherever the build lies.
        self.preloaded = shutil.copy(library, self.folder)

    def received(self, script, limit):
        """Each text that the shell gave to SQLite: whether it was taken, its statement, and all that it had of its line."""
        file = os.path.join(self.folder, "record")
        whole = run_client(["sqlite3", "-batch", ":memory:"], script, self.folder, limit,
                           {"LD_PRELOAD": self.preloaded, "DBV_RECORD": file})
        kept = []
        data = b""
        if os.path.exists(file):
            with open(file, "rb") as record:
                data = record.read()
            os.unlink(file)
        at = 0
        while at < len(data):
            end = data.index(b"\n", at)
            answer, statement, size = map(int, data[at:end].split())
            text = data[end + 1:end + 1 + size]
            kept.append((answer == 0, text[:statement], text))
            at = end + 1 + size + 1
        return kept, whole

    def stop(self):
        shutil.rmtree(self.folder, ignore_errors=True)
