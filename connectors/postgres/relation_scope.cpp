// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_scope.h"

namespace dbv::postgres {

std::string RelationScope::fill(std::string_view sql, bool withDdl) const {
    std::string text;
    for (const char c : sql) {
        if (c == '@') {
            text += relations;
        } else if (c == '$') {
            text += constraints;
        } else if (c == '%') {
            text += indexes;
        } else if (c == '#') {
            text += withDdl ? "true" : "false";
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace dbv::postgres
