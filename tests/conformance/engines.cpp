// SPDX-License-Identifier: Apache-2.0
#include "driver_quirks.h"

namespace dbv::conformance {

std::string DriverQuirks::quoted(std::string_view name) const {
    std::string text = "\"";
    for (const char c : name) {
        text += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text + '"';
}

std::vector<Engine> engines() {
    return {sqliteEngine(), mysqlEngine(), postgresEngine()};
}

} // namespace dbv::conformance
