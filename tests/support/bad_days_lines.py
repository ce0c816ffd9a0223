# SPDX-License-Identifier: Apache-2.0
"""Scenes of `bad_days.py`: disks that are full or gone, lines that are cut, passwords and tables that change, tools that lie."""
import os
import re
import signal
import socket
import stat
import threading
import time

from bad_days_ground import MariaDb, Postgres, Sqlite

MEGABYTES = 40


class Proxy:
    """Passes bytes on between a client and a server, until so many have come from the server; then it cuts or falls silent."""

    def __init__(self, port, most, stalls):
        self.server, self.left, self.stalls, self.open = port, most, stalls, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.server))
            self.open += [client, server]
            threading.Thread(target=self.pump, args=(client, server, False), daemon=True).start()
            threading.Thread(target=self.pump, args=(server, client, True), daemon=True).start()

    def pump(self, source, target, counted):
        try:
            while some := source.recv(1 << 16):
                if counted:
                    self.left -= len(some)
                if self.left < 0:
                    if self.stalls:
                        threading.Event().wait()
                    self.close()
                    return
                target.sendall(some)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.close()
        for each in self.open:
            try:
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                each.shutdown(socket.SHUT_RDWR)
                each.close()
            except OSError:
                pass


def used(place):
    status = os.statvfs(place)
    return (status.f_blocks - status.f_bfree) * status.f_frsize


def fill_up(place):
    """Leaves not a block free."""
    with open(place + "/ballast", "ab", buffering=0) as ballast:
        for size in (1 << 20, 1 << 12):
            try:
                while ballast.write(b"\0" * size) == size:
                    pass
            except OSError:
                continue


def disk_full(ground, kind):
    engine = ground.engine(kind)
    engine.fill("full", MEGABYTES)
    # A copy, and the archive of it, lie there beside one another; a drill needs room for one more.
    whole = 42e6 * (2 if kind is Sqlite else 1)
    for of, part in (("the destination's disk", 0.01), ("the destination's disk", 0.5), ("the destination's disk", 0.99),
                     ("the disk of the drill", 0.5), ("the disk of the application's data", 0), ("the disk of the application's data", 0.9)):
        place = ground.tmpfs("small", 240)
        if place is None:
            ground.row(f"{engine.name}: a full disk", "not tried: no disk can be mounted here", "")
            return
        os.makedirs(place + "/to")
        own, drills = of.endswith("data"), of.endswith("drill")
        kept = ground.data
        watched = place
        if own:
            ground.data = ground.environment["DBVIS_HOME"] = place + "/data"
            watched = ground.tmpfs("watched", 240)
            os.makedirs(watched + "/to")
        destination = watched + "/to"
        arguments = ["backup", "make", engine.url("full"), "--compression", "none", "--check", "drill", "--to", destination]

        def reached():
            if drills:
                return any(name.endswith(".dbvbackup") for name in os.listdir(destination)) and used(watched) > 42e6 * (1 + part)
            return used(watched) >= whole * part and (part or os.path.exists(ground.data + "/dbvis.db"))

        def fill(process):
            while process.poll() is None and not reached():
                time.sleep(0.0005)
            process.send_signal(signal.SIGSTOP)
            try:
                fill_up(place)
            finally:
                process.send_signal(signal.SIGCONT)
        ended = ground.run(*arguments, meanwhile=fill)
        full_at = ended.said()
        ground.expect(ended.code != 0 or own or (drills and kind is MariaDb), f"{engine.name}, {of} is full at {part:.0%}: {full_at}")
        if os.path.exists(place + "/ballast"):
            os.unlink(place + "/ballast")
        left = ground.check(f"{engine.name}, {of} full at {part:.0%}", destination)
        # The disk may be full when the backup is there already, and only its drill has no room.
        is_made = "The backup is made, and was not checked" in full_at
        ground.expect(own or drills or is_made or not os.listdir(destination), f"{engine.name}, {of} full: a file is left")
        again = ground.run(*arguments)
        ground.expect(again.code == 0, f"{engine.name}, {of}, when there is room again: {again.said()}")
        ground.forget(0)
        ground.data = ground.environment["DBVIS_HOME"] = kept
        for disk in {place, watched}:
            ground.unmount(disk)
        how = "while a drill unpacks there" if drills else f"at {part:.0%} of the way"
        ground.row(f"{engine.name}: {of} is full {how}", full_at, left)


def destination_gone(ground, kind):
    engine = ground.engine(kind)
    engine.fill("gone", MEGABYTES)
    for how in ("renamed", "unmounted", "removed"):
        place = ground.tmpfs("leaving", 600) if how == "unmounted" else ground.folder + "/leaving"
        if place is None:
            continue
        os.makedirs(place, exist_ok=True)

        def take_away(process):
            while process.poll() is None and not os.listdir(place):
                time.sleep(0.001)
            time.sleep(0.1)
            if how == "renamed":
                os.rename(place, place + ".elsewhere")
            elif how == "unmounted":
                ground.unmount(place)
            else:
                for _ in range(50):
                    for root, folders, files in os.walk(place, topdown=False):
                        for name in files:
                            os.unlink(os.path.join(root, name))
                        for name in folders:
                            os.rmdir(os.path.join(root, name))
                    try:
                        os.rmdir(place)
                        return
                    except OSError:
                        time.sleep(0.01)
        ended = ground.run("backup", "make", engine.url("gone"), "--to", place, "--check", "drill", "--compression", "none",
                           meanwhile=take_away)
        ground.expect(ended.code != 0, f"{engine.name}, the destination is {how}: exit 0, {ended.said()}")
        left = ground.check(f"{engine.name}, the destination was {how}", place)
        elsewhere = place + ".elsewhere"
        found = os.listdir(elsewhere) if os.path.isdir(elsewhere) else []
        ground.expect(not found, f"{engine.name}, the destination was {how}: left in it are {found}")
        ground.row(f"{engine.name}: the destination is {how} while a backup is made", ended.said(), ", ".join(found) or left)
        for folder in (elsewhere, place):
            if os.path.isdir(folder):
                os.system(f"rm -rf '{folder}'")


def line_cut(ground, kind):
    engine = ground.engine(kind)
    engine.fill("cut", 16)
    for stalls in (False, True):
        said, codes = [], {}
        for most in (3_000, 40_000, 300_000, 5_000_000, 17_000_000, 30_000_000):
            if stalls and most not in (40_000, 5_000_000):
                continue
            proxy = Proxy(engine.port, most, stalls)
            ended = ground.run("backup", "make", engine.url("cut", port=proxy.port), "--to", ground.destination, "--check", "verify",
                               limit=200 if stalls else 60)
            proxy.close()
            codes[ended.code] = codes.get(ended.code, 0) + 1
            if ended.code:
                said.append(ended.said())
            left = ground.check(f"{engine.name}, the line {'silent' if stalls else 'cut'} after {most} bytes")
            time.sleep(0.2)
        ground.forget()
        how = "falls silent and stays open" if stalls else "is cut"
        ground.row(f"{engine.name}: the line {how} after 3 kB to 30 MB", f"exit codes {codes}; {said[-1] if said else ''}", left)


def password_changed(ground, kind):
    engine = ground.engine(kind)
    engine.fill("sealed", 2)
    if kind is Postgres:
        change = "ALTER ROLE sealed PASSWORD '{}'"
        engine.sql("CREATE ROLE sealed LOGIN SUPERUSER PASSWORD 'first'")
    else:
        change = "ALTER USER sealed@localhost IDENTIFIED BY '{0}'"
        engine.sql("CREATE USER sealed@localhost IDENTIFIED BY 'first'; GRANT ALL ON *.* TO sealed@localhost")
    name = "sealed " + engine.name
    environment = {"THE_PASSWORD": "first"}
    for words in (("connections", "add", name, engine.url("sealed", "sealed"), "--password-from", "environment:THE_PASSWORD"),
                  ("schedule", "add", name, "--connection", name, "--when", "@monthly", "--to", ground.destination, "--drill", "each")):
        added = ground.run(*words)
        ground.expect(added.code == 0, added.said())
    first = ground.run("job", "run", name, environment=environment)
    ground.expect(first.code == 0, f"{engine.name}, with the right password: {first.said()}")
    engine.sql(change.format("second"))
    second = ground.run("job", "run", name, environment=environment)
    ground.expect(second.code == 1, f"{engine.name}, with an old password: {second.said()}")
    left = ground.check(f"{engine.name}, the password was changed")
    third = ground.run("job", "run", name, environment={"THE_PASSWORD": "second"})
    ground.expect(third.code == 0, f"{engine.name}, with the new password: {third.said()}")
    ground.row(f"{engine.name}: the password is changed between two runs of a schedule", second.said() + "; with the new one: "
               + third.said(), left)


def tables_change(ground, kind):
    engine = ground.engine(kind)
    changes = {"a table is dropped": "DROP TABLE small", "a column is added": "ALTER TABLE large ADD COLUMN y int DEFAULT 7",
               "a column is dropped": "ALTER TABLE large DROP COLUMN x", "a table is emptied": "DELETE FROM large WHERE parent < 900",
               "a table is made": "CREATE TABLE other AS SELECT * FROM parent"}
    for what, sql in changes.items():
        said = {}
        for moment in (0.1, 0.2, 0.3, 0.45, 0.6, 0.8):
            engine.fill("changing", 8)

            def change(process):
                time.sleep(moment)
                try:
                    engine.sql(sql, "changing")
                except Exception as failure:
                    said["the change: " + str(failure)[:80]] = said.get("the change: " + str(failure)[:80], 0) + 1
            ended = ground.run("backup", "make", engine.url("changing"), "--to", ground.destination, "--check", "drill",
                               meanwhile=change)
            words = "proved" if ended.code == 0 and ended.out.startswith("proved") else ended.said()
            said[words] = said.get(words, 0) + 1
            left = ground.check(f"{engine.name}, {what} while it is dumped")
        ground.row(f"{engine.name}: {what} while it is dumped, at 6 moments", "; ".join(f"{count} × {words}" for words, count in
                                                                                        said.items()), left)
    ground.forget()


FAKES = {
    "prints an error and exits with 0": ('echo "pg_dump: error: something was left out" >&2; "{real}" "$@"; exit 0', False),
    "exits with 1 behind a good file": ('"{real}" "$@"; exit 1', False),
    "stops in the middle and exits with 0": ('"{real}" "$@" | head -c 200000; exit 0', False),
    "writes garbage and exits with 0": ('head -c 5000000 /dev/urandom; exit 0', False),
    "writes nothing and exits with 0": ("exit 0", False),
    "leaves out a table": ('"{real}" "$@" --exclude-table=small', False),
    "speaks garbage of megabytes": ('head -c 5000000 /dev/urandom >&2; exit 3', False),
    "hangs": ("sleep 1000", True),
    "hangs in the middle": ('"{real}" "$@" | head -c 200000; sleep 1000', True),
    "hangs when it is asked for its version": (None, False),
}


def fake_tools(ground):
    engine = ground.engine(Postgres)
    engine.fill("tool", 4)
    folder = ground.folder + "/path"
    os.makedirs(folder, exist_ok=True)
    for what, (script, hangs) in FAKES.items():
        with open(folder + "/pg_dump", "w") as file:
            file.write("#!/bin/sh\n" + ("sleep 1000\n" if script is None else
                                        f'[ "$1" = --version ] && exec "{engine.bin}/pg_dump" --version\n'
                                        + script.replace("{real}", engine.bin + "/pg_dump") + "\n"))
        os.chmod(folder + "/pg_dump", stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
        asked = {}

        def interrupt(process):
            time.sleep(6)
            asked["at"] = time.monotonic()
            process.send_signal(signal.SIGINT)
        ended = ground.run("backup", "make", engine.url("tool"), "--to", ground.destination, "--check", "drill",
                           environment={"PATH": folder + ":" + os.environ["PATH"]}, meanwhile=interrupt if hangs else None, limit=60)
        if hangs:
            ground.expect(time.monotonic() - asked["at"] < 3, f"pg_dump {what}: not ended at once by SIGINT")
        ground.expect((ended.code == 0) == (script is None), f"pg_dump {what}: {ended.said()}")
        ground.expect(re.search("pg_dump|drill|restore|signal|proved|topped|130|small", ended.said()),
                      f"pg_dump {what}: the answer names nothing: {ended.said()}")
        left = ground.check("pg_dump " + what)
        ground.row(f"A pg_dump that {what}" + (", and Ctrl+C after 6 s" if hangs else ""), ended.said(), left)
    os.unlink(folder + "/pg_dump")
    with open(folder + "/pg_restore", "w") as file:
        file.write(f'#!/bin/sh\n[ "$1" = --version ] && exec "{engine.bin}/pg_restore" --version\nexit 0\n')
    os.chmod(folder + "/pg_restore", 0o755)
    ended = ground.run("backup", "make", engine.url("tool"), "--to", ground.destination, "--check", "drill",
                       environment={"PATH": folder + ":" + os.environ["PATH"]})
    ground.expect(ended.code == 1, "pg_restore that does nothing: " + ended.said())
    ground.row("A pg_restore that does nothing and exits with 0", ended.said(), ground.check("pg_restore that does nothing"))
    ground.forget()


def scenes(kills):
    for kind in (Sqlite, Postgres, MariaDb):
        yield "disk-full-" + kind.__name__.lower(), lambda ground, kind=kind: disk_full(ground, kind)
    for kind in (Sqlite, Postgres, MariaDb):
        yield "disk-gone-" + kind.__name__.lower(), lambda ground, kind=kind: destination_gone(ground, kind)
    for kind in (Postgres, MariaDb):
        yield "line-" + kind.__name__.lower(), lambda ground, kind=kind: line_cut(ground, kind)
        yield "password-" + kind.__name__.lower(), lambda ground, kind=kind: password_changed(ground, kind)
    for kind in (Sqlite, Postgres, MariaDb):
        yield "tables-" + kind.__name__.lower(), lambda ground, kind=kind: tables_change(ground, kind)
    yield "tools", fake_tools
