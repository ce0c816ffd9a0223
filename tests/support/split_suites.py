#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares how scripts are split with what the database's own client sends of them to a real server, text for text.

    cmake --build build/dev --target split_suites
    tests/support/split_suites.py postgresql|mariadb|sqlite SCRIPT_OR_FOLDER ... [--tools build/dev/tests/support]
        [--report FILE] [--first PATTERN ...] [--limit SECONDS] [--without-comments] [--show COUNT]

Scripts are the regression suites of the databases, which are not part of the project: `*.sql` as they are, `*.test` of MariaDB
without the commands of mysqltest, `*.test` of SQLite as the SQL in their braces. Those that match `--first` are run first (the
ones that make what others use). Each is run by psql, mariadb or sqlite3 against a server of this program's own; a recorder
between the two keeps what the server receives (`suite_servers.py`). Variables of the environment reach the client, so that
PG_ABS_SRCDIR, PG_LIBDIR and PG_DLSUFFIX can say where PostgreSQL's own suite has its data.

Both sides are compared without what is known to differ, which is all that is made equal:

* comments and white space before the first token of a statement, and the semicolon and white space at its end;
* statements of nothing but comments and semicolons;
* PostgreSQL: lines that are empty, which psql leaves out; `\\;` and `\\:`, of which it sends the second character;
* MariaDB: a backslash at the end of a line, which the client leaves out; white space behind a comment, where it puts a blank; comments behind the end of a statement on its line, which
  the client puts to that statement when it is told to send comments; how USE and HELP are written, of which the client sends the name; `SELECT DATABASE()`, which it
  asks at a USE.

What differs beyond that is a disagreement, with one of these reasons where the script around it shows one, or none:

* PostgreSQL: `:name` and what is like it was replaced by a variable's value; a command of psql stands there, which sends
  something itself (`\\copy`, `\\gexec`) or keeps something from being sent (`\\if`, `\\r`, `\\q`); AUTOCOMMIT or ON_ERROR_ROLLBACK
  is set, for which psql sends statements of its own;
* MariaDB: a command of the client stands there, or behind a comment that is indented, where it does not see it when it is told to
  send comments; the script has ended its connection (COMMIT RELEASE);
* SQLite: a command of the shell, which asks something itself; the rest of a line, behind a statement that failed, which the shell leaves out.

Prints files, statements, disagreements by reason, and those without one in full. Exits with 1 if there are any.
"""
import argparse
import bisect
import collections
import fnmatch
import os
import re
import subprocess
import sys

import suite_scripts
import suite_servers

WINDOW = 300
Statement = collections.namedtuple("Statement", "kind begin end after line text")
Chunk = collections.namedtuple("Chunk", "ours theirs begin region line")

BLANKS = re.compile(rb"\s+")
LINE_COMMENT = {"postgresql": re.compile(rb"--[^\n\r]*"), "mariadb": re.compile(rb"(?:--|#)[^\n]*"),
                "sqlite": re.compile(rb"--[^\n]*")}
COMMAND = re.compile(rb"(?<!\\)\\([a-zA-Z!?]\w*)")
VARIABLE = re.compile(rb":(?:\w+|'\w+'|\"\w+\"|\{\?\w+\})")
MARIADB_OWN = b"SELECT DATABASE()"
HELP = re.compile(rb"help\s+(.*)$", re.I | re.S)
ENDING = re.compile(rb"\brelease$", re.I)
WORDS = re.compile(rb"(?s)'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`"
                   rb"|(?P<gap>\s+|--(?=\s|$)[^\n]*|#[^\n]*|/\*(?!!|M!).*?\*/)|.")
USE = re.compile(rb"use\s+(`(?:[^`]|``)*`|'[^']*'|\"[^\"]*\"|\S+)", re.I)
PSQL_OWN = re.compile(rb"BEGIN$|(SAVEPOINT|RELEASE|ROLLBACK TO) pg_psql_temporary_savepoint$")
# The commands of psql that explain the most come first.
PSQL_REASONS = ("\\if \\elif \\else \\endif", "\\q \\quit", "\\gexec", "\\gdesc", "\\r \\reset", "\\copy", "\\crosstabview", "\\watch",
                "\\g \\gx \\gset")
DELIMITER = re.compile(rb"(?:\\d|delimiter\b)", re.I)
PG_STRINGS = re.compile(rb"^(?:set\s+(?:session\s+|local\s+)?standard_conforming_strings\s*(?:=|\bto\b)\s*'?(\w+)"
                        rb"|reset\s+(?:standard_conforming_strings|all))", re.I)
SQL_MODE = re.compile(rb"^set\s+(?:@@|session\s+|local\s+|@@session\.|@@local\.)?sql_mode\s*:?=\s*(.*)$", re.I | re.S)
NAMING_MODES = re.compile(rb"ansi|db2|maxdb|mssql|oracle|postgresql", re.I)


def comment_end(text, at, nested):
    """Behind a comment in /* */; -1 where it is none, or is not closed."""
    if not text.startswith(b"/*", at) or (not nested and re.match(rb"/\*M?!", text[at:at + 4])):
        return -1
    depth, at = 1, at + 2
    while depth and at < len(text):
        if text.startswith(b"*/", at):
            depth, at = depth - 1, at + 2
        elif nested and text.startswith(b"/*", at):
            depth, at = depth + 1, at + 2
        else:
            at += 1
    return at if depth == 0 else -1


def uncommented(text):
    """A statement of MariaDB without comments, and with one blank for all that is blank between its words."""
    pieces = []
    for found in WORDS.finditer(text):
        piece = b" " if found.lastgroup == "gap" else found.group()
        if piece != b" " or pieces[-1:] not in ([], [b" "]):
            pieces.append(piece)
    return b"".join(pieces).strip()


def bare(text, dialect):
    """A statement without what is known to differ."""
    at = 0
    while at < len(text):
        found = BLANKS.match(text, at) or LINE_COMMENT[dialect].match(text, at)
        if found is None and text[at:at + 1] == b";":
            at += 1
            continue
        end = found.end() if found else comment_end(text, at, dialect == "postgresql")
        if end <= at:
            break
        at = end
    text = text[at:]
    if dialect == "postgresql":
        text = text.replace(b"\\;", b";").replace(b"\\:", b":")
    text = text.rstrip(b"; \t\n\v\f\r")
    if dialect == "mariadb":
        text = re.sub(rb"\*/\s+", b"*/", text.replace(b"\\\n", b"\n"))
        if found := HELP.match(text):
            return b"help '" + found.group(1).strip(b"'\"") + b"'"
        if found := USE.match(text):
            return b"use " + found.group(1).strip(b"`'\"").replace(b"``", b"`")
    if dialect == "postgresql":
        text = re.sub(rb"\n+", b"\n", text)
    return text


class Splitter:
    """The program's splitter, told of what statements change in how quotes are read."""

    def __init__(self, tools, dialect):
        self.program, self.dialect = os.path.join(tools, "dbv_split_script"), dialect

    def change(self, text, grammar):
        if self.dialect == "postgresql" and (found := PG_STRINGS.match(text)):
            return (int((found.group(1) or b"on").lower() in (b"off", b"false", b"0")), grammar[1])
        if self.dialect == "mariadb" and (found := SQL_MODE.match(text)):
            mode = found.group(1).upper()
            return (int(b"NO_BACKSLASH_ESCAPES" not in mode), int(bool(NAMING_MODES.search(mode))))
        return grammar

    def split(self, script):
        changes, usual = [], (int(self.dialect == "mariadb"), int(self.dialect != "mariadb"))
        while True:
            words = [self.program, self.dialect] + [f"{at}:{first}:{second}" for at, first, second in changes]
            lines = subprocess.run(words, input=script, stdout=subprocess.PIPE, check=True).stdout.splitlines()
            statements = []
            for each in lines:
                kind, begin, end, after, line, _ = each.split()
                begin, end = int(begin), int(end)
                statements.append(Statement(kind.decode(), begin, end, int(after), int(line), script[begin:end]))
            found, grammar = [], usual
            for each in statements:
                changed = self.change(each.text, grammar) if each.kind == "s" else grammar
                if changed != grammar:
                    found.append((each.after, *changed))
                    grammar = changed
            if found[:len(changes)] != changes:
                return statements
            if found == changes:
                return statements
            changes = found[:len(changes) + 1]


def fits(ours, theirs):
    """Whether one is the other with values in the places of psql's variables."""
    if not VARIABLE.search(ours):
        return 0
    pattern = b"(?s:.*?)".join(re.escape(piece) for piece in VARIABLE.split(ours))
    return 2 if re.fullmatch(pattern, theirs) else 0


def behind_end(ours, theirs):
    """Whether one is the other with comments at its end."""
    return int(theirs.startswith(ours) and not bare(theirs[len(ours):], "mariadb"))


def align(script, ours, theirs, same):
    """Pairs both sides in order; gives back how many agree, and how many of them by variables, and what is left over."""
    places = collections.defaultdict(list)
    for index, each in enumerate(theirs):
        places[each].append(index)
    i = j = agreed = replaced = 0
    behind, chunks = 0, []
    while i < len(ours) or j < len(theirs):
        if i < len(ours) and j < len(theirs) and (answer := same(ours[i], theirs[j])):
            agreed, replaced = agreed + 1, replaced + (answer == 2)
            behind, i, j = ours[i][0].after, i + 1, j + 1
            continue
        best = None
        for di in range(min(WINDOW, len(ours) - i)):
            if best is not None and di >= best[0] + best[1]:
                break
            found = places.get(ours[i + di][1], [])
            at = bisect.bisect_left(found, j)
            if at < len(found) and found[at] - j < WINDOW and (best is None or di + found[at] - j < sum(best)):
                best = (di, found[at] - j)
        di, dj = best or (len(ours) - i, len(theirs) - j)
        until = ours[i + di][0].begin if i + di < len(ours) else len(script)
        line = script.count(b"\n", 0, behind) + 1
        chunks.append(Chunk(ours[i:i + di], theirs[j:j + dj], behind, script[behind:until], line))
        i, j = i + di, j + dj
    return agreed, replaced, chunks


class Comparison:
    """One suite: what was compared, and what came out."""

    def __init__(self, server, splitter, report, comments):
        self.server, self.splitter, self.report, self.dialect = server, splitter, report, server.dialect
        self.comments = comments
        self.files = self.statements = self.agreed = self.replaced = self.cut = 0
        self.reasons, self.unexplained = collections.Counter(), []

    def reason(self, script, chunk, kinds, behind_variable):
        if self.dialect == "postgresql":
            commands = sorted({found.decode() for found in COMMAND.findall(chunk.region)})
            if not chunk.ours and all(PSQL_OWN.match(each) for each in chunk.theirs):
                return "what psql sends for AUTOCOMMIT and ON_ERROR_ROLLBACK"
            if commands:
                return "commands of psql: " + next((each for each in PSQL_REASONS if set(each[1:].split(" \\")) & set(commands)),
                                                   "\\" + " \\".join(commands))
            if behind_variable or any(VARIABLE.search(each[1]) for each in chunk.ours):
                return "variables with quotes or semicolons in their values"
        if "m" in kinds and self.dialect != "postgresql":
            return "a command of the client"
        if self.dialect == "mariadb" and not chunk.theirs and ENDING.search(script[:chunk.begin].rstrip(b"; \n\t")):
            return "the script has ended its connection"
        if self.dialect == "mariadb" and re.search(rb"^[ \t]+(?:#|--|/\*)", chunk.region, re.M) and any(
                DELIMITER.match(each) for each in chunk.theirs):
            return "a DELIMITER behind an indented comment"
        return None

    def bare(self, text):
        return bare(text if self.comments else uncommented(text), self.dialect)

    def compare(self, name, script, received, whole):
        statements = self.splitter.split(script)
        ours = [(each, self.bare(each.text)) for each in statements if each.kind == "s"]
        ours = [each for each in ours if self.dialect != "mariadb" or each[1] != MARIADB_OWN]
        if self.dialect == "sqlite":
            agreed, replaced, chunks, total = self.align_sqlite(script, ours, received)
        else:
            theirs = [text for text in map(self.bare, received) if text and text != MARIADB_OWN]
            close = fits if self.dialect == "postgresql" else behind_end
            same = lambda one, other: 1 if one[1] == other else close(one[1], other)
            agreed, replaced, chunks = align(script, ours, theirs, same)
            total = len(theirs)
        if not whole and chunks and not chunks[-1].theirs:
            chunks.pop()
            self.cut += 1
        self.files, self.statements = self.files + (total > 0), self.statements + total
        self.agreed, self.replaced = self.agreed + agreed, self.replaced + replaced
        for chunk in chunks:
            end = chunk.begin + len(chunk.region)
            kinds = {each.kind for each in statements if chunk.begin <= each.begin < end and not DELIMITER.match(each.text)}
            variable = any(each.after == chunk.begin and VARIABLE.search(each.text) for each in statements)
            self.tell(name, chunk, self.reason(script, chunk, kinds, variable))

    def tell(self, name, chunk, reason):
        size = max(len(chunk.ours), len(chunk.theirs))
        self.reasons[reason or "NONE"] += size
        line = chunk.ours[0][0].line if chunk.ours else chunk.line
        text = [f"{name}:{line}: {reason or 'no reason'}"]
        text += ["  splitter: " + repr(each[1])[1:] for each in chunk.ours]
        text += ["  server:   " + repr(each)[1:] for each in chunk.theirs]
        self.report.write("\n".join(text) + "\n")
        if reason is None:
            self.unexplained.append("\n".join(text))

    def align_sqlite(self, script, ours, received):
        """The shell gives SQLite the rest of its lines, and SQLite says where a statement ended, or that it failed."""
        i = left = 0
        kept = []
        for (taken, statement, rest), follows in zip(received, received[1:] + [(True, b"", b"")]):
            text = bare(statement if taken else rest, self.dialect)
            if not text:
                continue
            # A statement that was not understood is what the splitter takes of the rest.
            at = next((k for k in range(i, min(i + WINDOW, len(ours)))
                       if (ours[k][1] == text if taken else text.startswith(ours[k][1]))), None)
            if at is None:
                kept.append(text)
                continue
            kept.append(ours[at][1])
            i = at + 1
            dropped = rest[len(statement):] if taken else text[len(ours[at][1]):]
            if dropped.lstrip() == follows[2].lstrip():
                continue
            behind = 0
            while i < len(ours) and (found := dropped.find(ours[i][1], behind)) >= 0 and not bare(
                    dropped[behind:found], self.dialect):
                behind, left, i = found + len(ours[i][1]), left + 1, i + 1
                ours[i - 1] = (ours[i - 1][0], None)
        self.reasons["the rest of a line behind a statement that failed"] += left
        ours = [each for each in ours if each[1] is not None]
        agreed, replaced, chunks = align(script, ours, kept, lambda one, other: int(one[1] == other))
        return agreed, replaced, chunks, len(kept)


def scripts_of(paths, first):
    found = []
    for path in paths:
        if os.path.isdir(path):
            found += [os.path.join(root, name) for root, _, names in os.walk(path) for name in names
                      if name.endswith((".sql", ".test"))]
        else:
            found.append(path)
    rank = lambda path: next((at for at, each in enumerate(first) if fnmatch.fnmatch(path, "*" + each)), len(first))
    return sorted(found, key=lambda path: (rank(path), path))


def script_for(path, dialect, folder):
    """The script that the client is given: the file, or what can be taken from it."""
    with open(path, "rb") as file:
        text = file.read()
    if path.endswith(".test"):
        text = suite_scripts.from_mysqltest(text) if dialect == "mariadb" else suite_scripts.from_tcl(text)
    script = os.path.join(folder, "script.sql")
    with open(script, "wb") as file:
        file.write(text)
    return text, script


def main():
    words = argparse.ArgumentParser(description="Compares splits with what the databases' own clients send.")
    words.add_argument("dialect", choices=["postgresql", "mariadb", "sqlite"])
    words.add_argument("paths", nargs="+")
    words.add_argument("--tools", default="build/dev/tests/support")
    words.add_argument("--report", default=os.devnull)
    words.add_argument("--first", nargs="*", default=[])
    words.add_argument("--limit", type=float, default=60)
    words.add_argument("--without-comments", action="store_true",
                       help="as the client of MariaDB is by itself: what it leaves out is left out on both sides")
    words.add_argument("--show", type=int, default=20)
    given = words.parse_args()
    if given.dialect == "sqlite":
        server = suite_servers.Sqlite(os.path.join(given.tools, "dbv_sqlite_recorder.so"))
    else:
        server = suite_servers.Postgres() if given.dialect == "postgresql" else suite_servers.MariaDb(
            not given.without_comments)
    try:
        with open(given.report, "w") as report:
            comparison = Comparison(server, Splitter(given.tools, given.dialect), report,
                                    not given.without_comments)
            for path in scripts_of(given.paths, given.first):
                text, script = script_for(path, given.dialect, server.folder)
                received, whole = server.received(script, given.limit)
                comparison.compare(path, text, received, whole)
                report.flush()
    finally:
        server.stop()
    print(f"{given.dialect}: {comparison.files} files ({comparison.cut} cut off by an end or the limit of time), "
          f"{comparison.statements} statements, {comparison.agreed} agree ({comparison.replaced} with variables replaced)")
    for reason, count in comparison.reasons.most_common():
        print(f"{count:7} {reason}")
    for each in comparison.unexplained[:given.show]:
        print(each)
    return 1 if comparison.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
