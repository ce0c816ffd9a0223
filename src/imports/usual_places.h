// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "imports/import_report.h"
#include "secrets/user_places.h"

namespace dbv::imports {

/// The programs whose connections can be read.
enum class ForeignProgram : std::uint8_t {
    DBeaver,
    DataGrip,
    TablePlus,
    Beekeeper,
    DbGate,
    HeidiSql,
    PgAdmin,
    Workbench,
    PgService,
    OptionFile,
    SshConfig,
};

/// All of them, in the order in which they are offered.
[[nodiscard]] const std::vector<ForeignProgram>& foreignPrograms();
/// "DBeaver", "MySQL Workbench", "pg_service.conf", ...
[[nodiscard]] std::string_view programName(ForeignProgram program);
/// The program with a name as it is typed: `dbeaver`, `datagrip`, `pg_service`, ...; case does not count.
[[nodiscard]] std::optional<ForeignProgram> programNamed(std::string_view name);

/// The kinds of systems that keep such files in places of their own.
enum class Platform : std::uint8_t { Linux, MacOs, Windows };
[[nodiscard]] Platform thisPlatform();

/// A file with connections that is there.
struct FoundSource {
    ForeignProgram program = ForeignProgram::DBeaver;
    std::filesystem::path file;

    friend bool operator==(const FoundSource&, const FoundSource&) = default;
};

/// Looks where the programs usually keep their connections. Nothing is opened, and folders that can not be listed are none.
/// Blocks: on the disk.
[[nodiscard]] std::vector<FoundSource> findSources(const secrets::UserPlaces& places,
                                                   Platform platform = thisPlatform());

/// Reads the connections of a program from its file, with the files that belong to it, or from the folder that the file is in.
/// Errors: NotFound, and those of the program's importer. Blocks: on the disk.
[[nodiscard]] Result<ImportReport> importFrom(ForeignProgram program, const std::filesystem::path& path);

} // namespace dbv::imports
