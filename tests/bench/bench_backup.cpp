// SPDX-License-Identifier: Apache-2.0
// A backup of a million rows by `dbvis`, with digests of every row, against the database's own program that only dumps, in turn.
//
//   bench_backup sqlite|postgres|mysql DBVIS FOLDER [rounds]
#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include "bench/bare_server.h"
#include "bench/measurement.h"
#include "bench/mixed_rows.h"

namespace dbv::bench {

namespace {

constexpr std::uint64_t kBackedUpRows = 1'000'000;
constexpr const char* kPassphrase = "printf %s correct-horse-battery";

using Words = std::vector<std::string>;

struct Ran {
    /// Unit: milliseconds.
    double time = 0;
    /// The most memory that it had. Unit: MiB.
    double memory = 0;
};

/// Runs a program to its end, which has to be a good one. What it writes goes into a file.
Ran runAlone(Words words, const std::string& output = "/dev/null") {
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    constexpr mode_t kReadable = 0644;
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, kReadable);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t process = -1;
    const Stopwatch watch;
    if (posix_spawnp(&process, arguments.front(), &files, nullptr, arguments.data(), environ) != 0) {
        giveUp(words.front() + " can not be started");
    }
    posix_spawn_file_actions_destroy(&files);
    int status = 0;
    rusage used{};
    while (wait4(process, &status, 0, &used) < 0 && errno == EINTR) {
    }
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        giveUp(words.front() + " failed");
    }
    constexpr double kKibibytes = 1024;
    return {watch.milliseconds(), static_cast<double>(used.ru_maxrss) / kKibibytes};
}

/// What an answer in JSON says that the work took. Unit: milliseconds.
double saidTime(const std::string& file) {
    std::ifstream stream(file);
    const std::string answer((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(answer));
    const double time = json.object().value(QLatin1String("timeMs")).toDouble(-1);
    if (time < 0) {
        giveUp("no time is told in: " + answer);
    }
    return time;
}

/// One way to do it, again and again.
struct Way {
    std::function<Words()> words;
    std::vector<double> times;
    double memory = 0;
    /// Where a file for what it says is named: the times that it says itself it took.
    std::string said;
    std::vector<double> saidTimes;

    void run() {
        const Ran ran = runAlone(words(), said.empty() ? "/dev/null" : said);
        times.push_back(ran.time);
        memory = std::max(memory, ran.memory);
        if (!said.empty()) {
            saidTimes.push_back(saidTime(said));
        }
    }
};

class Rig {
public:
    Rig(std::string dbvis, std::string folder, int rounds)
        : m_dbvis(std::move(dbvis)), m_folder(std::move(folder)), m_rounds(rounds) {
        std::filesystem::create_directories(m_folder);
    }

    [[nodiscard]] std::string file(std::string_view name) const { return m_folder + "/" + std::string(name); }
    /// `dbvis` with a data folder of its own, which is what it has on any day but the first.
    [[nodiscard]] Words dbvis(Words words) const {
        Words all{m_dbvis, "--data-dir", file("home")};
        all.insert(all.end(), words.begin(), words.end());
        return all;
    }
    [[nodiscard]] Words backup(const std::string& url, Words options) const {
        Words words{"backup", "make", url, "--to", file("ours"), "--check", "none"};
        words.insert(words.end(), options.begin(), options.end());
        return dbvis(words);
    }
    /// Runs the ways in turn, the first time for the caches.
    void inTurn(std::vector<Way*> ways) const {
        for (int round = 0; round <= m_rounds; ++round) {
            for (Way* way : ways) {
                for (const char* const left : {"ours", "theirs", "theirs-packed"}) {
                    std::filesystem::remove(file(left));
                }
                way->run();
            }
            if (round == 0) {
                for (Way* way : ways) {
                    way->times.clear();
                    way->saidTimes.clear();
                }
            }
        }
    }
    void told(const std::string& line, const Way& ours, const Way& theirs, const std::string& who) const {
        tell(line, medianRatio(ours.times, theirs.times),
             who + " " + shortNumber(median(theirs.times), 0) + " ms, ours " + shortNumber(median(ours.times), 0) +
                 " ms");
    }

private:
    std::string m_dbvis;
    std::string m_folder;
    int m_rounds;
};

void measureSqlite(const Rig& rig) {
    const std::string source = rig.file("rows.sqlite");
    makeMixedRows(source, kBackedUpRows);
    const std::string url = "sqlite:" + source;
    Way theirs{[&] { return Words{"sqlite3", source, ".backup '" + rig.file("theirs") + "'"}; }, {}};
    Way plain{[&] { return rig.backup(url, {"--compression", "none"}); }, {}};
    Way packed{[&] { return rig.backup(url, {}); }, {}};
    rig.inTurn({&theirs, &plain, &packed});
    rig.told("backup.sqlite", plain, theirs, "sqlite3");
    rig.told("backup.sqlite_packed", packed, theirs, "sqlite3");
    tell("backup.memory", std::max(plain.memory, packed.memory), "of a database of 520 MB");
}

void measurePostgres(const Rig& rig, BareServer& server) {
    const std::string url = server.url(LineKind::Plain);
    const std::string dump = server.program("pg_dump");
    Way plainDump{[&] { return Words{dump, "-Fc", "-Z0", "-f", rig.file("theirs"), url}; }, {}};
    Way packedDump{[&] { return Words{dump, "-Fc", "-f", rig.file("theirs-packed"), url}; }, {}};
    Way ours{[&] { return rig.backup(url, {}); }, {}};
    const Words sealing{"--encrypt", "--passphrase-from", std::string("command:") + kPassphrase};
    Way sealed{[&] { return rig.backup(url, sealing); }, {}};
    // What a passphrase takes is the same for any database.
    runAlone({"sqlite3", rig.file("small.db"), "CREATE TABLE t (a)"});
    const std::string small = "sqlite:" + rig.file("small.db");
    Way smallPlain{[&] { return rig.backup(small, {}); }, {}};
    Way smallSealed{[&] { return rig.backup(small, sealing); }, {}};
    rig.inTurn({&plainDump, &ours, &sealed, &packedDump, &smallPlain, &smallSealed});
    rig.told("backup.postgres", ours, plainDump, "pg_dump -Fc -Z0");
    rig.told("backup.postgres_packed", ours, packedDump, "pg_dump -Fc");
    const double passphrase = median(smallSealed.times) - median(smallPlain.times);
    Way bytesAlone = sealed;
    for (double& time : bytesAlone.times) {
        time -= passphrase;
    }
    rig.told("backup.sealed", bytesAlone, ours, "the passphrase " + shortNumber(passphrase, 0) + " ms; not encrypted");

    runAlone({dump, "-Fc", "-Z0", "-f", rig.file("kept"), url});
    const std::string kept = rig.file("kept-backup");
    Words words = rig.backup(url, {});
    *std::ranges::find(words, rig.file("ours")) = kept;
    runAlone(words);
    // Another database each time: a restore needs an empty one.
    int made = 0;
    const auto freshUrl = [&] {
        const std::string name = "restored" + std::to_string(++made);
        runAlone({server.program("createdb"), "--maintenance-db=" + url, name});
        std::string fresh = url;
        return fresh.replace(fresh.find("/postgres?"), std::string_view("/postgres").size(), "/" + name);
    };
    std::string into;
    Way theirRestore{[&] { return Words{server.program("pg_restore"), "-j2", "-d", into, rig.file("kept")}; }, {}};
    Way ourRestore{[&] { return rig.dbvis({"backup", "restore", kept, into, "--jobs", "2", "--format", "json"}); }, {}};
    ourRestore.said = rig.file("said");
    for (Way* way : {&theirRestore, &ourRestore}) {
        way->words = [&into, &freshUrl, words = way->words] {
            into = freshUrl();
            return words();
        };
    }
    rig.inTurn({&theirRestore, &ourRestore});
    rig.told("restore.postgres_compared", ourRestore, theirRestore, "pg_restore -j2");
    ourRestore.times = ourRestore.saidTimes;
    rig.told("restore.postgres", ourRestore, theirRestore, "pg_restore -j2");
}

void measureMysql(const Rig& rig, BareServer& server) {
    const ConnectParams params = server.params();
    Way theirs{[&] {
                   return Words{"mariadb-dump",
                                "--no-defaults",
                                "--single-transaction",
                                "--skip-ssl",
                                "-u" + params.user,
                                "-h127.0.0.1",
                                "-P" + std::to_string(params.port),
                                "--result-file=" + rig.file("theirs"),
                                params.database};
               },
               {}};
    Way plain{[&] { return rig.backup(server.url(LineKind::Plain), {"--compression", "none"}); }, {}};
    rig.inTurn({&theirs, &plain});
    rig.told("backup.mysql", plain, theirs, "mariadb-dump");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    using namespace dbv::bench;
    const QCoreApplication application(argc, argv);
    const std::string_view where = argc > 1 ? argv[1] : "";
    const int rounds = argc > 4 ? std::atoi(argv[4]) : 5;
    if (argc < 4 || rounds < 1) {
        giveUp("usage: bench_backup sqlite|postgres|mysql DBVIS FOLDER [rounds]");
    }
    const Rig rig(argv[2], argv[3], rounds);
    if (where == "sqlite") {
        measureSqlite(rig);
        return 0;
    }
    const auto server = startServer(where);
    server->makeMixedRows(kBackedUpRows);
    if (where == "postgres") {
        measurePostgres(rig, *server);
    } else {
        measureMysql(rig, *server);
    }
    return 0;
}
