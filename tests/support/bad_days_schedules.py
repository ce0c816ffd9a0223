# SPDX-License-Identifier: Apache-2.0
"""Scenes of `bad_days.py`: clocks that are set, state that somebody has edited, two who begin at once, files of schedules that are none."""
import glob
import json
import os
import shutil
import sqlite3
import time

from bad_days_ground import Sqlite


def add_schedule(ground, name, when, *more, megabytes=4):
    engine = ground.engine(Sqlite)
    engine.fill("planned", megabytes)
    ground.run("connections", "add", "planned", engine.url("planned"))
    added = ground.run("schedule", "add", name, "--connection", "planned", "--when", when, "--to", ground.destination, *more)
    ground.expect(added.code == 0, added.said())


def shown(ground, name):
    listed = ground.run("schedule", "list", "--format", "json")
    ground.expect(listed.code == 0, "schedule list: " + listed.said())
    return next((each for each in json.loads(listed.out)["schedules"] if each["schedule"]["name"] == name), None)


def change_state(ground, sql, *values):
    with sqlite3.connect(ground.data + "/dbvis.db", timeout=20) as state:
        state.execute(sql, values)
    state.close()


def shift(ground, name, seconds, keeps=()):
    """As if all that is kept, but what is named, had been written so many seconds later: the clock was set back."""
    with sqlite3.connect(ground.data + "/dbvis.db", timeout=20) as state:
        kept, created = state.execute("SELECT state, created FROM schedules WHERE name = ?", (name,)).fetchone()
        words = json.loads(kept)
        for each in words:
            if each.startswith("last") and each not in keeps and isinstance(words[each], (int, float)) and words[each]:
                words[each] += seconds * 1000
        state.execute("UPDATE schedules SET state = ?, created = ? WHERE name = ?",
                      (json.dumps(words).encode(), created + seconds * 1000, name))
    state.close()


def remove(ground, name):
    ended = ground.run("schedule", "remove", name)
    ground.expect(ended.code == 0, ended.said())
    ground.forget(0)


def clock(ground):
    for back in (3600, 2 * 86400, 400 * 86400, -86400 * 3):
        add_schedule(ground, "clock", "every 15 minutes", "--drill", "never")
        ground.run("job", "run", "clock")
        shift(ground, "clock", back)
        before = len(ground.backups())
        due = ground.run("schedule", "due")
        made = len(ground.backups()) - before
        entry = shown(ground, "clock")
        ground.expect(made <= 1 and due.code == 0, f"the clock was set by {back} s: {made} runs, {due.said()}")
        ground.expect(made == (1 if back < 0 else 0), f"the clock was set by {back} s: {made} runs")
        again = ground.run("schedule", "due")
        ground.expect(len(ground.backups()) - before == made, f"the clock was set by {back} s: the second look made one more, {again.said()}")
        if back > 86400:
            # Twenty minutes later.
            shift(ground, "clock", -1200)
            later = ground.run("schedule", "due")
            ground.expect(len(ground.backups()) - before == 1, f"the clock was set by {back} s: nothing runs by itself any more, {later.said()}")
        by_hand = ground.run("job", "run", "clock")
        ground.expect(by_hand.code == 0, f"the clock was set by {back} s: {by_hand.said()}")
        how = f"back by {back // 3600} hours" if back > 0 else f"ahead by {-back // 3600} hours"
        ground.row(f"The clock is set {how} under a schedule of every 15 minutes", f"`schedule due`: {made} run(s), {due.said()}; missed "
                   f"{entry['state'].get('missed')}", ground.check("the clock was set " + how))
        remove(ground, "clock")


def summer_time(ground):
    """`schedule due` every ten minutes of a night in Europe/Berlin, by faketime."""
    if not shutil.which("faketime"):
        ground.row("Nights of summer time in Europe/Berlin", "not tried: faketime is not installed", "")
        return
    plain = ground.words
    for night, begin in (("the hour that is left out (2027-03-28)", "2027-03-27 23:00:00"), ("the hour that comes twice (2027-10-31)", "2027-10-30 22:00:00")):
        moment = [begin]
        ground.words = lambda arguments: ["env", "TZ=UTC", "NO_FAKE_STAT=1", "faketime", moment[0], ground.dbvis] + list(arguments)
        add_schedule(ground, "night", "every day at 02:30", "--zone", "Europe/Berlin", "--drill", "never", megabytes=1)
        first = time.mktime(time.strptime(begin, "%Y-%m-%d %H:%M:%S"))
        runs = []
        for step in range(0, 6 * 6):
            moment[0] = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(first + 600 * step))
            before = {entry["backupId"] for entry in ground.backups()}
            ended = ground.run("schedule", "due")
            ground.expect(ended.code == 0, f"{night}, {moment[0]} UTC: {ended.said()}")
            if {entry["backupId"] for entry in ground.backups()} - before:
                runs.append(moment[0][11:16])
        ground.expect(len(runs) == 1, f"{night}: runs at {runs} UTC")
        ground.words = plain
        ground.row(f"Every day at 02:30 in Europe/Berlin, {night}", f"one run, at {', '.join(runs)} UTC", ground.check(night))
        remove(ground, "night")


GARBAGE = {
    "its wishes are no JSON": ("UPDATE schedules SET config = ? WHERE name = ?", b"{{{"),
    "its wishes are a list": ("UPDATE schedules SET config = ? WHERE name = ?", b"[1, 2]"),
    "when it runs is nonsense": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.when', ?) AS BLOB) WHERE name = ?", "every blue moon"),
    "its zone is nowhere": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.zone', ?) AS BLOB) WHERE name = ?", "Moon/Crater"),
    "its destination is relative": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.destination', ?) AS BLOB) WHERE name = ?", "../x"),
    "its destination is a file": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.destination', ?) AS BLOB) WHERE name = ?", "/etc/passwd"),
    "its connection is gone": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.connection', ?) AS BLOB) WHERE name = ?", "nobody"),
    "a wish that nobody knows": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.future', ?) AS BLOB) WHERE name = ?", "x"),
    "a number is a text": ("UPDATE schedules SET config = CAST(json_set(CAST(config AS TEXT), '$.retries', ?) AS BLOB) WHERE name = ?", "many"),
    "its state is no JSON": ("UPDATE schedules SET state = ? WHERE name = ?", b"\xff\xfe"),
    "its state is from the year 292,000,000": ("UPDATE schedules SET state = CAST(json_set(CAST(state AS TEXT), '$.lastDue', 9223372036854775807, '$.x', ?) AS BLOB) WHERE name = ?", 1),
    "its state is from before time": ("UPDATE schedules SET state = CAST(json_set(CAST(state AS TEXT), '$.lastDue', -9223372036854775807, '$.x', ?) AS BLOB) WHERE name = ?", 1),
    "it was made in the future": ("UPDATE schedules SET created = ? WHERE name = ?", 9000000000000000),
    "it was made before time": ("UPDATE schedules SET created = ? WHERE name = ?", -9223372036854775807),
    "its id is a path": ("UPDATE schedules SET id = ? WHERE name = ?", "../../x"),
}


def edited(ground):
    for what, (sql, value) in GARBAGE.items():
        add_schedule(ground, "edited", "every 15 minutes", "--drill", "never")
        add_schedule(ground, "sound", "every 15 minutes", "--drill", "never")
        kept = sqlite3.connect(ground.data + "/dbvis.db")
        whole = kept.execute("SELECT id, name, created, config, state FROM schedules WHERE name = 'edited'").fetchone()
        kept.close()
        change_state(ground, sql, value, "edited")
        shift(ground, "sound", -3600)
        listed = ground.run("schedule", "list")
        ground.expect(listed.code == 0 and "sound" in listed.out and ("edited" in listed.out + listed.error),
                      f"{what}: {listed.said()}")
        due = ground.run("schedule", "due", limit=60)
        sound = shown(ground, "sound")
        ground.expect(sound and sound["state"]["outcome"] == "succeeded", f"{what}: the other schedule did not run, {due.said()}")
        run = ground.run("job", "run", "edited", limit=60)
        ground.expect(run.code in (0, 1), f"{what}: job run, {run.said()}")
        left = ground.check("a schedule where " + what)
        strange = [path for path in glob.glob(ground.folder + "/x*") + glob.glob(ground.folder + "/*.run")]
        ground.expect(not strange, f"{what}: {strange}")
        ground.row(f"A schedule was edited by hand: {what}", f"list: {listed.error.strip() or 'shown'}; job run: {run.said()}", left)
        change_state(ground, "DELETE FROM schedules WHERE name = ?", "edited")
        change_state(ground, "INSERT INTO schedules(id, name, created, config, state) VALUES (?, ?, ?, ?, ?)", *whole)
        remove(ground, "edited")
        remove(ground, "sound")


def at_once(ground, rounds):
    codes, runs = {}, []
    add_schedule(ground, "at once", "every 15 minutes", "--drill", "never", megabytes=2)
    for _ in range(rounds):
        shift(ground, "at once", -3600)
        before = len(ground.backups())
        both = [ground.start("schedule", "due") for _ in range(2)] + [ground.start("job", "run", "at once", "--due")]
        for each in both:
            each.communicate(timeout=120)
            codes[each.returncode] = codes.get(each.returncode, 0) + 1
        runs.append(len(ground.backups()) - before)
    ground.expect(runs == [1] * rounds, f"three at once: runs {runs}")
    ground.row(f"Two `schedule due` and one `job run --due` begin at the same time, {rounds} times", f"runs each time: {sorted(set(runs))}; exit codes "
               f"{codes}", ground.check("three at once"))
    remove(ground, "at once")


def clear_marks(ground):
    for name in os.listdir(ground.destination):
        if name.endswith(".run"):
            os.unlink(os.path.join(ground.destination, name))


def tried_again(ground):
    add_schedule(ground, "again", "every day at 00:00", "--drill", "never", "--retries", "2", megabytes=40)
    # Due since the last midnight.
    shift(ground, "again", -2 * 86400)
    told = []
    clear_marks(ground)
    for attempt in range(4):
        process = ground.start("job", "run", "again", "--due")
        until = time.monotonic() + 30
        while time.monotonic() < until and process.poll() is None and not any(os.scandir(ground.destination)):
            time.sleep(0.005)
        time.sleep(0.15)
        process.kill()
        process.communicate()
        entry = shown(ground, "again")
        told.append(f"{entry['state']['outcome']} ({entry['state']['failures']})")
        ground.check(f"attempt {attempt}")
        clear_marks(ground)
        # Ten minutes later, on the same day.
        shift(ground, "again", -600, keeps=("lastDue",))
    ground.expect(told == ["interrupted (1)", "interrupted (2)", "interrupted (3)", "interrupted (3)"], f"killed again and again: {told}")
    rested = ground.run("job", "run", "again", "--due")
    ground.expect(rested.code == 1, f"tried more often than was wished: {rested.said()}")
    ended = ground.run("job", "run", "again")
    ground.expect(ended.code == 0, ended.said())
    ground.row("The job is killed, tried again and killed, with two retries", f"{', '.join(told)}; then `job run --due`: {rested.said()}; by hand: {ended.said()}",
               ground.check("the job was killed and tried again"))
    remove(ground, "again")


def exchange(ground):
    add_schedule(ground, "travels", "every day at 02:00", "--drill", "never")
    ground.run("job", "run", "travels")
    good, bad = ground.folder + "/schedules.json", ground.folder + "/bad.json"
    exported = ground.run("schedule", "export", good)
    ground.expect(exported.code == 0, exported.said())
    twice = ground.run("schedule", "export", good)
    ground.expect(twice.code == 1, "an export has replaced a file: " + twice.said())
    with open(good) as file:
        whole = json.load(file)

    def with_(**members):
        return json.dumps(dict(whole, **members)).encode()
    schedule = whole["schedules"][0]
    backup = whole["backups"][0]
    strange = {
        "empty": b"", "noise": os.urandom(1 << 20), "JSON that is something else": b'{"a": 1}', "a list": b"[]",
        "cut off": json.dumps(whole).encode()[:-40], "of version 2": with_(version=2), "whose version is a text": with_(version="1"),
        "whose schedules are a number": with_(schedules=7), "of 100,000 schedules that are nothing": with_(schedules=[{}] * 100_000),
        "nested 100,000 deep": b'{"format":"db-visualizer schedules","version":1,"schedules":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "of 300 MB": with_(padding="x" * 300_000_000),
        "whose id is a path": with_(schedules=[dict(schedule, id="../../x")], backups=[]),
        "whose id is empty": with_(schedules=[dict(schedule, id="", schedule=dict(schedule["schedule"], name="empty id"))], backups=[]),
        "whose schedule has another name and the same id": with_(schedules=[dict(schedule, schedule=dict(schedule["schedule"], name="other"))]),
        "whose backup is of a path that is another's": with_(schedules=[], backups=[dict(backup, id="other", state="proved", facts=dict(
            backup["facts"], path="/etc/passwd"))]),
        "whose backup claims to be proved": with_(schedules=[], backups=[dict(backup, id="claims", state="proved", facts=dict(
            backup["facts"], begunAt=backup["facts"]["begunAt"] + 1))]),
    }
    before = {entry["backupId"]: entry["state"] for entry in ground.backups()}
    for what, data in strange.items():
        with open(bad, "wb") as file:
            file.write(data)
        taken = ground.run("schedule", "import", bad, limit=120)
        ground.expect(taken.code in (0, 1) and "hangs" not in taken.error, f"a file that is {what}: {taken.said()}")
        after = {entry["backupId"]: entry["state"] for entry in ground.backups()}
        ground.expect(after == before, f"a file that is {what}: the catalogue is another, {set(after) ^ set(before)}")
        ground.row(f"A file of schedules is {what}", taken.said()[:300], ground.check("a file of schedules that is " + what))
        for name in ("other", "empty id"):
            ground.run("schedule", "remove", name)
        listed = ground.run("schedule", "list")
        ground.expect(listed.code == 0, f"after a file that is {what}: {listed.said()}")
    os.unlink(bad)
    remove(ground, "travels")


def scenes(kills):
    yield "schedules-clock", clock
    yield "schedules-summer", summer_time
    yield "schedules-edited", edited
    yield "schedules-once", lambda ground: at_once(ground, 20)
    yield "schedules-again", tried_again
    yield "schedules-files", exchange
