// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dbv {

/// What of an object goes into a dump, or out of it.
enum class DumpContent : std::uint8_t {
    All,
    Structure, ///< definitions alone
    Rows       ///< rows alone, for where the definitions are already
};

/// A table, view or sequence by its name.
struct DumpObject {
    /// Empty where the engine has none.
    std::string schema;
    std::string name;

    friend bool operator==(const DumpObject&, const DumpObject&) = default;
    friend auto operator<=>(const DumpObject&, const DumpObject&) = default;
};

/// What of a database is dumped. With neither schemas nor objects it is all of it; with both it is these schemas and these objects.
struct DumpScope {
    std::vector<std::string> schemas;
    /// Each with what belongs to it (indexes, triggers, own sequences), and with what it needs to be made (types, functions), but without
    /// the other tables that it refers to.
    std::vector<DumpObject> objects;
    DumpContent content = DumpContent::All;
    /// Who owns what, and what they let others do.
    bool owners = true;
    /// The roles (users) of the server themselves, beside the dump.
    bool roles = false;

    /// Whether all objects of the database are meant.
    [[nodiscard]] bool holdsAllObjects() const { return schemas.empty() && objects.empty(); }
    [[nodiscard]] bool isWhole() const { return *this == DumpScope(); }

    friend bool operator==(const DumpScope&, const DumpScope&) = default;
};

/// What of a dump is put back, and how.
struct RestoreWish {
    /// Of the dump, these with what belongs to them and what they need, beside what the database holds; empty is all. One without a name is its schema.
    std::vector<DumpObject> objects;
    DumpContent content = DumpContent::All;
    /// Objects of the same names that are there already are dropped first; else they are in the way.
    bool replace = false;
    /// Everything gets the owner and the rights that it had; else the user of the session has it all.
    bool owners = true;
    /// With more than one, the work is shared between so many sessions, and no longer done as a whole or not at all.
    std::uint32_t jobs = 1;
    /// Into a database that is thrown away: what would act by itself is left asleep, and roles that are missing are not missed.
    bool isTrial = false;

    friend bool operator==(const RestoreWish&, const RestoreWish&) = default;
};

} // namespace dbv
