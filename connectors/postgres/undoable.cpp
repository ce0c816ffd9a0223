// SPDX-License-Identifier: Apache-2.0
#include "postgres/undoable.h"

#include <cstddef>
#include <string>

namespace dbv::postgres {

namespace {

// Whose wrapper is none of those that roll back, or that only read.
constexpr const char* kStrangeTables =
    "SELECT c.relname, w.fdwname FROM pg_catalog.pg_foreign_table f "
    "JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) f.ftrelid "
    "JOIN pg_catalog.pg_foreign_server s ON s.oid OPERATOR(pg_catalog.=) f.ftserver "
    "JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid OPERATOR(pg_catalog.=) s.srvfdw "
    "LEFT JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) w.fdwhandler "
    "WHERE p.prosrc IS NULL OR NOT (p.prosrc OPERATOR(pg_catalog.=) 'postgres_fdw_handler' "
    "OR p.prosrc OPERATOR(pg_catalog.=) 'file_fdw_handler')";
// By which a statement may write into another table than it names.
constexpr const char* kDetours =
    "SELECT c.relname FROM pg_catalog.pg_class c "
    "JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace "
    "WHERE n.nspname OPERATOR(pg_catalog.<>) 'pg_catalog' AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema' "
    "AND (c.relkind OPERATOR(pg_catalog.=) 'v' OR c.relkind OPERATOR(pg_catalog.=) 'p' OR c.relhassubclass "
    "OR c.relhasrules OR EXISTS (SELECT FROM pg_catalog.pg_trigger t "
    "WHERE t.tgrelid OPERATOR(pg_catalog.=) c.oid AND NOT t.tgisinternal))";

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return lower;
}

/// The text of a statement, to look for names.
class NamedIn {
public:
    explicit NamedIn(std::string_view statement) : m_text(lowered(statement)), m_hides(m_text.contains("u&")) {}

    /// Whether a name may stand there as a whole; one that is written with escapes does not show.
    [[nodiscard]] bool has(const char* name) const {
        const std::string wanted = lowered(name);
        if (m_hides || wanted.contains('"')) {
            return true;
        }
        for (std::size_t at = m_text.find(wanted); at != std::string::npos; at = m_text.find(wanted, at + 1)) {
            const std::size_t behind = at + wanted.size();
            if ((at == 0 || !isOfName(m_text[at - 1])) && (behind == m_text.size() || !isOfName(m_text[behind]))) {
                return true;
            }
        }
        return false;
    }

private:
    [[nodiscard]] static bool isOfName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
               static_cast<unsigned char>(c) >= 0x80;
    }

    std::string m_text;
    bool m_hides;
};

std::unexpected<Error> refusal(const std::string& way, const std::string& table, const std::string& wrapper) {
    return fail(ErrorKind::RefusedBySandbox,
                "The statement was not sent, since it may write into the foreign table \"" + table + "\"" + way +
                    ": it is not known whether the wrapper " + wrapper + " takes back what is rolled back.",
                "Leave it out of the dry run, or run it with another safety.", Damage::Statement);
}

} // namespace

Result<void> judgeUndoable(Line& line, std::string_view statement) {
    const Result<PgResult> strange = line.query(kStrangeTables);
    if (!strange) {
        return std::unexpected(strange.error());
    }
    const PGresult* tables = strange->get();
    if (PQntuples(tables) == 0) {
        return {};
    }
    const NamedIn text(statement);
    for (int row = 0; row < PQntuples(tables); ++row) {
        if (text.has(PQgetvalue(tables, row, 0))) {
            return refusal("", PQgetvalue(tables, row, 0), PQgetvalue(tables, row, 1));
        }
    }
    const Result<PgResult> detours = line.query(kDetours);
    if (!detours) {
        return std::unexpected(detours.error());
    }
    for (int row = 0; row < PQntuples(detours->get()); ++row) {
        const char* name = PQgetvalue(detours->get(), row, 0);
        if (text.has(name)) {
            return refusal(" by way of \"" + std::string(name) + "\"", PQgetvalue(tables, 0, 0),
                           PQgetvalue(tables, 0, 1));
        }
    }
    return {};
}

} // namespace dbv::postgres
