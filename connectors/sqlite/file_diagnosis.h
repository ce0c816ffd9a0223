// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include <dbv/core/result.h>

#include "sqlite/file_probe.h"

namespace dbv::sqlite {

/// SQLite takes the beginning of a database for an empty one when not even one page of it is there.
/// Errors: IoError.
[[nodiscard]] Result<void> checkComplete(const std::string& path, const FileProbe& probe);

/// Says what is wrong with a file that SQLite could not read as a database, in words that name the file and the next step.
///
/// Reads the file's header through SQLite's own descriptor.
class FileDiagnosis {
public:
    /// `schema` names the file within the handle.
    FileDiagnosis(sqlite3* handle, const std::string& schema, std::string path, FileProbe probe);

    /// True for a database in write-ahead mode.
    [[nodiscard]] bool isWal() const;
    /// Turns SQLite's refusal into the clearest sentence that the file's header and surroundings allow.
    [[nodiscard]] Error explain(Error refusal) const;

private:
    [[nodiscard]] std::string looksLike() const;
    [[nodiscard]] bool looksRandom() const;
    [[nodiscard]] std::string missingPart() const;
    void explainNotADatabase(Error& error) const;
    void explainCorrupt(Error& error) const;
    void explainCannotOpen(Error& error) const;
    void explainJournal(Error& error) const;
    /// Of a file whose name is this one's with an ending. 0 when there is none.
    [[nodiscard]] std::uint64_t sizeBeside(std::string_view ending) const;

    std::string m_path;
    FileProbe m_probe;
    std::string m_header;
};

} // namespace dbv::sqlite
