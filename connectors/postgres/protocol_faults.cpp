// SPDX-License-Identifier: Apache-2.0
#include "postgres/protocol_faults.h"

#include <string_view>

namespace dbv::postgres {

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
