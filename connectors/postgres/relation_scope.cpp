// SPDX-License-Identifier: Apache-2.0
#include "postgres/relation_scope.h"

namespace dbv::postgres {

std::string_view ownTrigger(int serverVersion) {
    constexpr int kTellsParents = 130000;
    return serverVersion < kTellsParents ? "true" : "t.tgparentid = 0";
}

std::string RelationScope::fill(std::string_view sql, bool withDdl, int serverVersion) const {
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
        } else if (c == '!') {
            text += ownTrigger(serverVersion);
        } else {
            text += c;
        }
    }
    return text;
}

} // namespace dbv::postgres
