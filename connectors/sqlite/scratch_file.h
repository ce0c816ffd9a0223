// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// A database file of nobody's, for as long as it is needed: its owner alone may read it, and it is gone afterwards.
/// Owns: the file.
class ScratchFile {
public:
    /// Errors: IoError, with the folder.
    [[nodiscard]] static Result<ScratchFile> make(const std::string& folder);

    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    ScratchFile(ScratchFile&& other) noexcept
        : m_path(std::exchange(other.m_path, {})), m_file(std::exchange(other.m_file, -1)) {}
    ScratchFile& operator=(ScratchFile&&) = delete;
    ~ScratchFile();

    [[nodiscard]] const std::string& path() const { return m_path; }
    /// Opens it. SQLite is told that nobody else has it where it is only read. Errors: those of SQLite.
    enum class Use : bool { Read, Write };
    [[nodiscard]] Result<Handle> open(Use use) const;
    /// Removes it and what SQLite has made beside it. Errors: IoError, with the name of what is left.
    [[nodiscard]] Result<void> remove();

    /// Unit: bytes. Errors: IoError.
    [[nodiscard]] Result<std::uint64_t> size() const;
    /// Fills `into` from the byte `at` on. Thread: any. Errors: IoError, also where it ends before.
    [[nodiscard]] Result<void> readAt(std::uint64_t at, std::span<char> into) const;
    /// All that the source has. Errors: IoError; those of the source; Cancelled.
    [[nodiscard]] Result<void> fillFrom(const DumpSource& source, const DumpProgress& progress) const;

private:
    ScratchFile(std::string path, int file) : m_path(std::move(path)), m_file(file) {}
    [[nodiscard]] std::unexpected<Error> failed(std::string_view what, int code) const;

    std::string m_path;
    int m_file = -1;
};

} // namespace dbv::sqlite
