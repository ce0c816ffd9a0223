// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <dbv/connector/dumper.h>
#include <dbv/data/object_type_name.h>

namespace dbv::conformance {

/// What was told of a database, each object with its rows in no order.
struct HeardThings {
    std::map<std::string, std::string> definitions;
    /// What belongs to what.
    std::map<std::string, std::string> owners;
    std::map<std::string, std::int64_t> values;
    std::map<std::string, std::map<std::string, int>> rows;
};

/// Hears it.
class HeardInventory : public InventorySink, public HeardThings {
public:
    Result<void> object(const InventoryObject& object) override {
        m_last = std::string(objectTypeName(object.type)) + " " + object.schema + "." + object.name;
        definitions[m_last] = object.definition;
        if (!object.of.empty()) {
            owners[m_last] = object.of;
        }
        if (object.value) {
            values[m_last] = *object.value;
        }
        return {};
    }
    void row(std::string_view bytes) override { ++rows[m_last][std::string(bytes)]; }

private:
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

/// Where somebody always goes on.
[[nodiscard]] inline bool goOnDumping(const DumpAdvance& /*advance*/) {
    return true;
}

} // namespace dbv::conformance
