// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <QString>
#include <QStringList>

#include "viewmodel/script_file_run.h"

namespace dbv::viewmodel {

/// A large file that a tab shows, as it is kept between runs.
struct KeptPaged {
    QString path;
    /// Where the person was: the first byte of a row.
    std::uint64_t offset = 0;
    /// Empty where it is found out.
    QString encoding;

    friend bool operator==(const KeptPaged&, const KeptPaged&) = default;
};

/// What a tab that is no text shows, in the words in which it is kept (`protocol::DraftTab::page`). Pure.
[[nodiscard]] std::string pageText(const KeptPaged& page);
[[nodiscard]] std::string pageText(const KeptRun& page);
/// Nothing for the words of the other kind, or for none.
[[nodiscard]] std::optional<KeptPaged> pagedFrom(const std::string& text);
[[nodiscard]] std::optional<KeptRun> runFrom(const std::string& text);

} // namespace dbv::viewmodel
