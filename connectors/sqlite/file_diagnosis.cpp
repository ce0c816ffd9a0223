// SPDX-License-Identifier: Apache-2.0
#include "sqlite/file_diagnosis.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <filesystem>
#include <system_error>
#include <utility>

namespace dbv::sqlite {

namespace {

constexpr std::size_t kHeaderBytes = 100;
constexpr std::uint64_t kSmallestDatabase = 512;
constexpr std::string_view kTruncatedHint =
    "Copy it again from its source, restore a backup, or try the sqlite3 program's .recover on a copy.";
constexpr std::string_view kMagic{"SQLite format 3\0", 16};
// 100 random bytes hold 83 different ones on average and practically never fewer than 65; text and known formats stay below.
constexpr std::size_t kRandomDistinctBytes = 65;

struct KnownFormat {
    std::size_t at;
    std::string_view magic;
    std::string_view name;
};
constexpr std::array kKnownFormats = std::to_array<KnownFormat>({
    {0, "** This file contains an SQLite 2", "a database of SQLite 2"},
    {0, "PGDMP", "a dump made by pg_dump"},
    {8, "DUCK", "a DuckDB database"},
    {4, "Standard Jet DB", "a Microsoft Access database"},
    {4, "Standard ACE DB", "a Microsoft Access database"},
    {0, "PK\x03\x04", "a ZIP archive"},
    {0, "\x1f\x8b", "a gzip archive"},
    {0, "\x28\xb5\x2f\xfd", "a Zstandard archive"},
    {0,
     "\xfd"
     "7zXZ",
     "an xz archive"},
    {0, "%PDF", "a PDF document"},
    {0, "\x89PNG", "a PNG image"},
    {0, "\xff\xd8\xff", "a JPEG image"},
});

std::uint32_t bigEndian(std::string_view bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (const char c : bytes.substr(at, count)) {
        value = (value << 8U) | static_cast<unsigned char>(c);
    }
    return value;
}

std::string readHeader(sqlite3* handle, const std::string& schema, std::uint64_t fileSize) {
    sqlite3_file* file = nullptr;
    std::string header(std::min<std::uint64_t>(kHeaderBytes, fileSize), '\0');
    const bool found = sqlite3_file_control(handle, schema.c_str(), SQLITE_FCNTL_FILE_POINTER,
                                            static_cast<void*>(&file)) == SQLITE_OK &&
                       file != nullptr && file->pMethods != nullptr;
    if (!found || header.empty() ||
        file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0) != SQLITE_OK) {
        return {};
    }
    return header;
}

bool looksLikeText(std::string_view bytes) {
    return !bytes.empty() && std::ranges::all_of(bytes, [](char c) {
        return static_cast<unsigned char>(c) >= 0x20U || c == '\n' || c == '\r' || c == '\t';
    });
}

std::string bytesText(std::uint64_t count) {
    return std::to_string(count) + (count == 1 ? " byte" : " bytes");
}

} // namespace

Result<void> checkComplete(const std::string& path, const FileProbe& probe) {
    if (probe.size == 0 || probe.size >= kSmallestDatabase) {
        return {};
    }
    return fail(ErrorKind::IoError,
                "The file \"" + path + "\" is truncated: it has only " + bytesText(probe.size) +
                    ", and the smallest database has " + bytesText(kSmallestDatabase) + ".",
                std::string(kTruncatedHint));
}

FileDiagnosis::FileDiagnosis(sqlite3* handle, const std::string& schema, std::string path, FileProbe probe)
    : m_path(std::move(path)), m_probe(probe), m_header(readHeader(handle, schema, probe.size)) {}

bool FileDiagnosis::isWal() const {
    return m_header.starts_with(kMagic) && m_header.size() == kHeaderBytes && m_header[18] == 2;
}

Error FileDiagnosis::explain(Error refusal) const {
    switch (static_cast<int>(refusal.nativeCode) & 0xff) {
    case SQLITE_NOTADB: explainNotADatabase(refusal); break;
    case SQLITE_CORRUPT: explainCorrupt(refusal); break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        refusal.message = "The file \"" + m_path + "\" is locked by another program or connection.";
        refusal.hint = "Wait until the other one has finished, close it, or raise the option busyTimeoutMs.";
        break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY: explainCannotOpen(refusal); break;
    case SQLITE_IOERR: explainJournal(refusal); break;
    default: break;
    }
    refusal.damage = Damage::None;
    return refusal;
}

std::string FileDiagnosis::looksLike() const {
    for (const KnownFormat& format : kKnownFormats) {
        if (m_header.size() >= format.at && std::string_view(m_header).substr(format.at).starts_with(format.magic)) {
            return std::string(format.name);
        }
    }
    return looksLikeText(m_header) ? "a text file" : "";
}

bool FileDiagnosis::looksRandom() const {
    std::bitset<256> seen;
    for (const char c : m_header) {
        seen.set(static_cast<unsigned char>(c));
    }
    return seen.count() >= kRandomDistinctBytes;
}

void FileDiagnosis::explainNotADatabase(Error& error) const {
    const std::string known = looksLike();
    error.kind = ErrorKind::InvalidInput;
    if (m_header.starts_with(kMagic)) {
        const bool newer = m_header.size() == kHeaderBytes && static_cast<unsigned char>(m_header[19]) > 2U;
        error.kind = newer ? ErrorKind::VersionMismatch : ErrorKind::IoError;
        error.message = newer ? "The file \"" + m_path + "\" was written in a newer format than this SQLite reads."
                              : "The header of the file \"" + m_path + "\" is damaged.";
        error.hint = newer ? "Open it with a newer version."
                           : "Restore a backup, or try the sqlite3 program's .recover on a copy.";
    } else if (!known.empty()) {
        error.message = "The file \"" + m_path + "\" is not a SQLite database; it looks like " + known + ".";
        error.hint = "Choose another file.";
    } else if (looksRandom()) {
        error.message = "The file \"" + m_path + "\" is encrypted, or is not a SQLite database: its header is random.";
        error.hint = "Decrypt it first (SQLCipher: sqlcipher_export); encrypted databases can't be opened here.";
    } else {
        error.message = "The file \"" + m_path + "\" is not a SQLite database (" + bytesText(m_probe.size) +
                        ", without a SQLite header).";
        error.hint = "Choose another file.";
    }
}

void FileDiagnosis::explainCorrupt(Error& error) const {
    const std::string missing = missingPart();
    error.hint = kTruncatedHint;
    error.message = missing.empty() ? "The file \"" + m_path + "\" is damaged: " + error.message + "."
                                    : "The file \"" + m_path + "\" is truncated: " + missing + ".";
}

std::string FileDiagnosis::missingPart() const {
    if (m_header.size() < kHeaderBytes || !m_header.starts_with(kMagic)) {
        return {};
    }
    const std::uint32_t stored = bigEndian(m_header, 16, 2);
    const std::uint64_t pageSize = stored == 1 ? 65536 : stored;
    const std::uint64_t pages = bigEndian(m_header, 28, 4);
    const bool countIsValid = bigEndian(m_header, 24, 4) == bigEndian(m_header, 92, 4);
    if (!countIsValid || pages * pageSize <= m_probe.size) {
        return {};
    }
    return "its header tells of " + std::to_string(pages) + " pages of " + bytesText(pageSize) + " (" +
           bytesText(pages * pageSize) + "), but it has only " + bytesText(m_probe.size);
}

std::uint64_t FileDiagnosis::sizeBeside(std::string_view ending) const {
    const std::string name = m_path + std::string(ending);
    std::error_code unknown;
    const auto size = std::filesystem::file_size(std::u8string(name.begin(), name.end()), unknown);
    return unknown ? 0 : size;
}

void FileDiagnosis::explainJournal(Error& error) const {
    if (m_probe.folderWritable || sizeBeside("-journal") == 0) {
        return;
    }
    error.message = "The file \"" + m_path +
                    "\" was left by a crash with an unfinished transaction, and its folder can't be written, so SQLite "
                    "can't roll it back and remove the journal.";
    error.hint =
        "Allow writing to the folder, or copy the file together with its -journal into one that can be written.";
}

void FileDiagnosis::explainCannotOpen(Error& error) const {
    error.kind = ErrorKind::IoError;
    if (isWal() && !m_probe.folderWritable) {
        error.message =
            "The file \"" + m_path +
            "\" uses a write-ahead log, and its folder can't be written, so SQLite can't make the files -wal and "
            "-shm beside it.";
        // What the log holds is newer than the file, and immutable=1 would not read it.
        error.hint =
            sizeBeside("-wal") > 0
                ? "Copy it together with its -wal into a folder that can be written."
                : "Open it with immutable=1 if nobody writes to it, or copy it into a folder that can be written.";
        return;
    }
    const auto code = static_cast<int>(error.nativeCode);
    if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY) {
        error.message =
            "The file \"" + m_path +
            "\" was left by a crash with an unfinished transaction, which a read-only connection can't roll back.";
        error.hint =
            "Open it once for writing (not read-only, without mode=ro), so that it is recovered; or do so with a copy "
            "of it and of the files beside it (-journal, -wal).";
        return;
    }
    error.message = "The file \"" + m_path +
                    "\", or a file beside it (-journal, -wal, -shm), can't be opened: " + error.message + ".";
}

} // namespace dbv::sqlite
