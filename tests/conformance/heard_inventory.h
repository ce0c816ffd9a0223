// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/data/object_type_name.h>

namespace dbv::conformance {

/// What was told of a database, each object with its rows in no order.
struct HeardThings {
    std::map<std::string, std::string> definitions;
    /// What belongs to what.
    std::map<std::string, std::string> owners;
    std::map<std::string, std::int64_t> values;
    /// What stands by names of its own in definitions.
    std::map<std::string, std::vector<std::string>> parts;
    /// What the scope does not mean, but needs.
    std::set<std::string> besides;
    std::map<std::string, std::map<std::string, int>> rows;
};

/// Hears it.
class HeardInventory : public InventorySink, public HeardThings {
public:
    Result<void> object(const InventoryObject& object) override {
        m_last = std::string(objectTypeName(object.type)) + " " + object.schema + "." + object.name;
        m_told.push_back(m_last);
        definitions[m_last] = object.definition;
        if (!object.of.empty()) {
            owners[m_last] = object.of;
        }
        if (object.isBeside) {
            besides.insert(m_last);
        }
        if (!object.parts.empty()) {
            parts[m_last] = object.parts;
        }
        if (object.value) {
            values[m_last] = *object.value;
        }
        return {};
    }
    void rowsOf(std::size_t told) override { m_last = m_told.at(told); }
    void row(std::string_view bytes) override { ++rows[m_last][std::string(bytes)]; }
    void standsAt(std::int64_t value) override { values[m_last] = value; }

private:
    std::vector<std::string> m_told;
    std::string m_last;
};

/// The bytes of a dump that was taken.
[[nodiscard]] inline DumpSource sourceOf(std::string_view& left) {
    return [&left](std::span<char> into) -> Result<std::size_t> {
        const std::size_t some = std::min(into.size(), left.size());
        std::copy_n(left.data(), some, into.data());
        left.remove_prefix(some);
        return some;
    };
}

/// Whether a restore has come to its end; what it has told is put into `told`, a line each.
[[nodiscard]] inline Result<void> heardRestore(const Result<std::vector<Notice>>& restored, std::string& told) {
    told.clear();
    for (const Notice& notice : restored ? *restored : std::vector<Notice>()) {
        told += notice.severity + ": " + notice.message + "\n";
    }
    return restored ? Result<void>() : std::unexpected(restored.error());
}

/// Where somebody always goes on.
[[nodiscard]] inline bool goOnDumping(const DumpAdvance& /*advance*/) {
    return true;
}

} // namespace dbv::conformance
