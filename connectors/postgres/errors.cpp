// SPDX-License-Identifier: Apache-2.0
#include "postgres/errors.h"

#include <algorithm>
#include <array>
#include <utility>

namespace dbv::postgres {

namespace {

struct StateEntry {
    /// A whole SQLSTATE, or the two characters of its class.
    std::string_view state;
    ErrorKind kind;
    std::string_view hint;
};

constexpr std::string_view kRollBackHint = "All of this transaction is lost: it is to be rolled back, unless it has "
                                           "ended with this (as with a COMMIT), and done again.";
constexpr std::string_view kTryAgainHint =
    "The server chose this transaction to give way to another: roll back and run it again.";
constexpr std::string_view kLockHint =
    "Another session holds the lock: wait until it has finished, or look at pg_locks and pg_stat_activity.";
constexpr std::string_view kGoneHint = "Reconnect; what the open transaction did was rolled back.";

// Whole states come before their class.
constexpr std::array kStates = std::to_array<StateEntry>({
    {"25006", ErrorKind::RefusedReadOnly, "Open the connection for writing to change data."},
    {"25P02", ErrorKind::SqlError, kRollBackHint},
    {"25P03", ErrorKind::ConnectionLost, "The transaction was idle for longer than the server allows. Reconnect."},
    {"28000", ErrorKind::AuthenticationFailed,
     "Check the user, and the server's pg_hba.conf: it decides who may come from where, and how."},
    {"28P01", ErrorKind::AuthenticationFailed, "Check the user and the password."},
    {"3D000", ErrorKind::NotFound, "Check the database's name; the database \"postgres\" usually exists."},
    {"3F000", ErrorKind::SqlError, "Check the schema's name and the search_path."},
    {"40001", ErrorKind::SqlError, kTryAgainHint},
    {"40P01", ErrorKind::SqlError, kTryAgainHint},
    {"42501", ErrorKind::SqlError, "Ask the owner for the right (GRANT), or connect as another user."},
    {"42703", ErrorKind::SqlError, ""},
    {"42P01", ErrorKind::SqlError, "Check the name, its schema and the search_path."},
    {"53100", ErrorKind::IoError, "The server's disk is full: make room there."},
    {"53200", ErrorKind::SqlError, "The server is out of memory for this statement."},
    {"53300", ErrorKind::Busy,
     "The server has no free connection: close others, wait, or raise max_connections there."},
    {"55P03", ErrorKind::Busy, kLockHint},
    {"57014", ErrorKind::Cancelled, ""},
    {"57P01", ErrorKind::ConnectionLost, kGoneHint},
    {"57P02", ErrorKind::ConnectionLost, kGoneHint},
    {"57P03", ErrorKind::Busy, "The server is starting, stopping or recovering: try again in a moment."},
    {"57P04", ErrorKind::ConnectionLost, "The database was dropped."},
    {"57P05", ErrorKind::ConnectionLost, kGoneHint},
    {"58P01", ErrorKind::IoError, ""},
    {"08", ErrorKind::ConnectionLost, kGoneHint},
    {"53", ErrorKind::SqlError, ""},
    {"58", ErrorKind::IoError, "Look at the server's log."},
    {"XX", ErrorKind::SqlError, "This is an error inside the server: look at its log."},
});

const StateEntry* entryFor(std::string_view state) {
    const auto* const found = std::ranges::find_if(
        kStates, [&](const StateEntry& entry) { return !entry.state.empty() && state.starts_with(entry.state); });
    return found == kStates.end() ? nullptr : found;
}

struct Condition {
    std::string_view state;
    std::string_view name;
};

// Those that people meet; source: the PostgreSQL documentation, "PostgreSQL Error Codes".
constexpr std::array kConditions = std::to_array<Condition>({
    {"08006", "connection_failure"},
    {"08P01", "protocol_violation"},
    {"0A000", "feature_not_supported"},
    {"21000", "cardinality_violation"},
    {"22001", "string_data_right_truncation"},
    {"22003", "numeric_value_out_of_range"},
    {"22007", "invalid_datetime_format"},
    {"22008", "datetime_field_overflow"},
    {"22012", "division_by_zero"},
    {"22021", "character_not_in_repertoire"},
    {"22P02", "invalid_text_representation"},
    {"22P04", "bad_copy_file_format"},
    {"23502", "not_null_violation"},
    {"23503", "foreign_key_violation"},
    {"23505", "unique_violation"},
    {"23514", "check_violation"},
    {"23P01", "exclusion_violation"},
    {"25001", "active_sql_transaction"},
    {"25006", "read_only_sql_transaction"},
    {"25P02", "in_failed_sql_transaction"},
    {"28000", "invalid_authorization_specification"},
    {"28P01", "invalid_password"},
    {"2BP01", "dependent_objects_still_exist"},
    {"3D000", "invalid_catalog_name"},
    {"3F000", "invalid_schema_name"},
    {"40001", "serialization_failure"},
    {"40P01", "deadlock_detected"},
    {"42501", "insufficient_privilege"},
    {"42601", "syntax_error"},
    {"42602", "invalid_name"},
    {"42622", "name_too_long"},
    {"42701", "duplicate_column"},
    {"42702", "ambiguous_column"},
    {"42703", "undefined_column"},
    {"42710", "duplicate_object"},
    {"42725", "ambiguous_function"},
    {"42803", "grouping_error"},
    {"42804", "datatype_mismatch"},
    {"42830", "invalid_foreign_key"},
    {"42846", "cannot_coerce"},
    {"42883", "undefined_function"},
    {"42P01", "undefined_table"},
    {"42P02", "undefined_parameter"},
    {"42P04", "duplicate_database"},
    {"42P06", "duplicate_schema"},
    {"42P07", "duplicate_table"},
    {"42P18", "indeterminate_datatype"},
    {"53100", "disk_full"},
    {"53200", "out_of_memory"},
    {"53300", "too_many_connections"},
    {"54001", "statement_too_complex"},
    {"54011", "too_many_columns"},
    {"55006", "object_in_use"},
    {"55P03", "lock_not_available"},
    {"57014", "query_canceled"},
    {"57P01", "admin_shutdown"},
    {"57P03", "cannot_connect_now"},
    {"P0001", "raise_exception"},
    {"XX000", "internal_error"},
});

std::string fieldOf(const PGresult* result, int field) {
    const char* text = PQresultErrorField(result, field);
    return text == nullptr ? "" : text;
}

Damage damageOf(const Failure& failure, ErrorKind kind) {
    if (kind == ErrorKind::ConnectionLost) {
        return Damage::Session;
    }
    return failure.inBlock ? Damage::Transaction : Damage::Statement;
}

std::string detailOf(const Failure& failure) {
    std::string detail = failure.detail;
    if (!failure.context.empty()) {
        detail += (detail.empty() ? "" : "\n") + failure.context;
    }
    if (!detail.empty()) {
        return detail;
    }
    if (failure.sqlState.empty()) {
        return {};
    }
    const std::string_view name = conditionName(failure.sqlState);
    return "SQLSTATE " + failure.sqlState + (name.empty() ? "" : " (" + std::string(name) + ")");
}

} // namespace

std::string_view conditionName(std::string_view sqlState) {
    const auto* const found = std::ranges::find(kConditions, sqlState, &Condition::state);
    return found == kConditions.end() ? std::string_view() : found->name;
}

Failure failureOf(const PGresult* result) {
    Failure failure;
    failure.sqlState = fieldOf(result, PG_DIAG_SQLSTATE);
    failure.message = fieldOf(result, PG_DIAG_MESSAGE_PRIMARY);
    failure.detail = fieldOf(result, PG_DIAG_MESSAGE_DETAIL);
    failure.hint = fieldOf(result, PG_DIAG_MESSAGE_HINT);
    failure.context = fieldOf(result, PG_DIAG_CONTEXT);
    if (failure.message.empty()) {
        // Made by the client library: it has a text and nothing else.
        failure.message = PQresultErrorMessage(result);
        while (failure.message.ends_with('\n')) {
            failure.message.pop_back();
        }
    }
    return failure;
}

Error errorFor(const Failure& failure) {
    Error error;
    const StateEntry* entry = entryFor(failure.sqlState);
    error.kind = entry == nullptr ? ErrorKind::SqlError : entry->kind;
    if (error.kind == ErrorKind::Cancelled && !failure.cancelAsked &&
        failure.message.find("timeout") != std::string::npos) {
        error.kind = ErrorKind::TimedOut;
        error.hint = "Raise statement_timeout, or make the statement cheaper.";
    }
    error.damage = damageOf(failure, error.kind);
    error.message = failure.message;
    error.detail = detailOf(failure);
    error.sqlState = failure.sqlState;
    if (!failure.hint.empty()) {
        error.hint = failure.hint;
    } else if (error.hint.empty() && entry != nullptr) {
        error.hint = entry->hint;
    }
    if (error.hint.empty() && error.damage == Damage::Transaction) {
        error.hint = kRollBackHint;
    }
    return error;
}

Error connectError(std::string_view sqlState, std::string message) {
    const StateEntry* entry = entryFor(sqlState);
    Error error = makeError(ErrorKind::ConnectionFailed, std::move(message), {}, Damage::Session);
    error.sqlState = sqlState;
    if (entry != nullptr && entry->kind != ErrorKind::SqlError && entry->kind != ErrorKind::ConnectionLost) {
        error.kind = entry->kind;
        error.hint = entry->hint;
    }
    return error;
}

} // namespace dbv::postgres
