// SPDX-License-Identifier: Apache-2.0
#include "sql/formatter.h"
#include "sql/lexer.h"
#include "sql/splitter.h"

#include <benchmark/benchmark.h>

#include <string>

namespace {

/// What people split: short queries with comments, and dumps of long rows.
template <class Unit>
std::basic_string<Unit> mixedScript(std::size_t size) {
    std::string script;
    for (int i = 0; script.size() < size; ++i) {
        const std::string number = std::to_string(i);
        script += "-- query " + number +
                  "\nSELECT a.name, count(*) AS n FROM albums a JOIN tracks t ON t.album_id = a.id\n"
                  "WHERE t.length_ms > " +
                  number +
                  " AND a.title LIKE '%it''s%' GROUP BY 1 ORDER BY n DESC;\n"
                  "INSERT INTO \"notes\" VALUES(" +
                  number + ",'A longer text, as rows of a dump have; it goes on.',x'0a0b',1.5e3);\n";
    }
    return {script.begin(), script.end()};
}

template <class Unit>
void split(benchmark::State& state) {
    const auto script = mixedScript<Unit>(16 << 20);
    const std::basic_string_view<Unit> view = script;
    for (auto _ : state) {
        benchmark::DoNotOptimize(dbv::sql::split(view, dbv::DialectId::Sqlite));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(script.size()));
    state.SetLabel("code units a second");
}
void format(benchmark::State& state) {
    const auto script = mixedScript<char>(16 << 20);
    for (auto _ : state) {
        benchmark::DoNotOptimize(dbv::sql::format(script, dbv::DialectId::Sqlite, {}, {}));
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(script.size()));
}
BENCHMARK(format)->Unit(benchmark::kMillisecond);
BENCHMARK(split<char>)->Unit(benchmark::kMillisecond);
BENCHMARK(split<char16_t>)->Unit(benchmark::kMillisecond);

template <class Unit>
void lex(benchmark::State& state) {
    const auto script = mixedScript<Unit>(16 << 20);
    for (auto _ : state) {
        dbv::sql::Lexer<Unit> lexer(script, dbv::DialectId::Sqlite);
        while (lexer.next().kind != dbv::sql::TokenKind::End) {
        }
        benchmark::DoNotOptimize(lexer);
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(script.size()));
    state.SetLabel("code units a second");
}
BENCHMARK(lex<char>)->Unit(benchmark::kMillisecond);
BENCHMARK(lex<char16_t>)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
