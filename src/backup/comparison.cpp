// SPDX-License-Identifier: Apache-2.0
#include "backup/comparison.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace dbv::backup {

namespace {

using archive::ManifestObject;
using ObjectKey = std::tuple<std::string, std::string, std::string>;

ObjectKey keyOf(const ManifestObject& object) {
    return {object.type, object.schema, object.name};
}

std::set<ObjectKey> keysOf(const std::vector<ManifestObject>& objects) {
    std::set<ObjectKey> keys;
    for (const ManifestObject& object : objects) {
        keys.insert(keyOf(object));
    }
    return keys;
}

bool isProgram(const ManifestObject& object) {
    return object.type == "type" || object.type == "routine";
}

std::vector<ManifestObject> allOf(std::vector<ManifestObject> objects, std::vector<ManifestObject> besides) {
    std::ranges::move(besides, std::back_inserter(objects));
    return objects;
}

/// The objects of a manifest that a wish means: those that it names, partitions of theirs, and what belongs to any of them.
class WishedObjects {
public:
    WishedObjects(const std::vector<ManifestObject>& objects, const RestoreWish& wish)
        : m_wished(wish.objects.begin(), wish.objects.end()) {
        // A table may belong to a table that belongs to one.
        for (bool grown = true; grown;) {
            grown = false;
            for (const ManifestObject& object : objects) {
                if (isPartition(object) && m_wished.contains(ownerOf(object))) {
                    grown = m_wished.insert({object.schema, object.name}).second || grown;
                }
            }
        }
    }

    [[nodiscard]] bool hold(const ManifestObject& object) const {
        const bool isNamed = m_wished.contains({object.schema, object.name}) &&
                             (object.of.empty() || isPartition(object) || object.type == "sequence");
        return isNamed || (!object.of.empty() && m_wished.contains(ownerOf(object)));
    }

private:
    static bool isPartition(const ManifestObject& object) {
        return !object.of.empty() && (object.type == "table" || object.type == "foreignTable");
    }
    static DumpObject ownerOf(const ManifestObject& object) {
        return {object.ofSchema.empty() ? object.schema : object.ofSchema, object.of};
    }

    std::set<DumpObject> m_wished;
};

DumpScope wishedScope(const DumpScope& backedUp, const RestoreWish& wish) {
    DumpScope scope = backedUp;
    if (!wish.objects.empty()) {
        scope.schemas.clear();
        scope.objects = wish.objects;
    }
    scope.content = wish.content == DumpContent::All ? scope.content : wish.content;
    return scope;
}

/// What of a manifest should be there after a restore. Of rows or definitions that were left out nothing is said.
/// What the wish does not tell to be meant (a foreign key, a type that is needed) is compared where it was `found`.
std::vector<ManifestObject> wishedOf(std::vector<ManifestObject> objects, const RestoreWish& wish,
                                     const std::vector<ManifestObject>& found) {
    if (!wish.objects.empty()) {
        const WishedObjects wished(objects, wish);
        const std::set<ObjectKey> there = keysOf(found);
        std::erase_if(objects, [&](const ManifestObject& object) {
            return !wished.hold(object) && !there.contains(keyOf(object));
        });
    }
    if (wish.content == DumpContent::Structure) {
        // What is nothing but rows.
        std::erase_if(objects,
                      [](const ManifestObject& object) { return object.definitionDigest.empty() && object.rows; });
        for (ManifestObject& object : objects) {
            object.rows.reset();
            object.rowsDigest.clear();
            object.value.reset();
            object.isFilled.reset();
        }
    } else if (wish.content == DumpContent::Rows) {
        std::erase_if(objects, [](const ManifestObject& object) { return !object.rows && !object.value; });
        for (ManifestObject& object : objects) {
            object.definitionDigest.clear();
        }
    }
    return objects;
}

} // namespace

DumpScope comparedScope(const archive::Manifest& manifest, const RestoreWish& wish) {
    DumpScope scope = wishedScope(manifest.scope, wish);
    if (wish.objects.empty() && manifest.besides) {
        for (const ManifestObject& beside : *manifest.besides) {
            scope.objects.push_back({beside.schema, beside.name});
        }
    }
    return scope;
}

DumpScope scopeBefore(const archive::Manifest& manifest, const RestoreWish& wish) {
    DumpScope scope = wishedScope(manifest.scope, wish);
    scope.content = DumpContent::Structure;
    for (const ManifestObject& object :
         allOf(manifest.objects, manifest.besides.value_or(std::vector<ManifestObject>()))) {
        if (isProgram(object) && !object.schema.empty()) {
            scope.objects.push_back({object.schema, object.name});
        }
    }
    return scope;
}

std::vector<archive::ManifestDifference> differencesTo(const archive::Manifest& manifest, const RestoreWish& wish,
                                                       TakenObjects found) {
    const std::vector<ManifestObject> besides = manifest.besides.value_or(std::vector<ManifestObject>());
    const std::vector<ManifestObject> all = allOf(manifest.objects, besides);
    const std::set<ObjectKey> told = keysOf(all);
    // What is needed now and was not then is no matter of the backup.
    std::erase_if(found.besides, [&told](const ManifestObject& object) { return !told.contains(keyOf(object)); });
    std::set<ObjectKey> broken;
    for (const BrokenObject& each : found.broken) {
        broken.insert(keyOf(each.object));
    }
    std::erase_if(found.objects, [&](const ManifestObject& object) {
        return broken.contains(keyOf(object)) && !told.contains(keyOf(object));
    });
    std::set<DumpObject> named;
    for (const ManifestObject& beside : besides) {
        named.insert({beside.schema, beside.name});
    }
    std::erase_if(found.objects, [&](const ManifestObject& object) {
        return named.contains({object.schema, object.name}) && !told.contains(keyOf(object));
    });
    std::vector<ManifestObject> there = allOf(std::move(found.objects), std::move(found.besides));
    std::vector<ManifestObject> here = wishedOf(all, wish, there);
    return archive::differencesOf(std::move(here), std::move(there));
}

std::vector<std::string> takeKept(std::vector<archive::ManifestDifference>& differences, const TakenObjects& before,
                                  const archive::Manifest& manifest, const RestoreWish& wish) {
    const std::set<ObjectKey> were = keysOf(allOf(before.objects, before.besides));
    const DumpScope scope = wishedScope(manifest.scope, wish);
    std::vector<std::string> kept;
    std::erase_if(differences, [&](const archive::ManifestDifference& difference) {
        if (!difference.here || !difference.there || !isProgram(*difference.here)) {
            return false;
        }
        const ManifestObject& object = *difference.here;
        const bool isWished =
            scope.holdsAllObjects() || std::ranges::find(scope.schemas, object.schema) != scope.schemas.end() ||
            std::ranges::find(scope.objects, DumpObject{object.schema, object.name}) != scope.objects.end();
        const bool isKept = !isWished && were.contains(keyOf(object));
        if (isKept) {
            kept.push_back("the " + object.type + " " + object.schema + "." + object.name);
        }
        return isKept;
    });
    return kept;
}

void forgetNumbers(std::vector<ManifestObject>& objects) {
    for (ManifestObject& object : objects) {
        if (object.rows) {
            object.value.reset();
        }
    }
}

std::vector<std::string> howMade(const std::vector<archive::ManifestObject>& objects) {
    const auto database = std::ranges::find(objects, "database", &ManifestObject::type);
    return database == objects.end() ? std::vector<std::string>() : database->parts;
}

std::string madeOtherwise(const std::vector<archive::ManifestObject>& backup,
                          const std::vector<archive::ManifestObject>& there) {
    const std::vector<std::string> here = howMade(there);
    const std::vector<std::string> before = howMade(backup);
    if (here.empty() || before.empty()) {
        return {};
    }
    const auto missingIn = [](const std::vector<std::string>& parts, const std::vector<std::string>& others) {
        std::string list;
        for (const std::string& part : parts) {
            if (std::ranges::find(others, part) == others.end()) {
                list += (list.empty() ? "" : ", ") + part;
            }
        }
        return list;
    };
    const std::string is = missingIn(here, before);
    const std::string was = missingIn(before, here);
    return is.empty() ? (was.empty() ? was : "without " + was) : was.empty() ? is : is + " instead of " + was;
}

std::vector<archive::ManifestDifference> differencesBetween(archive::Manifest here, archive::Manifest there) {
    if (here.besides && there.besides) {
        here.objects = allOf(std::move(here.objects), *std::move(here.besides));
        there.objects = allOf(std::move(there.objects), *std::move(there.besides));
    }
    forgetNumbers(there.objects);
    return archive::differencesOf(std::move(here.objects), std::move(there.objects));
}

} // namespace dbv::backup
