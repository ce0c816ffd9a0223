// SPDX-License-Identifier: Apache-2.0
#include "backup/replaced_objects.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace dbv::backup {

namespace {

constexpr std::size_t kMostNamed = 40;

using ByName = std::map<std::pair<std::string, std::string>, const archive::ManifestObject*>;

bool isTable(const archive::ManifestObject& object) {
    return object.type == "table" || object.type == "foreignTable";
}

/// What has its name in common with tables, and things of its own.
bool holdsOthers(const archive::ManifestObject& object) {
    return isTable(object) || object.type == "view" || object.type == "materializedView";
}

ByName holdersIn(const std::vector<archive::ManifestObject>& objects) {
    ByName holders;
    for (const archive::ManifestObject& object : objects) {
        if (holdsOthers(object)) {
            holders[{object.schema, object.name}] = &object;
        }
    }
    return holders;
}

std::string fullName(const std::string& schema, const std::string& name) {
    return schema.empty() ? name : schema + "." + name;
}

/// Without the table's name before it.
std::string ownName(const archive::ManifestObject& object) {
    const std::string before = object.of + ".";
    return object.name.starts_with(before) ? object.name.substr(before.size()) : object.name;
}

} // namespace

std::vector<DumpObject> replacedBy(const std::vector<archive::ManifestObject>& backup,
                                   const std::vector<archive::ManifestObject>& there) {
    const ByName backedUp = holdersIn(backup);
    std::vector<DumpObject> replaced;
    for (const archive::ManifestObject& object : there) {
        if (holdsOthers(object) && backedUp.contains({object.schema, object.name})) {
            replaced.push_back({object.schema, object.name});
        }
    }
    return replaced;
}

std::vector<std::string> goneWith(const std::vector<archive::ManifestObject>& before,
                                  const std::vector<archive::ManifestObject>& after) {
    const ByName holders = holdersIn(after);
    std::set<std::tuple<std::string, std::string, std::string>> left;
    for (const archive::ManifestObject& object : after) {
        left.emplace(object.type, object.schema, object.name);
    }
    std::vector<std::string> gone;
    for (const archive::ManifestObject& object : before) {
        const auto of = holders.find({object.schema, object.of});
        // A partition stands in the way by itself.
        const bool isLost = !object.of.empty() && !isTable(object) && of != holders.end() &&
                            !left.contains({object.type, object.schema, object.name});
        if (isLost) {
            gone.push_back("the " + object.type + " " + ownName(object) + " of " + fullName(object.schema, object.of));
        }
        const auto same = holders.find({object.schema, object.name});
        if (!holdsOthers(object) || same == holders.end() || same->second->parts.empty()) {
            continue;
        }
        for (const std::string& part : object.parts) {
            if (std::ranges::find(same->second->parts, part) == same->second->parts.end()) {
                gone.push_back("the " + part + " of " + fullName(object.schema, object.name));
            }
        }
    }
    return gone;
}

bool tellsParts(const std::vector<archive::ManifestObject>& objects) {
    return std::ranges::any_of(objects, [](const archive::ManifestObject& object) { return !object.parts.empty(); });
}

std::string listInWords(const std::vector<std::string>& things) {
    std::string list;
    for (std::size_t i = 0; i < std::min(things.size(), kMostNamed); ++i) {
        list += (i == 0 ? "" : ", ") + things[i];
    }
    return list + (things.size() > kMostNamed ? " and " + std::to_string(things.size() - kMostNamed) + " more" : "");
}

} // namespace dbv::backup
