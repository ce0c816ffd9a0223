// SPDX-License-Identifier: Apache-2.0
#include "imports/import_report.h"

#include <map>
#include <set>

namespace dbv::imports {

void giveUniqueNames(ImportReport& report, std::span<const std::string> taken) {
    std::set<std::string> used(taken.begin(), taken.end());
    // Of a thousand with one name the last does not try all numbers again.
    std::map<std::string, int> next;
    for (ImportItem& item : report.items) {
        const std::string name = item.connection.name;
        while (!used.insert(item.connection.name).second) {
            int& number = next.try_emplace(name, 2).first->second;
            item.connection.name = name + " (" + std::to_string(number++) + ")";
        }
    }
}

} // namespace dbv::imports
