# SPDX-License-Identifier: Apache-2.0
"""Takes scripts for a command-line client out of the test scripts of MariaDB (`mysqltest`) and SQLite (Tcl)."""
import re

# What mysqltest obeys itself, so that a client could not.
MYSQLTEST = frozenset("""
append_file assert cat_file change_user character_set chmod connect connection copy_file dec delimiter die diff_files
dirty_close disable_abort_on_error disable_column_names disable_connect_log disable_cursor_protocol disable_info
disable_metadata disable_non_blocking_api disable_parsing disable_prepare_warnings disable_ps2_protocol disable_ps_protocol
disable_query_log disable_reconnect disable_result_log disable_rpl_parse disable_service_connection
disable_session_track_info disable_view_protocol disable_warnings disconnect echo enable_abort_on_error enable_column_names
enable_connect_log enable_cursor_protocol enable_info enable_metadata enable_non_blocking_api enable_parsing
enable_prepare_warnings enable_ps2_protocol enable_ps_protocol enable_query_log enable_reconnect enable_result_log
enable_rpl_parse enable_service_connection enable_session_track_info enable_view_protocol enable_warnings end end_timer error
eval evalp eval_result exec execw exit expr file_exists force-cpdir force-rmdir horizontal_results if inc let list_files
list_files_append_file list_files_write_file lowercase_result mkdir move_file optimizer_trace output perl ping query
query_attributes query_get_value query_horizontal query_vertical real_sleep reap remove_file remove_files_wildcard
replace_column replace_regex replace_result require reset_connection result rmdir save_master_pos send send_eval send_quit
send_shutdown shutdown_server skip sleep sorted_result source start_timer sync_slave_with_master sync_with_master system
vertical_results wait_for_slave_to_stop while write_file write_line
""".split())
# What would end the server or the client, or leave the client waiting.
DEADLY = re.compile(rb"^\s*(shutdown|kill|source|system|edit|pager|tee|exit|quit)\b|benchmark\s*\(|\bsleep\s*\(", re.I)
WITH_FILE = {b"perl", b"write_file", b"append_file"}


def read_command(text, at, delimiter):
    """Where the command that begins at a place ends, as mysqltest reads it, and where its delimiter ends."""
    start, quote = at, None
    if text[at:at + 1] in (b"#", b"-") and (text[at:at + 1] == b"#" or text[at:at + 2] == b"--"):
        end = text.find(b"\n", at)
        end = len(text) if end < 0 else end
        return end, min(end + 1, len(text))
    if text[at:at + 1] == b"}":
        return at + 1, at + 1
    block = re.match(rb"(?:if|while)\b", text[at:at + 6], re.I)
    while at < len(text):
        unit = text[at:at + 1]
        if quote is not None:
            if unit == b"\\" and quote != b"`":
                at += 1
            elif unit == quote:
                quote = None
        elif text.startswith(delimiter, at):
            return at, at + len(delimiter)
        elif block and unit == b"{":
            return at + 1, at + 1
        elif unit in b"'\"`" and not block:
            quote = unit
        at += 1
    return max(at, start), len(text)


def from_mysqltest(text):
    """The statements of a script for mysqltest as they stand there, with `delimiter` as the client writes it."""
    out, at, delimiter = [], 0, b";"
    while at < len(text):
        if text[at:at + 1].isspace():
            out.append(text[at:at + 1])
            at += 1
            continue
        end, behind = read_command(text, at, delimiter)
        command, whole = text[at:end], text[at:behind]
        at = behind
        dashes = command.startswith(b"--")
        words = command.lstrip(b"-").strip()
        name = re.match(rb"[\w-]*", words).group().lower()
        if command.startswith(b"#") or (dashes and name.decode("latin-1") not in MYSQLTEST):
            out.append(whole)
        elif name == b"delimiter":
            delimiter = (words[len(name):].strip() or b";")
            if out and not b"".join(out[-2:]).endswith(b"\n"):
                out.append(b"\n")
            out.append(b"delimiter " + delimiter + b"\n")
        elif name.decode("latin-1") in MYSQLTEST or command == b"}":
            if name in WITH_FILE:
                last = words.split()[-1]
                mark = last if re.fullmatch(rb"[A-Z_0-9]+", last) else b"EOF"
                found = re.search(rb"^" + mark + rb"\s*$", text[at:], re.M)
                at = at + found.end() if found else len(text)
        elif not DEADLY.search(command):
            out.append(whole)
    return b"".join(out) + b"\n"


SQL_BLOCK = re.compile(
    rb"\b(?:execsql2?|catchsql|stepsql\s+\S+|db\d?\s+(?:eval|one|onecolumn|exists)|do_(?:execsql|catchsql|eqp)_test"
    rb"(?:\s+-db\s+\S+)?\s+\S+|sqlite3_exec\s+\S+|catchcmd\s+\S+)\s*\{")


def closing_brace(text, at):
    depth = 1
    while at < len(text):
        unit = text[at:at + 1]
        if unit == b"\\":
            at += 1
        elif unit == b"{":
            depth += 1
        elif unit == b"}":
            depth -= 1
            if depth == 0:
                return at
        at += 1
    return len(text)


def from_tcl(text):
    """The SQL in braces of a Tcl script, one block behind the other; what Tcl makes of variables first is left out."""
    blocks, at = [], 0
    while found := SQL_BLOCK.search(text, at):
        end = closing_brace(text, found.end())
        blocks.append(text[found.end():end].replace(b"\\\n", b" "))
        at = end
    return b"".join(block.rstrip() + b"\n;\n" for block in blocks)
