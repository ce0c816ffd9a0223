// SPDX-License-Identifier: Apache-2.0
#include "postgres/protocol_faults.h"

namespace dbv::postgres {

std::string oneLine(std::string_view text) {
    std::string line(text.substr(0, text.find('\n')));
    if (line.empty()) {
        return "The server closed the connection.";
    }
    // `FATAL:  terminating connection`
    if (const std::size_t word = line.find(":  "); word != std::string::npos && word < line.find(' ')) {
        line.erase(0, word + 3);
    }
    if (line.starts_with("server ")) {
        line.insert(0, "The ");
    }
    return line.ends_with('.') ? line : line + ".";
}

bool breaksTheProtocol(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_BOTH ||
           ((status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) &&
            PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) == nullptr &&
            std::string_view(PQresultErrorMessage(result)).find("memory") == std::string_view::npos);
}

bool isCopy(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH;
}

} // namespace dbv::postgres
