// SPDX-License-Identifier: Apache-2.0
// Every file that can't be opened as it is, and the sentence that its user reads.
#include <sys/stat.h>

#include "sqlite_bad_files.h"
#include "sqlite_child_process.h"

namespace dbv::sqlite {

class SqliteBadFiles : public workshop::BadFiles {};

TEST_F(SqliteBadFiles, ThatAreMissing) {
    expectOpening("missing", "nothing.db", "notFound", "does not exist");
    expectOpening("folder missing", "no/where.db", "notFound", "The folder");
    expect("attached file missing", answer(params(":memory:", {{"attach.x", "nothing.db"}})), "notFound", "nothing.db");
}

TEST_F(SqliteBadFiles, WhosePathLeadsNowhere) {
    write(path("file.db"), "");
    expectOpening("within a file", "file.db/x", "notFound", "is a file, not a folder");
    expectOpening("far within a file", "file.db/x/y.db", "notFound", "is a file, not a folder");
    std::filesystem::create_symlink(path("loop.db"), path("loop.db"));
    expectOpening("a link to itself", "loop.db", "ioError", "lead in a circle");
    expectOpening("a long name", std::string(300, 'x'), "ioError", "shorter name");
}

TEST_F(SqliteBadFiles, ThatAreAttached) {
    write(path("text.db"), "id;name\n1;Anna\n2;Bert\n" + std::string(200, 'x'));
    expect("attached, a text", answer(params(makeDatabase("main.db"), {{"attach.x", "text.db"}})), "invalidInput",
           "text.db\" is not a SQLite database; it looks like a text file");
}

TEST_F(SqliteBadFiles, ThatAreNoFiles) {
    std::filesystem::create_directory(path("folder.db"));
    expectOpening("a folder", "folder.db", "invalidInput", "is a folder");
    ASSERT_EQ(mkfifo(path("pipe.db").c_str(), 0600), 0);
    expectOpening("a pipe", "pipe.db", "invalidInput", "is a pipe");
    expectOpening("a device", "/dev/null", "invalidInput", "is a device");
}

TEST_F(SqliteBadFiles, ThatAreNoDatabases) {
    write(path("empty.db"), "");
    expectOpening("empty", "empty.db", "opened", "is empty");
    write(path("text.db"), "id;name\n1;Anna\n2;Bert\n" + std::string(200, 'x'));
    expectOpening("a text", "text.db", "invalidInput", "looks like a text file");
    write(path("image.db"), std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) + std::string(300, '\0'));
    expectOpening("a PNG image", "image.db", "invalidInput", "looks like a PNG image");
    write(path("duck.db"), std::string(8, '\1') + "DUCK" + std::string(500, '\0'));
    expectOpening("a DuckDB database", "duck.db", "invalidInput", "DuckDB");
    write(path("short.db"), std::string("\1\2\3\4\0\0\0", 7));
    expectOpening("a few bytes", "short.db", "invalidInput", "7 bytes");
    write(path("zeros.db"), std::string(4096, '\0'));
    expectOpening("zeros", "zeros.db", "invalidInput", "without a SQLite header");
    write(path("encrypted.db"), randomBytes(8192));
    expectOpening("encrypted", "encrypted.db", "invalidInput", "is encrypted, or is not");
}

TEST_F(SqliteBadFiles, ThatAreDamaged) {
    const std::string cut = makeDatabase("cut.db");
    std::filesystem::resize_file(cut, std::filesystem::file_size(cut) / 2);
    expectOpening("truncated", cut, "ioError", "is truncated");
    const std::string stub = makeDatabase("stub.db");
    std::filesystem::resize_file(stub, 50);
    expectOpening("truncated within the header", stub, "ioError", "is truncated");
    const std::string pageSize = makeDatabase("pagesize.db");
    patch(pageSize, 16, std::string("\x03\x07", 2));
    expectOpening("header damaged", pageSize, "ioError", "header");
    const std::string newer = makeDatabase("newer.db");
    patch(newer, 18, "\x09\x09");
    expectOpening("newer format", newer, "versionMismatch", "newer format");
}

TEST_F(SqliteBadFiles, WhoseSchemaIsGarbageSayItAtTheFirstQuestion) {
    const std::string file = makeDatabase("schema.db");
    patch(file, 100, std::string(200, '\xEE'));
    const auto session = open(file);
    const auto objects = session->catalog().objects("main", ObjectScope::All);
    ASSERT_FALSE(objects);
    expect("schema damaged", told(objects.error()), "ioError", "schema.db");
    const auto rows = run(*session, "SELECT * FROM t");
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().kind, ErrorKind::IoError);
}

TEST_F(SqliteBadFiles, WhosePagesAreDamagedKeepTheRowsBeforeTheDamage) {
    const std::string file = makeDatabase("pages.db");
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file));
    patch(file, size - 4096 * 2, std::string(4096, '\xEE'));
    const auto session = open(file);
    const auto cursor = session->execute({"SELECT a FROM t", {}, {}});
    ASSERT_TRUE(cursor);
    workshop::NoStore store;
    RowBatchBuilder rows(1, {.rows = 100'000}, store);
    const Result<bool> more = (*cursor)->fetch(rows);
    ASSERT_FALSE(more);
    expect("a page damaged", told(more.error()), "ioError", "malformed");
    EXPECT_GT(rows.rows(), 0U);
}

TEST_F(SqliteBadFiles, ThatMayNotBeReadOrWritten) {
    const std::string secret = makeDatabase("secret.db");
    std::filesystem::permissions(secret, std::filesystem::perms(0));
    expect("no permission to read", workshop::asNobody([&] { return answer(params(secret)); }), "ioError",
           "no permission to read");
    const std::string fixed = makeDatabase("fixed.db");
    std::filesystem::permissions(fixed, std::filesystem::perms(0444));
    expect("no permission to write", workshop::asNobody([&] { return answer(params(fixed)); }), "opened",
           "Opened read-only");
    const auto changing = [&] {
        const auto session = open(fixed);
        const auto changed = run(*session, "DELETE FROM t");
        return changed ? std::string("changed") : told(changed.error());
    };
    expect("a change without permission", workshop::asNobody(changing), "refusedReadOnly",
           "no permission to write the file");
    std::filesystem::create_directory(path("closed"));
    shell(path("closed/in.db"), "CREATE TABLE t (a)");
    std::filesystem::permissions(path("closed"), std::filesystem::perms(0600));
    expect("folder that may not be entered", workshop::asNobody([&] { return answer(params("closed/in.db")); }),
           "ioError", "can't be reached");
    std::filesystem::permissions(path("closed"), std::filesystem::perms(0555));
    expect("new file in a read-only folder",
           workshop::asNobody([&] { return answer(params("closed/new.db", {{"mode", "rwc"}})); }), "ioError",
           "no permission to make");
    std::filesystem::permissions(path("closed"), std::filesystem::perms(0755));
}

TEST_F(SqliteBadFiles, InAReadOnlyFolder) {
    const std::string wal = makeDatabase("wal.db", "PRAGMA journal_mode = WAL;");
    const std::string plain = makeDatabase("plain.db");
    std::filesystem::permissions(wal, std::filesystem::perms(0666));
    std::filesystem::permissions(plain, std::filesystem::perms(0666));
    std::filesystem::permissions(folder(), std::filesystem::perms(0555));
    expect("write-ahead log in a read-only folder", workshop::asNobody([&] { return answer(params(wal)); }), "ioError",
           "uses a write-ahead log");
    std::filesystem::permissions(folder(), std::filesystem::perms(0755));
    write(wal + "-wal", "newer pages");
    std::filesystem::permissions(folder(), std::filesystem::perms(0555));
    expect("the same with newer pages in the log", workshop::asNobody([&] { return answer(params(wal)); }), "ioError",
           "Copy it together with its -wal");
    std::filesystem::permissions(folder(), std::filesystem::perms(0755));
    std::filesystem::remove(wal + "-wal");
    std::filesystem::permissions(folder(), std::filesystem::perms(0555));
    expect("the same with immutable=1",
           workshop::asNobody([&] { return answer(params(wal, {{"mode", "ro"}, {"immutable", "1"}})); }), "opened", "");
    expect("rollback journal in a read-only folder", workshop::asNobody([&] { return answer(params(plain)); }),
           "opened", "changes will fail");
    const auto changing = [&] {
        const auto session = open(plain);
        const auto changed = run(*session, "DELETE FROM t");
        return changed ? std::string("changed") : told(changed.error());
    };
    expect("a change there", workshop::asNobody(changing), "ioError", "plain.db");
    std::filesystem::permissions(folder(), std::filesystem::perms(0755));
}

TEST_F(SqliteBadFiles, LeftByACrashAndOpenedReadOnly) {
    const std::string file = makeDatabase("crashed.db");
    {
        workshop::ParkedChild writer([&] {
            sqlite3* handle = nullptr;
            sqlite3_open(file.c_str(), &handle);
            sqlite3_exec(handle, "PRAGMA cache_size = 1; BEGIN; UPDATE t SET b = hex(randomblob(100))", nullptr,
                         nullptr, nullptr);
        });
    }
    ASSERT_TRUE(std::filesystem::exists(file + "-journal"));
    expect("left by a crash, read-only", answer(params(file, {{"mode", "ro"}})), "ioError", "left by a crash");
    EXPECT_EQ(run(*open(file), "SELECT count(*) FROM t WHERE length(b) = 40"), "2000");
}

TEST_F(SqliteBadFiles, BeyondFourGigabytesWork) {
    const std::string file = path("large.db");
    shell(file, "PRAGMA page_size = 65536; CREATE TABLE t (a)");
    // The header tells of 81,920 pages, 5 GiB; all but the first few are a hole in the file.
    std::filesystem::resize_file(file, std::uintmax_t{5} << 30U);
    patch(file, 28, std::string("\x00\x01\x40\x00", 4));
    const auto session = open(file);
    ASSERT_TRUE(run(*session, "INSERT INTO t VALUES (zeroblob(200000) || 'end')"));
    EXPECT_GT(std::filesystem::file_size(file), std::uintmax_t{5} << 30U);
    EXPECT_EQ(run(*open(file), "SELECT length(a) FROM t"), run(*session, "SELECT length(a) FROM t"));
    std::filesystem::resize_file(file, std::uintmax_t{4} << 30U);
    expectOpening("over 4 GiB and truncated", file, "ioError", "is truncated");
}

} // namespace dbv::sqlite
