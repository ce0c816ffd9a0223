// SPDX-License-Identifier: Apache-2.0
#include "sqlite/read_only_guard.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

// Pragmas whose argument says what to show, or changes nothing beyond this connection's reading.
constexpr std::array<std::string_view, 19> kHarmlessWithValue{
    "table_info",          "table_xinfo",      "table_list",        "index_list",      "index_info",
    "index_xinfo",         "foreign_key_list", "foreign_key_check", "integrity_check", "quick_check",
    "function_list",       "module_list",      "collation_list",    "cache_size",      "busy_timeout",
    "case_sensitive_like", "automatic_index",  "threads",           "mmap_size"};

// Pragmas that do something even without an argument.
constexpr std::array<std::string_view, 3> kActingWithoutValue{"wal_checkpoint", "incremental_vacuum", "optimize"};

template <class Names>
bool listed(const Names& names, std::string_view name) {
    return std::ranges::any_of(names, [name](std::string_view each) { return sameName(each, name); });
}

} // namespace

Error readOnlyRefusal(const std::string& what) {
    return makeError(ErrorKind::RefusedReadOnly, "The connection is read-only: " + what + " is refused.",
                     "Open the database without read-only safety and with mode=rw to do this.");
}

ReadOnlyGuard::ReadOnlyGuard(sqlite3* handle) : m_handle(handle) {
    sqlite3_set_authorizer(m_handle, &ReadOnlyGuard::authorize, this);
}

ReadOnlyGuard::~ReadOnlyGuard() {
    sqlite3_set_authorizer(m_handle, nullptr, nullptr);
}

void ReadOnlyGuard::begin() {
    m_refused.clear();
    m_asksJournalMode = false;
}

Result<void> ReadOnlyGuard::judge(sqlite3_stmt* statement) const {
    const bool harmless = statement == nullptr || sqlite3_stmt_readonly(statement) != 0 ||
                          sqlite3_stmt_isexplain(statement) != 0 || m_asksJournalMode;
    if (harmless) {
        return {};
    }
    return std::unexpected(readOnlyRefusal(commandOf(sqlite3_sql(statement))));
}

int ReadOnlyGuard::authorize(void* self, int action, const char* first, const char* second, const char* /*schema*/,
                             const char* /*trigger*/) {
    auto& guard = *static_cast<ReadOnlyGuard*>(self);
    const std::string_view function = action == SQLITE_FUNCTION && second != nullptr ? second : "";
    if (action == SQLITE_ATTACH) {
        return guard.refuse("ATTACH");
    }
    if (sameName(function, "load_extension") || sameName(function, "fts3_tokenizer")) {
        return guard.refuse(std::string(function) + "()");
    }
    return action == SQLITE_PRAGMA ? guard.judgePragma(first, second) : SQLITE_OK;
}

int ReadOnlyGuard::refuse(std::string what) {
    m_refused = std::move(what);
    return SQLITE_DENY;
}

int ReadOnlyGuard::judgePragma(const char* name, const char* value) {
    if (value == nullptr) {
        m_asksJournalMode = sameName(name, "journal_mode");
        return listed(kActingWithoutValue, name) ? refuse(std::string("PRAGMA ") + name) : SQLITE_OK;
    }
    return listed(kHarmlessWithValue, name) ? SQLITE_OK : refuse(std::string("PRAGMA ") + name + " = " + value);
}

} // namespace dbv::sqlite
