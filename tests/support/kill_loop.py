#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the real window at random moments while it is used, starts it again, and looks at what is left.

    tests/support/kill_loop.py build/release/bin/db-visualizer [--kills 200] [--seed N] [--keep]

Starts a display of its own; needs Xvfb, xdotool and xclip. Each round starts the program on the data directory of the
last one, sees that every tab shows its text again, does something (types, runs, exports, makes the sample, opens and
closes tabs), and kills it with SIGKILL. Then it holds:

* of what was typed, everything older than a second is kept, and no other tab has changed;
* dbvis.db passes SQLite's integrity check, settings.json is valid;
* an exported file is whole or not there;
* after the next start no file is left that belongs to nobody: in TMPDIR, the data directory or the exports' folder.

Exits with 1 if any of that does not hold.
"""
import argparse
import collections
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

TITLE = "DB Visualizer"
MILLION = 300_000
KEEPS_WITHIN = 1.0
START_LIMIT = 30.0
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What may stand in the data directory while nothing runs.
BELONGS = re.compile(
    r"dbvis\.db(-wal|-shm)?|dbvis\.lock|dbvis(\.\d)?\.log|settings\.(json|lock)|sample\.db(-wal|-shm|-journal)?"
    r"|workspaces/\d+\.lock|workspaces|connectors")


class Failure(Exception):
    """What did not hold."""


class Display:
    """An X server of our own, and its keyboard."""

    def __init__(self):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as number:
            self.environment = dict(os.environ, DISPLAY=":" + number.readline().strip(), QT_QPA_PLATFORM="xcb")

    def run(self, *words, text=None):
        done = subprocess.run(words, env=self.environment, input=text, capture_output=True, text=True, timeout=20)
        return done.returncode, done.stdout

    def key(self, *keys):
        self.run("xdotool", "key", "--delay", "15", *keys)

    def window(self, title, limit):
        """Waits for a window, and gives it the keyboard: there is no window manager that would."""
        ends = time.monotonic() + limit
        while time.monotonic() < ends:
            code, found = self.run("xdotool", "search", "--onlyvisible", "--name", title)
            if code == 0 and found.strip():
                if self.run("xdotool", "windowfocus", found.split()[-1])[0] == 0:
                    return True
            time.sleep(0.03)
        return False

    def put_on_clipboard(self, text):
        # It stays alive behind our back to serve the text: no pipe may wait for its end.
        subprocess.run(["xclip", "-selection", "clipboard"], env=self.environment, input=text.encode(),
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=20, check=True)

    def clipboard(self):
        try:
            done = subprocess.run(["xclip", "-o", "-selection", "clipboard"], env=self.environment,
                                  capture_output=True, timeout=3)
            return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
        except subprocess.TimeoutExpired:
            return None

    def close(self):
        self.server.terminate()
        self.server.wait()


class Typist:
    """Types letter by letter and remembers when which text was there."""

    def __init__(self, display):
        self.display = display
        self.text = ""
        self.times = []

    def type(self, text, until):
        names = {" ": "space", ";": "semicolon"}
        for letter in text:
            if time.monotonic() >= until:
                return
            self.text += letter
            self.times.append(time.monotonic())
            self.display.key(names.get(letter, letter))

    def kept_at_least(self, now):
        return sum(1 for at in self.times if at < now - KEEPS_WITHIN)


class Round:
    """The program's folders, and one life of the program in them."""

    def __init__(self, options, display, root):
        self.options = options
        self.display = display
        self.data = os.path.join(root, "data")
        self.temp = os.path.join(root, "tmp")
        self.exports = os.path.join(root, "exports")
        self.runtime = os.path.join(root, "runtime")
        self.said = os.path.join(root, "said.txt")
        for folder in (self.data, self.temp, self.exports, self.runtime):
            os.makedirs(folder, mode=0o700)
        self.work = os.path.join(root, "work.db")
        with sqlite3.connect(self.work) as made:
            made.execute("CREATE VIEW million AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE "
                         f"i < {MILLION}) SELECT i, i * i AS square, printf('row %07d', i) AS name FROM n")
            made.execute("CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                         "SELECT count(*) AS rows FROM n")
        with open(os.path.join(self.data, "settings.json"), "w", encoding="utf-8") as settings:
            json.dump({"spool.memoryBytes": 1 << 20}, settings)
        self.process = None
        self.exported = 0

    def start(self, *words):
        environment = dict(self.display.environment, TMPDIR=self.temp, XDG_RUNTIME_DIR=self.runtime)
        with open(self.said, "wb") as said:
            self.process = subprocess.Popen([self.options.program, "--data-dir", self.data, *words], env=environment,
                                            stdout=subprocess.DEVNULL, stderr=said)
        if not self.display.window(TITLE, START_LIMIT):
            with open(self.said, encoding="utf-8", errors="replace") as said:
                raise Failure(f"no window after the start; its end: {self.process.poll()}; it said: {said.read()[:300]}")

    def kill(self):
        if self.process.poll() is not None:
            raise Failure(f"the program ended by itself with {self.process.returncode}")
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def drafts(self):
        """The kept tabs, read from a copy: looking must not repair anything."""
        with tempfile.TemporaryDirectory() as folder:
            for name in ("dbvis.db", "dbvis.db-wal"):
                if os.path.exists(os.path.join(self.data, name)):
                    shutil.copy(os.path.join(self.data, name), folder)
            with sqlite3.connect(os.path.join(folder, "dbvis.db")) as store:
                said = store.execute("PRAGMA integrity_check").fetchone()[0]
                if said != "ok":
                    raise Failure("dbvis.db: " + said)
                rows = store.execute("SELECT id, content FROM drafts ORDER BY position, rowid").fetchall()
        return {row[0]: (row[1].decode() if isinstance(row[1], bytes) else row[1] or "") for row in rows}

    def shown_text(self):
        """The text of the shown editor, by way of the clipboard."""
        self.display.put_on_clipboard("nothing was copied")
        self.display.key("ctrl+2", "ctrl+a", "ctrl+c")
        return self.display.clipboard()

    def see_tabs(self, kept):
        """Every kept text is shown by a tab."""
        missing = collections.Counter(text for text in kept.values() if text)
        ends = time.monotonic() + START_LIMIT
        while missing and time.monotonic() < ends:
            shown = self.shown_text()
            if shown in missing:
                del missing[shown]
            self.display.key("ctrl+Tab")
        if missing:
            raise Failure("tabs that did not come back: " + repr(list(missing))[:200])

    def settings_are_valid(self):
        with open(os.path.join(self.data, "settings.json"), encoding="utf-8") as settings:
            json.load(settings)

    def strangers(self):
        found = [os.path.join("TMPDIR", name) for name in os.listdir(self.temp)]
        for folder, folders, files in os.walk(self.data):
            for name in folders + files:
                path = os.path.relpath(os.path.join(folder, name), self.data)
                if not BELONGS.fullmatch(path):
                    found.append(os.path.join("data", path))
        for name in os.listdir(self.exports):
            path = os.path.join(self.exports, name)
            if not name.endswith(".csv"):
                found.append(os.path.join("exports", name))
                continue
            # Rows count from 1, below the line of names; an export of a result that was still coming has fewer of them.
            with open(path, "rb") as rows:
                lines = rows.read().split(b"\n")
            if lines[1:] != [b"%d" % (i + 1) for i in range(len(lines) - 2)] + [b""]:
                raise Failure(f"an export of {len(lines) - 1} lines that is not whole is under its final name")
            os.unlink(path)
        return found

    # What is done in a life. Each types at least something first: `until` is when the program is killed.
    def do_type(self, typist, until, word):
        typist.type(word + " " + "".join(random.choice(LETTERS + " ") for _ in range(400)), until)

    def do_run(self, typist, until, word):
        typist.type(f"select i as {word} from million", until)
        self.display.key("ctrl+Return")

    def do_run_endless(self, typist, until, word):
        typist.type(f"select rows as {word} from endless", until)
        self.display.key("ctrl+Return")
        typist.type(" typed while it runs", until)

    def do_export(self, typist, until, word):
        typist.type(f"select i as {word} from million", until)
        self.display.key("ctrl+Return")
        time.sleep(max(0.0, min(0.5, until - time.monotonic())))
        self.display.key("ctrl+shift+e")
        if not self.display.window("Export result", max(0.1, until - time.monotonic())):
            return
        self.exported += 1
        path = os.path.join(self.exports, f"{word}.csv")
        self.display.key("ctrl+a")
        self.display.run("xdotool", "type", "--delay", "2", path)
        self.display.key("Return")

    def do_sample(self, typist, until, word):
        typist.type(word, until)
        for name in ("sample.db", "sample.db-wal", "sample.db-shm"):
            if os.path.exists(os.path.join(self.data, name)):
                os.unlink(os.path.join(self.data, name))
        self.display.key("ctrl+shift+p")
        self.display.run("xdotool", "type", "--delay", "2", "open sample")
        self.display.key("Return")

    def do_tabs(self, typist, until, word):
        typist.type(word, until)
        while time.monotonic() < until:
            self.display.key("ctrl+t")
            self.display.key("ctrl+w")


def check_texts(before, after, typist, killed_at, opened_tabs):
    lost = [identity for identity in before if identity not in after]
    if lost:
        raise Failure(f"{len(lost)} tabs are gone")
    new = [identity for identity in after if identity not in before]
    if any(after[identity] for identity in new) or (new and not opened_tabs):
        raise Failure("there is a tab that nobody made")
    changed = [identity for identity in before if after[identity] != before[identity]]
    if len(changed) > 1:
        raise Failure("a text changed that was not typed in")
    needed = typist.kept_at_least(killed_at)
    kept = after[changed[0]] if changed else ""
    # Marking all and typing replaces the text at once; a kill may come between nothing and the first letter.
    if not typist.text.startswith(kept):
        raise Failure(f"the text that is kept was never typed: {kept[:60]!r} of {typist.text[:60]!r}")
    if len(kept) < needed and not (needed and not changed and typist.text[:needed] in before.values()):
        raise Failure(f"of {len(typist.text)} letters {needed} are older than a second, but {len(kept)} are kept")
    return len(typist.text) - len(kept)


def prepare(life):
    """Three tabs on the database."""
    life.start(life.work)
    life.shown_text()
    for text in ("first", "second", "third"):
        if text != "first":
            life.display.key("ctrl+t")
        life.display.run("xdotool", "type", "--delay", "5", text)
    ends = time.monotonic() + START_LIMIT
    while sorted(life.drafts().values()) != ["first", "second", "third"]:
        if time.monotonic() > ends:
            raise Failure(f"the first three tabs are not kept: {life.drafts()}")
        time.sleep(0.05)
    life.kill()


def one(life, number, counts):
    before = life.drafts()
    life.start()
    life.see_tabs(before)
    strangers = life.strangers()
    if strangers:
        raise Failure("left behind: " + ", ".join(strangers))
    actions = ["do_type", "do_run", "do_run_endless", "do_export", "do_sample", "do_tabs"]
    action = random.choices(actions, [5, 3, 3, 5, 4, 2])[0]
    counts[action[3:]] += 1
    # Until a tab is shown whose text can be replaced, with the keyboard in it.
    for _ in range(random.randrange(3)):
        life.display.key("ctrl+Tab")
    life.display.key("ctrl+2", "ctrl+a")
    typist = Typist(life.display)
    until = time.monotonic() + random.uniform(0.02, 3.0)
    getattr(life, action)(typist, until, f"r{number}".translate(str.maketrans("0123456789", "abcdefghij")))
    time.sleep(max(0.0, until - time.monotonic()))
    life.kill()
    killed_at = time.monotonic()
    after = life.drafts()
    unsaved = check_texts(before, after, typist, killed_at, action in ("do_tabs", "do_sample"))
    life.settings_are_valid()
    return unsaved


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    parser.add_argument("--keep", action="store_true", help="keep the folders")
    options = parser.parse_args()
    options.program = os.path.abspath(options.program)
    random.seed(options.seed)
    print(f"seed {options.seed}", flush=True)
    root = tempfile.mkdtemp(prefix="kill-loop-")
    display = Display()
    counts = collections.Counter()
    failures = []
    unsaved = []
    life = Round(options, display, root)
    began = time.monotonic()
    try:
        prepare(life)
        for number in range(options.kills):
            try:
                unsaved.append(one(life, number, counts))
            except Failure as failure:
                failures.append(f"kill {number + 1}: {failure}")
                print(failures[-1], flush=True)
                if life.process.poll() is None:
                    life.kill()
        life.start()
        time.sleep(1)
        for name in life.strangers():
            failures.append("left behind at the end: " + name)
        life.kill()
    finally:
        if life.process is not None and life.process.poll() is None:
            life.process.kill()
        display.close()
        if not options.keep:
            shutil.rmtree(root)
    print(f"{options.kills} kills in {time.monotonic() - began:.0f} s: "
          + ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
          + f"; exports begun {life.exported}; letters not kept: at most {max(unsaved, default=0)}")
    for failure in failures:
        print("FAILED", failure)
    print("all held" if not failures else f"{len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
