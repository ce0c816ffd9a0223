#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Does to backups, on real servers, what bad days do, and holds what backups promise.

    tests/support/bad_days.py build/dev/bin/dbvis [--only kills-sqlite,disk] [--kills 200] [--seed N] [--keep] [--report FILE]

Starts PostgreSQL and MariaDB servers of its own as an ordinary user (some scenes mount a small disk, which needs root, or use
faketime). After each scene, and the next start, it holds:

* no entry is better than the truth: what is called made, verified or proved has a file that is read back whole;
* no earlier backup is gone or changed;
* nothing is left: no file in the destination but backups and marks of runs, no folder or lock of a job, no tool that runs, no
  database of a drill (until the next drill ten minutes later, where a program or a server was killed);
* nothing hangs.

Prints a table of what was done, what the user saw and what was left. Exits with 1 if a promise was broken.
"""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import bad_days_files
import bad_days_kills
import bad_days_lines
import bad_days_names
import bad_days_schedules
from bad_days_ground import Ground


def all_scenes(kills):
    for module in (bad_days_kills, bad_days_lines, bad_days_files, bad_days_names, bad_days_schedules):
        yield from module.scenes(kills)


def cell(text, most=420):
    text = " ".join(str(text).split()).replace("|", "\\|")
    return text if len(text) <= most else text[:most - 1] + "…"


def report(ground, seed):
    lines = ["| what was done | what the user saw | what was left |", "| --- | --- | --- |"]
    lines += [f"| {cell(what)} | {cell(saw)} | {cell(left)} |" for what, saw, left in ground.rows]
    lines = [line.replace(ground.folder, "…") for line in lines]
    return "\n".join(lines + ["", f"Seed {seed}. Promises broken: {len(ground.broken)}."]
                     + ["* " + cell(each) for each in ground.broken]) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dbvis")
    parser.add_argument("--only", default="")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--report")
    chosen = parser.parse_args()
    names = [name for name in chosen.only.split(",") if name]
    ground = Ground(chosen.dbvis, chosen.seed)
    try:
        for name, scene in all_scenes(chosen.kills):
            if names and not any(name.startswith(each) for each in names):
                continue
            print(f"-- {name}", flush=True)
            try:
                scene(ground)
            except Exception as failure:  # The other scenes are worth their answers.
                ground.break_promise(f"{name} did not come to its end: {failure!r}")
    finally:
        ground.end(chosen.keep)
    text = report(ground, chosen.seed)
    print(text)
    if chosen.report:
        with open(chosen.report, "w") as file:
            file.write(text)
    return 1 if ground.broken else 0


if __name__ == "__main__":
    sys.exit(main())
