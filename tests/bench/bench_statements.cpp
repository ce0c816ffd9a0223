// SPDX-License-Identifier: Apache-2.0
// Cutting dumps into statements, and telling of statements what they do, by each dialect's rules on one thread. Told is the slowest
// dialect.
//
//   bench_statements [rounds]
#include <array>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bench/measurement.h"
#include "sql/classifier.h"
#include "sql/splitter.h"

namespace dbv::bench {

namespace {

constexpr std::size_t kPiece = std::size_t{20} << 20U;
constexpr int kPieces = 10;
constexpr int kClassified = 20'000;

struct Spoken {
    DialectId dialect;
    std::string_view name;
};
constexpr auto kSpoken = std::to_array<Spoken>(
    {{DialectId::PostgreSql, "PostgreSQL"}, {DialectId::MariaDb, "MariaDB"}, {DialectId::Sqlite, "SQLite"}});

/// As the programs that dump write it: definitions, rows of several kinds, and comments.
std::string dumpOf(std::size_t size) {
    std::string dump;
    for (int i = 0; dump.size() < size; ++i) {
        const std::string number = std::to_string(i);
        dump += i % 100 == 0
                    ? "--\n-- Table t" + number + "\n--\nCREATE TABLE t" + number +
                          " (id integer NOT NULL, name varchar(80) DEFAULT 'x', made timestamp, PRIMARY KEY (id));\n"
                    : "INSERT INTO orders VALUES (" + number +
                          ", 'a text of a row; it''s one', NULL, 12.5, '2026-01-01');\n";
    }
    return dump;
}

/// What people send, from the shortest to what reports are made of.
std::string statementOf(int i) {
    const std::string number = std::to_string(i);
    switch (i % 8) {
    case 0: return "SELECT * FROM orders WHERE id = " + number;
    case 1: return "INSERT INTO orders (id, name, total) VALUES (" + number + ", 'a name', 12.5)";
    case 2: return "UPDATE orders SET total = total + 1, name = upper(name) WHERE id = " + number;
    case 3: return "DELETE FROM orders WHERE made < '2026-01-01' AND id > " + number;
    case 4:
        return "WITH best AS (SELECT customer, sum(total) AS s FROM orders GROUP BY customer) SELECT c.name, b.s FROM "
               "best b JOIN "
               "customers c ON c.id = b.customer WHERE b.s > " +
               number + " ORDER BY b.s DESC LIMIT 10";
    case 5: return "CREATE INDEX orders_" + number + " ON orders (customer, made)";
    case 6:
        return "SELECT o.id, (SELECT count(*) FROM lines l WHERE l.ord = o.id) FROM orders o WHERE o.name LIKE '%" +
               number + "%'";
    default: return "DROP TABLE IF EXISTS t" + number;
    }
}

double timeOfSplitting(const std::string& dump, DialectId dialect) {
    std::size_t found = 0;
    const Stopwatch watch;
    for (int piece = 0; piece < kPieces; ++piece) {
        sql::StatementScanner scanner(dump, dialect);
        while (scanner.next()) {
            ++found;
        }
    }
    if (found < kPiece / 100) {
        giveUp("the dump was not cut");
    }
    return watch.milliseconds();
}

double timeOfClassifying(const std::vector<std::string>& statements, DialectId dialect) {
    std::size_t reads = 0;
    const Stopwatch watch;
    for (const std::string& statement : statements) {
        reads += sql::classify(statement, dialect).kind == StatementClass::Read ? 1U : 0U;
    }
    if (reads < statements.size() / 8) {
        giveUp("the statements were not told");
    }
    return watch.milliseconds();
}

template <class Measure>
void tellSlowest(std::string_view line, int rounds, const Measure& measure) {
    double slowest = 0;
    std::string all;
    for (const Spoken& each : kSpoken) {
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round) {
            times.push_back(measure(each.dialect));
        }
        const double middle = median(times);
        slowest = std::max(slowest, middle);
        all += (all.empty() ? "" : ", ") + std::string(each.name) + " " + shortNumber(middle, 0) + " ms";
    }
    tell(line, slowest, all);
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    using namespace dbv::bench;
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    if (rounds < 1) {
        giveUp("usage: bench_statements [rounds]");
    }
    const std::string dump = dumpOf(kPiece);
    tellSlowest("statements.cut", rounds, [&dump](dbv::DialectId dialect) { return timeOfSplitting(dump, dialect); });
    std::vector<std::string> statements;
    for (int i = 0; i < kClassified; ++i) {
        statements.push_back(statementOf(i));
    }
    tellSlowest("statements.class", rounds,
                [&statements](dbv::DialectId dialect) { return timeOfClassifying(statements, dialect); });
    return 0;
}
