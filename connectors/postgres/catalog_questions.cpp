// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_questions.h"

#include <utility>

#include "network/refused_parts.h"

namespace dbv::postgres {

Result<CatalogAnswer> askCatalog(Line& line, const std::vector<std::string>& ways) {
    CatalogAnswer answer;
    for (; answer.way < ways.size(); ++answer.way) {
        Result<PgResult> rows = line.query(ways[answer.way]);
        if (rows) {
            answer.rows = std::move(*rows);
            return answer;
        }
        if (!network::RefusedParts::isRefusal(rows.error())) {
            return std::unexpected(rows.error());
        }
        answer.refusal = answer.refusal ? answer.refusal : rows.error();
    }
    return answer;
}

} // namespace dbv::postgres
