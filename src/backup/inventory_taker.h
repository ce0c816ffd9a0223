// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>

#include "archive/manifest.h"
#include "archive/rows_digest.h"

namespace dbv::backup {

/// What a scope has of a database.
struct TakenObjects {
    std::vector<archive::ManifestObject> objects;
    /// What they need and the scope does not mean.
    std::vector<archive::ManifestObject> besides;
};

/// Makes of what a database holds what a manifest says of it.
class InventoryTaker final : public InventorySink {
public:
    [[nodiscard]] Result<void> object(const InventoryObject& object) override;
    void row(std::string_view bytes) override { m_rows.add(bytes); }

    /// In the order of a manifest. Nothing is told to it afterwards.
    [[nodiscard]] TakenObjects take();

private:
    void endRows();

    std::vector<archive::ManifestObject> m_objects;
    std::vector<archive::ManifestObject> m_besides;
    archive::RowsDigest m_rows;
    bool m_holdsRows = false;
};

} // namespace dbv::backup
