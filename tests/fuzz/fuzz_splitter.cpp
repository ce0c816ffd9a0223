// SPDX-License-Identifier: Apache-2.0
#include "sql/lexer.h"
#include "sql/splitter.h"
#include "support/sqlite_script_oracle.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

[[noreturn]] void fail(const std::string& what) {
    std::fputs((what + "\n").c_str(), stderr);
    std::abort();
}

void checkTokensCover(std::string_view text) {
    dbv::sql::Lexer<char> lexer(text, dbv::DialectId::Sqlite);
    std::size_t end = 0;
    for (auto token = lexer.next(); token.kind != dbv::sql::TokenKind::End; token = lexer.next()) {
        if (token.span.begin != end || token.span.empty()) {
            fail("the tokens leave a gap at " + std::to_string(end));
        }
        end = token.span.end;
    }
    if (end != text.size()) {
        fail("the tokens end at " + std::to_string(end));
    }
}

/// Whether another statement begins where a scan is taken up behind each statement.
void checkScanCanBeTakenUp(std::string_view script) {
    const auto statements = dbv::sql::split(script, dbv::DialectId::Sqlite);
    for (std::size_t i = 1; i < statements.size(); ++i) {
        const std::size_t from = statements[i - 1].after;
        const std::string_view skipped =
            script.substr(statements[i - 1].span.begin, from - statements[i - 1].span.begin);
        const auto lines = static_cast<std::size_t>(std::ranges::count(skipped, '\n'));
        dbv::sql::StatementScanner scanner(script, dbv::DialectId::Sqlite, {from, statements[i - 1].line + lines});
        if (scanner.next() != statements[i]) {
            fail("another statement is found when the scan begins at " + std::to_string(from));
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view script(reinterpret_cast<const char*>(bytes), size);
    checkTokensCover(script);
    if (const std::string broken = dbv::test::brokenSplitterPromise(script); !broken.empty()) {
        fail(broken);
    }
    checkScanCanBeTakenUp(script);
    if (dbv::test::isReadAlikeBySqliteComplete(script) &&
        dbv::test::splitterStatementEnds(script) != dbv::test::sqliteStatementEnds(script)) {
        fail("SQLite ends the statements elsewhere");
    }
    return 0;
}
