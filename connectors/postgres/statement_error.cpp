// SPDX-License-Identifier: Apache-2.0
#include "postgres/statement_error.h"

#include <cstdlib>
#include <cstring>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

TextSpan tokenAt(std::string_view sql, std::size_t begin) {
    return {begin, begin < sql.size() ? endOfToken(sql, begin) : begin};
}

/// Whether the server complains about several statements in one. The name of its function tells, in every language.
bool isSeveral(const PGresult* result) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* function = PQresultErrorField(result, PG_DIAG_SOURCE_FUNCTION);
    return state != nullptr && function != nullptr && std::strcmp(state, "42601") == 0 &&
           std::strcmp(function, "exec_parse_message") == 0;
}

} // namespace

Error statementError(const Line& line, const PGresult* result, std::string_view sql) {
    Error error = line.failureIn(result);
    if (isSeveral(result)) {
        error.kind = ErrorKind::InvalidInput;
        error.message = "There is more than one statement; nothing was run.";
        error.hint = "Run them one after the other.";
        error.where = secondStatement(sql);
        return error;
    }
    const bool lineIsInOrder = PQstatus(line.handle()) == CONNECTION_OK;
    if ((error.sqlState == "08P01" && lineIsInOrder) || error.sqlState == "42P18") {
        // It is the number of parameters that does not fit.
        error.kind = ErrorKind::InvalidInput;
        error.damage = line.transactionState() == TransactionState::None ? Damage::Statement : error.damage;
        error.hint = "Give one value for each of $1, $2, and so on.";
    }
    if (const char* position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION)) {
        error.where = tokenAt(sql, byteOfCharacter(sql, std::strtoul(position, nullptr, 10)));
    }
    return error;
}

} // namespace dbv::postgres
