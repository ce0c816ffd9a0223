// SPDX-License-Identifier: Apache-2.0
#include "imports/import_report.h"

#include <set>

namespace dbv::imports {

void giveUniqueNames(ImportReport& report, std::span<const std::string> taken) {
    std::set<std::string> used(taken.begin(), taken.end());
    for (ImportItem& item : report.items) {
        const std::string name = item.connection.name;
        for (int number = 2; !used.insert(item.connection.name).second; ++number) {
            item.connection.name = name + " (" + std::to_string(number) + ")";
        }
    }
}

} // namespace dbv::imports
