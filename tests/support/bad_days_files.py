# SPDX-License-Identifier: Apache-2.0
"""Scenes of `bad_days.py`: backups that are damaged, foreign or hostile, and backups that share a path."""
import gzip
import hashlib
import io
import os
import tarfile
import threading
import time

from bad_days_ground import Sqlite

BOMB = 2_000_000_000


class Archive:
    """The members of a backup, and a backup made of members."""

    def __init__(self, data):
        self.members = []
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            for member in tar:
                self.members.append((member.name, tar.extractfile(member).read(), member.offset, member.offset_data))

    @staticmethod
    def block(name, size, kind=b"0"):
        head = bytearray(512)
        for place, text in ((0, name.encode()), (100, b"0000600\0"), (108, b"0000000\0"), (116, b"0000000\0"),
                            (124, b"%011o\0" % size), (136, b"%011o\0" % 0), (156, kind), (257, b"ustar\00000")):
            head[place:place + len(text)] = text
        head[148:156] = b" " * 8
        head[148:156] = b"%06o\0 " % sum(head)
        return bytes(head)

    @classmethod
    def made_of(cls, members, kind=b"0"):
        """With a digest that fits, as somebody makes it who means no good."""
        data = b"".join(cls.block(name, len(content), kind if name.startswith("dump") else b"0") + content
                        + b"\0" * (-len(content) % 512) for name, content in members)
        line = f"{hashlib.sha256(data).hexdigest()}  {len(data)}\n".encode()
        return data + cls.block("sha256", len(line)) + line + b"\0" * (-len(line) % 512) + b"\0" * 1024


def limited(ground, path, *arguments):
    """Reads a backup with little memory and little time; how it ended."""
    words = ground.words
    ground.words = lambda rest: ["sh", "-c", f"ulimit -v 2000000; exec \"$0\" \"$@\"", ground.dbvis] + list(rest)
    try:
        return ground.run("--data-dir", ground.folder + "/other", "backup", *(arguments or ("verify", path)), limit=200)
    finally:
        ground.words = words


def damaged(ground):
    engine = ground.engine(Sqlite)
    engine.fill("archive", 6)
    good, sealed = ground.folder + "/good.dbvbackup", ground.folder + "/sealed.dbvbackup"
    made = ground.run("backup", "make", engine.url("archive"), "--to", good)
    ground.expect(made.code == 0, made.said())
    phrase = ["--passphrase-from", "environment:PHRASE"]
    made = ground.run("backup", "make", engine.url("archive"), "--to", sealed, *phrase, environment={"PHRASE": "right"})
    ground.expect(made.code == 0, made.said())
    bad = ground.folder + "/bad.dbvbackup"
    for path, name, environment in ((good, "a backup", {}), (sealed, "an encrypted backup", {"PHRASE": "right"})):
        with open(path, "rb") as file:
            data = file.read()
        archive = Archive(data)
        cuts = sorted({0, 1, 511, 512, 513, len(data) - 1, len(data) - 512, len(data) - 1024, len(data) - 1025}
                      | {ground.random.randrange(len(data)) for _ in range(20)} | {offset for _, _, offset, _ in archive.members})
        flips = []
        for member, content, offset, begin in archive.members:
            flips += [(f"the head of {member}", offset + ground.random.randrange(512)), (f"{member}", begin + len(content) // 2)]
            if len(content) % 512:
                flips.append((f"the filling behind {member}", begin + len(content)))
        flips.append(("the end", len(data) - 5))
        said, count = {}, 0

        def look(what, bytes_):
            with open(bad, "wb") as file:
                file.write(bytes_)
            read = limited(ground, bad, "verify", bad, *(phrase if environment else ()))
            ground.expect(read.code == 1 and bad in read.error, f"{name}, {what}: {read.said()}")
            return read.said()
        ground.environment.update(environment)
        for cut in cuts:
            said["cut"] = look(f"cut at {cut}", data[:cut]) if cut < len(data) else ""
            count += 1
        for what, at in flips:
            said["flipped"] = look(f"a bit flipped in {what} (byte {at})",
                                   data[:at] + bytes([data[at] ^ 1 << ground.random.randrange(8)]) + data[at + 1:])
        said["behind"] = look("bytes behind the end", data + b"x")
        target = ground.folder + "/restored.db"
        restored = ground.run("backup", "restore", bad, f"sqlite:{target}?mode=rwc", *(phrase if environment else ()))
        ground.expect(restored.code == 1 and (not os.path.exists(target) or os.path.getsize(target) == 0),
                      f"{name} that is damaged was restored: {restored.said()}")
        if os.path.exists(target):
            os.unlink(target)
        ground.environment.pop("PHRASE", None)
        ground.row(f"{name}: cut at {count} places, a bit flipped in each of {len(flips)} places of its {len(archive.members)} members, "
                   "a byte behind its end", f"each is found by `backup verify`; {said['flipped']}")
    wrong = limited(ground, sealed, "verify", sealed, *phrase[:1], "command:echo wrong")
    ground.expect(wrong.code == 1 and "passphrase" in wrong.error, wrong.said())
    ground.row("The wrong passphrase", wrong.said())
    with open(good, "rb") as file:
        members = [(name, content) for name, content, _, _ in Archive(file.read()).members if name != "sha256"]
    head, rest = members[0][1], members[1:]
    parts = [(name, content) for name, content in rest if name.startswith("dump/")]
    manifest = [(name, content) for name, content in rest if name.startswith("manifest/")]
    packed_zeros = io.BytesIO()
    with gzip.GzipFile(fileobj=packed_zeros, mode="wb", compresslevel=6) as zeros:
        for _ in range(BOMB // 10_000_000):
            zeros.write(b"\0" * 10_000_000)
    bomb = packed_zeros.getvalue()
    in_gzip = head.replace(b'"zstd"', b'"gzip"')

    def in_parts(name, content):
        size = 4 << 20
        return [(f"{name}/{number + 1:08}", content[number * size:(number + 1) * size]) for number in range((len(content) - 1) // size + 1)]
    hostile = {
        "from a newer version (format 2)": Archive.made_of([("backup.json", head.replace(b'"format": 1', b'"format": 2'))] + rest),
        "of an unknown compression": Archive.made_of([("backup.json", head.replace(b'"zstd"', b'"zzzz"'))] + rest),
        "whose member is called ../../etc/x": Archive.made_of([members[0], ("../../etc/x", b"x")] + rest),
        "whose member is called /etc/x": Archive.made_of([members[0], ("/etc/x", b"x")] + rest),
        "whose stream is called .. (../00000001)": Archive.made_of([members[0]] + parts + [("../00000001", b"x")] + manifest),
        "whose dump is a symbolic link": Archive.made_of(members, b"2"),
        "whose parts stand in another order": Archive.made_of([members[0]] + parts[::-1] + manifest),
        "without a manifest": Archive.made_of([members[0]] + parts),
        "without a dump": Archive.made_of([members[0]] + manifest),
        "with two manifests": Archive.made_of(members + manifest),
        "whose head is no JSON": Archive.made_of([("backup.json", b"{" * 60000)] + rest),
        "whose manifest is garbage": Archive.made_of([("backup.json", in_gzip)] + in_parts("dump", gzip.compress(b"x"))
                                                     + in_parts("manifest", gzip.compress(b'{"engine": 7}'))),
        f"a bomb: {len(bomb) >> 20} MB that unpack to {BOMB // 1_000_000_000} GB of dump":
            Archive.made_of([("backup.json", in_gzip)] + in_parts("dump", bomb) + in_parts("manifest", gzip.compress(b"{}"))),
        "a bomb as manifest": Archive.made_of([("backup.json", in_gzip)] + in_parts("dump", gzip.compress(b"x")) + in_parts("manifest", bomb)),
        "an empty file": b"",
        "100 MB of noise": os.urandom(100_000_000),
    }
    for what, bytes_ in hostile.items():
        with open(bad, "wb") as file:
            file.write(bytes_)
        saw = ""
        actions = (("verify", bad), ("show", bad), ("restore", bad, f"sqlite:{ground.folder}/hostile.db?mode=rwc"))
        for action in actions[:1] if "bomb: " in what else actions:
            read = limited(ground, bad, *action)
            saw = read.said() if action[0] == "verify" else saw
            ground.expect((read.code == 1 and bad in read.error) or action[0] == "show" and what == "without a dump",
                          f"A backup {what}, {action[0]}: {read.said()}")
        ground.expect(not os.path.exists(ground.folder + "/hostile.db") or not os.path.getsize(ground.folder + "/hostile.db"),
                      f"A backup {what} was restored")
        ground.row("A file that is " + what.replace("an empty file", "empty") if what.startswith(("an empty", "100 MB")) else f"A backup {what}", saw)
    os.unlink(bad)
    os.mkfifo(ground.folder + "/fifo.dbvbackup")
    os.symlink("loop.dbvbackup", ground.folder + "/loop.dbvbackup")
    os.makedirs(ground.folder + "/folder.dbvbackup", exist_ok=True)
    for name in ("fifo", "loop", "folder", "missing"):
        path = f"{ground.folder}/{name}.dbvbackup"
        read = limited(ground, path)
        ground.expect(read.code == 1 and path in read.error, f"{name} as a backup: {read.said()}")
        ground.row(f"As the file of a backup: {name}", read.said())
    scanned = ground.run("--data-dir", ground.folder + "/other", "backup", "scan", ground.folder, limit=60)
    ground.expect(scanned.code == 0, "backup scan of all that: " + scanned.said())
    for name in ("fifo.dbvbackup", "loop.dbvbackup"):
        os.unlink(ground.folder + "/" + name)
    ground.check("damaged files")
    ground.forget(0)


def same_path(ground):
    """Two backups that have, or have had, one path: none may take the other along."""
    engine = ground.engine(Sqlite)
    engine.fill("path", 8)
    path = ground.destination + "/same.dbvbackup"
    words = ("backup", "make", engine.url("path"), "--to", path)

    def state_of(identifier):
        return next((entry["state"] for entry in ground.backups() if entry["backupId"] == identifier), "gone")
    # One after the other.
    first = ground.run(*words)
    second = ground.run(*words)
    ground.expect(first.code == 0 and second.code == 1, f"two to one path: {first.said()}, {second.said()}")
    failed = ground.backups()[0]
    ground.expect(failed["state"] == "failed", "the second of a path is " + failed["state"])
    by_path = ground.run("backup", "verify", path)
    ground.expect(by_path.code == 0 and state_of(failed["backupId"]) == "failed",
                  "verify by the path has raised the entry that has no file: " + state_of(failed["backupId"]))
    by_id = ground.run("backup", "verify", failed["backupId"])
    ground.expect(by_id.code == 1 and state_of(failed["backupId"]) == "failed", "a backup without a file is verified: " + by_id.said())
    ground.run("backup", "remove", failed["backupId"])
    ground.expect(os.path.exists(path), "an earlier backup went with the one that failed")
    ground.row("A second backup to the path of the first, verified and removed", second.said() + "; then " + by_id.said(),
               ground.check("a second to one path"))
    # At the same moment.
    for entry in ground.backups():
        ground.run("backup", "remove", entry["backupId"])
    ground.verified.pop(path, None)
    codes = []
    both = [threading.Thread(target=lambda: codes.append(ground.run(*words, "--check", "none").code)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    entries = ground.backups()
    ground.expect(sorted(codes) == [0, 1], f"two at a time to one path: {codes}")
    for entry in entries:
        if entry["state"] == "failed":
            ground.run("backup", "remove", entry["backupId"])
    ground.expect(os.path.exists(path), "an earlier backup went with the one that came too late")
    ground.row("Two backups at the same time to one path, and the one that came too late is removed",
               f"exit codes {sorted(codes)}, {', '.join(entry['state'] for entry in entries)}", ground.check("two at a time to one path"))
    # The first is moved away, and another one takes its place.
    os.rename(path, path + ".moved")
    ground.verified.pop(path, None)
    time.sleep(1.1)
    again = ground.run(*words)
    ground.expect(again.code == 0, again.said())
    older = ground.backups()[-1]
    removed = ground.run("backup", "remove", older["backupId"])
    ground.expect(os.path.exists(path), "a backup that took the place of an older one went with the older one's entry")
    ground.row("A backup is moved away, another one takes its path, and the first is removed", removed.said(),
               "the second one, and the file that was moved")
    os.unlink(path + ".moved")
    ground.check("one moved away")
    ground.forget(0)


def scenes(kills):
    yield "files-damaged", damaged
    yield "files-path", same_path
