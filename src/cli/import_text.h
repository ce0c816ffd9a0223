// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include <QJsonObject>

#include "bus/secret_shelf.h"
#include "protocol/import_commands.h"

namespace dbv::cli {

/// What became of one connection of another program.
enum class ImportFate { Kept, WouldBeKept, Known, Refused, Failed };

struct ImportedItem {
    protocol::ImportedConnection found;
    /// In the order of `SecretIds`; what is not there is empty.
    std::array<bus::LeftSecret, 4> secrets;
    /// Its name before another one had to be chosen.
    std::string nameThere;
    ImportFate fate = ImportFate::Refused;
    std::size_t stored = 0;
    /// Secrets that were there and could not be stored.
    std::size_t notStored = 0;
};

/// What was read from one file.
struct ImportReportText {
    std::string program;
    std::string file;
    std::vector<std::string> remarks;
    std::vector<ImportedItem> items;
};

[[nodiscard]] std::string importText(const std::vector<ImportReportText>& reports);
[[nodiscard]] QJsonObject importJson(const std::vector<ImportReportText>& reports);
/// Whether all that was wanted could be kept.
[[nodiscard]] bool allWentWell(const std::vector<ImportReportText>& reports);

} // namespace dbv::cli
