// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>

#include "archive/manifest.h"
#include "archive/rows_digest.h"

namespace dbv::backup {

/// What is there and can't be used, nor made again by anybody.
struct BrokenObject {
    archive::ManifestObject object;
    /// In the server's words, without a full stop.
    std::string reason;
};

/// What a scope has of a database.
struct TakenObjects {
    std::vector<archive::ManifestObject> objects;
    /// What they need and the scope does not mean.
    std::vector<archive::ManifestObject> besides;
    /// Which of the objects are broken.
    std::vector<BrokenObject> broken = {};
};

/// Makes of what a database holds what a manifest says of it.
class InventoryTaker final : public InventorySink {
public:
    [[nodiscard]] Result<void> object(const InventoryObject& object) override;
    void rowsOf(std::size_t told) override;
    void row(std::string_view bytes) override { m_rows.add(bytes); }
    void standsAt(std::int64_t value) override;

    /// In the order of a manifest. Nothing is told to it afterwards.
    [[nodiscard]] TakenObjects take();

private:
    /// What was told, and where in its list it stands.
    struct Told {
        std::size_t at = 0;
        bool holdsRows = false;
        archive::RowsDigest rows;
    };

    /// Puts aside the rows of the object that they were of up to now.
    void leaveRows();

    std::vector<archive::ManifestObject> m_objects;
    std::vector<archive::ManifestObject> m_besides;
    std::vector<BrokenObject> m_broken;
    std::vector<Told> m_told;
    /// Of the object that rows come of now.
    archive::RowsDigest m_rows;
    std::size_t m_now = 0;
};

} // namespace dbv::backup
