// SPDX-License-Identifier: Apache-2.0
// What a question for proposals takes in a database of 100,000 tables with 3,000,000 columns, and what memory their names take.
//
//   bench_completion FILE
//
// FILE is where the names are kept for the line that reads them again.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <algorithm>

#include "bench/measurement.h"
#include "catalog/catalog_builder.h"
#include "catalog/catalog_file.h"
#include "engine/proposals.h"

namespace dbv::bench {

namespace {

constexpr int kSchemas = 20;
constexpr int kTablesOfSchema = 5'000;
constexpr int kColumnsOfTable = 30;

std::shared_ptr<const catalog::CatalogIndex> manyNames() {
    static const std::vector<std::string> kWords = {"customer", "order",  "invoice",  "product", "stock",  "price",
                                                    "account",  "ledger", "session",  "event",   "metric", "device",
                                                    "region",   "branch", "employee", "shift"};
    static const std::vector<std::string> kColumns = {"id",     "name",   "created_at", "updated_at", "status",
                                                      "amount", "region", "comment",    "owner_id",   "parent_id"};
    catalog::CatalogBuilder builder;
    std::size_t number = 0;
    for (int schema = 0; schema < kSchemas; ++schema) {
        builder.beginSchema({.name = "schema_" + std::to_string(schema), .isDefault = schema == 0});
        for (int table = 0; table < kTablesOfSchema; ++table, ++number) {
            ObjectDescription described;
            described.path.name = kWords[number % 16] + "_" + kWords[number / 16 % 16] + "_" + std::to_string(number);
            for (std::size_t column = 0; column < kColumnsOfTable; ++column) {
                ColumnInfo info;
                // One in three is of this table alone.
                info.name = column % 3 == 0 ? kColumns[column / 3 % 10] + "_" + std::to_string(number) + "_" +
                                                  std::to_string(column)
                                            : kColumns[column % 10] + "_" + std::to_string(column);
                info.type = column % 2 == 0 ? "integer" : "character varying(80)";
                described.columns.push_back(std::move(info));
            }
            ForeignKeyInfo key;
            key.columns = {described.columns[1].name};
            key.references.name =
                kWords[(number / 2) % 16] + "_" + kWords[number / 32 % 16] + "_" + std::to_string(number / 2);
            key.referencedColumns = {"id"};
            described.foreignKeys.push_back(std::move(key));
            builder.add(described);
        }
    }
    return builder.finish();
}

/// What is typed in a day, key by key.
std::vector<protocol::Complete> questions() {
    std::vector<protocol::Complete> all;
    const auto add = [&all](std::string sql) {
        const std::size_t cursor = sql.find('|');
        sql.erase(cursor, 1);
        all.push_back({.connection = {}, .sql = std::move(sql), .cursor = cursor});
    };
    for (const std::string word :
         {"customer_order_1", "inv", "o", "_", "e", "stk", "led_acc", "zzz", "schema_1", "cuor17"}) {
        for (std::size_t typed = 0; typed <= word.size(); ++typed) {
            add("SELECT * FROM " + word.substr(0, typed) + "|");
            add("SELECT * FROM customer_customer_0 c JOIN " + word.substr(0, typed) + "|");
            add("SELECT c." + word.substr(0, typed) + "| FROM customer_customer_0 c");
            add("SELECT " + word.substr(0, typed) +
                "| FROM customer_customer_0 c, order_customer_1 o, invoice_customer_2");
            add("SELECT * FROM schema_7." + word.substr(0, typed) + "|");
            add("SELECT * FROM customer_customer_0 a JOIN order_customer_1 b ON " + word.substr(0, typed) + "|");
        }
    }
    return all;
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    using namespace dbv;
    if (argc < 2) {
        bench::giveUp("usage: bench_completion FILE");
    }
    const double before = bench::processMebibytes("VmRSS");
    bench::Stopwatch building;
    auto index = bench::manyNames();
    const double built = building.milliseconds();
    if (index->tables().size() != 100'000 || index->parts().columns.size() != 3'000'000) {
        bench::giveUp("the index is not whole");
    }
    const catalog::UseMemory uses;
    std::vector<double> times;
    for (const protocol::Complete& asked : bench::questions()) {
        // The middle one of some: what else the machine does is not of the question.
        std::vector<double> rounds;
        for (int round = 0; round < 5; ++round) {
            const bench::Stopwatch watch;
            const protocol::CompletionFound found = engine::proposalsAt(asked, {*index, uses, DialectId::PostgreSql});
            rounds.push_back(watch.milliseconds());
            if (found.replaces.end != asked.cursor) {
                bench::giveUp("it was answered for another place");
            }
        }
        times.push_back(bench::median(rounds));
    }
    std::ranges::sort(times);
    const double p99 = times[times.size() * 99 / 100];
    bench::tell("completion.p99", p99,
                std::to_string(times.size()) + " questions: median " + bench::shortNumber(bench::median(times), 2) +
                    " ms, longest " + bench::shortNumber(times.back(), 1) + " ms");
    const double memory = static_cast<double>(index->memory()) / (1024.0 * 1024.0);
    const std::filesystem::path file = argv[1];
    bench::Stopwatch keeping;
    if (const auto kept = catalog::keepIndex(file, "bench", *index); !kept) {
        bench::giveUp(kept.error().message);
    }
    const double keptIn = keeping.milliseconds();
    bench::Stopwatch reading;
    if (const auto read = catalog::readIndex(file, "bench"); !read || (*read)->tables().size() != 100'000) {
        bench::giveUp("what was kept can not be read");
    }
    bench::tell("completion.memory", memory,
                "built in " + bench::shortNumber(built, 0) + " ms, the process " +
                    bench::shortNumber(bench::processMebibytes("VmRSS") - before, 0) + " MB more; kept in " +
                    bench::shortNumber(keptIn, 0) + " ms, read again in " +
                    bench::shortNumber(reading.milliseconds(), 0) + " ms");
    return 0;
}
