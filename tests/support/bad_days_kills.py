# SPDX-License-Identifier: Apache-2.0
"""Scenes of `bad_days.py`: dbvis, its tools and the servers killed at random moments."""
import glob
import json
import os
import signal
import time

from bad_days_ground import SCRATCH, MariaDb, Postgres, Sqlite

MEGABYTES = {Sqlite: 40, Postgres: 24, MariaDb: 24}


def schedule_for(ground, kind, name, url):
    """A schedule that is never due by itself in these minutes."""
    added = ground.run("connections", "add", name, url)
    ground.expect(added.code == 0, "connections add: " + added.said())
    added = ground.run("schedule", "add", name, "--connection", name, "--when", "every month on the 1st at 03:00", "--to",
                       ground.destination, "--drill", "each", "--retries", "0")
    ground.expect(added.code == 0, "schedule add: " + added.said())


def age(ground, engine):
    """Makes the databases of killed drills as old as the next drill needs to find them forgotten."""
    for name in engine.scratches():
        if isinstance(engine, Postgres):
            comment = engine.sql(f"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'")
            if comment:
                old = comment.rsplit(" ", 1)[0] + " " + str(int(time.time()) - 3600)
                engine.sql(f"COMMENT ON DATABASE \"{name}\" IS '{old}'")
            digits = name[len(SCRATCH):].split("_")[0]
            if digits.isdigit():
                aged = name.replace(digits, str(int(digits) - 3600))
                engine.sql(f'ALTER DATABASE "{name}" RENAME TO "{aged}"')
        else:
            digits = name[len(SCRATCH):].split("_")[0]
            engine.sql(f"DROP DATABASE `{name}`; CREATE DATABASE `{name.replace(digits, str(int(digits) - 3600))}`")


def run_once(ground, kind, database, url, job):
    return ("job", "run", database) if job else \
        ("backup", "make", url, "--to", ground.destination, "--check", "drill")


def kill_dbvis(ground, kind, kills):
    engine = ground.engine(kind)
    database = "kills"
    engine.fill(database, MEGABYTES[kind])
    url = engine.url(database)
    name = "kills of " + engine.name
    schedule_for(ground, kind, name, url)
    lengths = []
    for job in (False, True):
        ended = ground.run(*run_once(ground, kind, name, url, job))
        ground.expect(ended.code == 0, f"{engine.name}: {ended.said()}")
        lengths.append(ended.seconds)
    ground.check("before the kills of " + engine.name)
    states, scratches = {}, set()
    for number in range(kills):
        job = number % 2 == 1
        moment = ground.random.uniform(0.02, lengths[job] * 1.02)
        process = ground.start(*run_once(ground, kind, name, url, job))
        time.sleep(moment)
        process.kill()
        process.communicate()
        where = f"{engine.name}, {'job run' if job else 'backup make'} killed after {moment:.2f} s"
        left = scratches_before = len(scratches)
        ground.check(where, left_ones=scratches)
        newest = ground.backups()[:1]
        state = newest[0]["state"] if newest else "none"
        states[state] = states.get(state, 0) + 1
        if job:
            listed = json.loads(ground.run("schedule", "list", "--format", "json").out)
            outcome = [each for each in listed["schedules"] if each["schedule"]["name"] == name][0]["state"]["outcome"]
            ground.expect(outcome in ("interrupted", "succeeded"), f"{where}: the schedule says {outcome}")
        if number % 20 == 19:
            ground.forget()
            age(ground, engine)
            ended = ground.run(*run_once(ground, kind, name, url, job))
            ground.expect(ended.code == 0, f"{where}, the next run: {ended.said()}")
            ground.check(where + ", the next run")
            scratches.clear()
    age(ground, engine)
    ended = ground.run(*run_once(ground, kind, name, url, False))
    ground.expect(ended.code == 0, f"{engine.name}, the run behind all kills: {ended.said()}")
    ground.check(f"{engine.name}, behind all kills")
    ground.forget()
    told = ", ".join(f"{state} {count}" for state, count in sorted(states.items()))
    ground.row(f"{engine.name}, {MEGABYTES[kind]} MB: `backup make --check drill` and `job run` in turn, killed (SIGKILL) at {kills} "
               "random moments", f"the newest entry after each: {told}; each `job run` called interrupted, or succeeded where it "
               "was over; the run behind it is proved", "nothing" + ("" if kind is Sqlite else
               "; databases of drills until the next drill ten minutes later"))


def find_tool(folder, name):
    for place in glob.glob("/proc/[0-9]*"):
        try:
            with open(place + "/comm") as comm, open(place + "/environ", "rb") as environ, open(place + "/cmdline") as line:
                if comm.read().strip() == name and folder.encode() in environ.read() and "--version" not in line.read():
                    return int(os.path.basename(place))
        except OSError:
            continue
    return None


def kill_tools(ground, kills):
    engine = ground.engine(Postgres)
    database = "tools"
    engine.fill(database, MEGABYTES[Postgres])
    for tool, span in (("pg_dump", 0.5), ("pg_restore", 1.0)):
        said, codes = "", {}
        for _ in range(kills):
            def shoot(process):
                while process.poll() is None:
                    found = find_tool(ground.folder, tool)
                    if found:
                        time.sleep(ground.random.uniform(0, span))
                        try:
                            os.kill(found, signal.SIGKILL)
                        except ProcessLookupError:
                            pass
                        return
                    time.sleep(0.005)
            ended = ground.run("backup", "make", engine.url(database), "--to", ground.destination, "--check", "drill",
                               meanwhile=shoot)
            codes[ended.code] = codes.get(ended.code, 0) + 1
            said = ended.said() if ended.code else said
            ground.expect(ended.code == 0 or tool in ended.error, f"{tool} killed: {ended.said()}")
            ground.check(f"{tool} killed")
        ground.forget()
        ground.row(f"{tool} killed (SIGKILL) at {kills} random moments", f"exit codes {codes}; {said}")


def kill_server(ground, kind, kills):
    engine = ground.engine(kind)
    database = "shot"
    engine.fill(database, MEGABYTES[kind])
    length = ground.run("backup", "make", engine.url(database), "--to", ground.destination, "--check", "drill").seconds
    said, codes, scratches = "", {}, set()
    for _ in range(kills):
        moment = ground.random.uniform(0.1, length)

        def shoot(process):
            time.sleep(moment)
            if kind is Postgres:
                engine.process.send_signal(signal.SIGQUIT)
            else:
                engine.process.kill()
            engine.process.wait()
        ended = ground.run("backup", "make", engine.url(database), "--to", ground.destination, "--check", "drill", meanwhile=shoot)
        engine.start()
        codes[ended.code] = codes.get(ended.code, 0) + 1
        said = ended.said() if ended.code else said
        ground.expect(ended.code != 0 or moment > length * 0.8, f"{engine.name} shot after {moment:.2f} s of {length:.2f}: exit 0")
        ground.check(f"{engine.name} shot after {moment:.2f} s: {ended.said()}", left_ones=scratches)
        age(ground, engine)
        ended = ground.run("backup", "make", engine.url(database), "--to", ground.destination, "--check", "drill")
        ground.expect(ended.code == 0, f"{engine.name}, the run behind the end of the server: {ended.said()}")
        ground.check(f"{engine.name} started again")
        ground.forget()
    how = "ended at once (SIGQUIT)" if kind is Postgres else "killed (SIGKILL)"
    ground.row(f"{engine.name}, the server {how} at {kills} random moments, and started again", f"exit codes {codes}; {said}",
               "nothing; the database of a drill until the next drill ten minutes later")


def scenes(kills):
    yield "kills-sqlite", lambda ground: kill_dbvis(ground, Sqlite, kills * 3 // 5)
    yield "kills-postgres", lambda ground: kill_dbvis(ground, Postgres, kills // 5)
    yield "kills-mariadb", lambda ground: kill_dbvis(ground, MariaDb, kills // 5)
    yield "kills-tools", lambda ground: kill_tools(ground, max(2, kills // 10))
    yield "kills-servers", lambda ground: [kill_server(ground, kind, max(2, kills // 25)) for kind in (Postgres, MariaDb)]
