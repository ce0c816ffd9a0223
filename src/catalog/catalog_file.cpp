// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog_file.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>

namespace dbv::catalog {

namespace {

constexpr std::array<char, 8> kMagic = {'D', 'B', 'V', 'N', 'A', 'M', 'E', 'S'};
// Another one for every change of what lies in the file.
constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr auto kChecksum = QCryptographicHash::Blake2b_256;

struct FileHead {
    std::array<char, 8> magic = kMagic;
    std::uint32_t version = kVersion;
    std::uint32_t byteOrder = kByteOrder;
    std::uint64_t bytes = 0;
    std::array<char, 32> checksum = {};
};

QString pathOf(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

Error fileError(const QFileDevice& file, const char* what) {
    return makeError(ErrorKind::IoError,
                     std::string(what) + " " + file.fileName().toStdString() + ": " + file.errorString().toStdString() +
                         ".",
                     "Completion goes on without it and reads the names from the database.");
}

Error foreignFile(const std::filesystem::path& path, const char* why) {
    return makeError(ErrorKind::VersionMismatch, "The names in " + pathOf(path).toStdString() + " are " + why + ".",
                     "They are read from the database again.");
}

Error damagedFile(const std::filesystem::path& path) {
    return makeError(ErrorKind::IoError, "The names in " + pathOf(path).toStdString() + " are damaged.",
                     "They are read from the database again.");
}

/// Writes parts one after the other, and sums them up.
class PartsWriter {
public:
    explicit PartsWriter(QIODevice& out) : m_out(out) {}

    void bytes(const void* from, std::size_t size) {
        const QByteArrayView view(static_cast<const char*>(from), static_cast<qsizetype>(size));
        m_sum.addData(view);
        m_good = m_good && m_out.write(view.data(), view.size()) == view.size();
        m_bytes += size;
    }
    template <class List>
    void list(const List& list) {
        const std::uint64_t count = list.size();
        bytes(&count, sizeof(count));
        bytes(list.data(), list.size() * sizeof(list[0]));
    }
    [[nodiscard]] bool good() const { return m_good; }
    [[nodiscard]] FileHead head() const {
        FileHead head;
        head.bytes = m_bytes;
        const QByteArray sum = m_sum.result();
        std::memcpy(head.checksum.data(), sum.constData(), head.checksum.size());
        return head;
    }

private:
    QIODevice& m_out;
    QCryptographicHash m_sum{kChecksum};
    std::uint64_t m_bytes = 0;
    bool m_good = true;
};

/// Takes parts one after the other from what was read.
class PartsReader {
public:
    explicit PartsReader(std::span<const char> bytes) : m_rest(bytes) {}

    template <class List>
    [[nodiscard]] bool list(List& list) {
        std::uint64_t count = 0;
        if (m_rest.size() < sizeof(count)) {
            return false;
        }
        std::memcpy(&count, m_rest.data(), sizeof(count));
        m_rest = m_rest.subspan(sizeof(count));
        constexpr std::size_t kEach = sizeof(typename List::value_type);
        if (count > m_rest.size() / kEach) {
            return false;
        }
        list.resize(count);
        if (count > 0) {
            std::memcpy(list.data(), m_rest.data(), count * kEach);
        }
        m_rest = m_rest.subspan(count * kEach);
        return true;
    }
    [[nodiscard]] bool isEmpty() const { return m_rest.empty(); }

private:
    std::span<const char> m_rest;
};

bool readParts(PartsReader& reader, CatalogParts& parts) {
    std::string letters;
    std::vector<std::uint32_t> begins;
    return reader.list(letters) && reader.list(begins) && parts.names.restore(std::move(letters), std::move(begins)) &&
           reader.list(parts.schemas) && reader.list(parts.tables) && reader.list(parts.columns) &&
           reader.list(parts.keys) && reader.list(parts.pairs) && reader.list(parts.routines) && reader.isEmpty() &&
           fit(parts);
}

} // namespace

Result<void> keepIndex(const std::filesystem::path& path, std::string_view identity, const CatalogIndex& index) {
    QSaveFile file(pathOf(path));
    if (!file.open(QIODevice::WriteOnly)) {
        return std::unexpected(fileError(file, "Could not write"));
    }
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    // The checksum is known at the end and stands at the beginning.
    const FileHead none;
    file.write(reinterpret_cast<const char*>(&none), sizeof(none));
    PartsWriter writer(file);
    const CatalogParts& parts = index.parts();
    writer.list(identity);
    writer.list(parts.names.letters());
    writer.list(parts.names.begins());
    writer.list(parts.schemas);
    writer.list(parts.tables);
    writer.list(parts.columns);
    writer.list(parts.keys);
    writer.list(parts.pairs);
    writer.list(parts.routines);
    const FileHead head = writer.head();
    const bool written =
        writer.good() && file.seek(0) && file.write(reinterpret_cast<const char*>(&head), sizeof(head)) == sizeof(head);
    if (!written || !file.commit()) {
        return std::unexpected(fileError(file, "Could not write"));
    }
    return {};
}

Result<std::shared_ptr<const CatalogIndex>> readIndex(const std::filesystem::path& path, std::string_view identity) {
    QFile file(pathOf(path));
    if (!file.exists()) {
        return fail(ErrorKind::NotFound, "There is no file " + file.fileName().toStdString() + ".");
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(fileError(file, "Could not read"));
    }
    FileHead head;
    if (file.read(reinterpret_cast<char*>(&head), sizeof(head)) != sizeof(head) || head.magic != kMagic) {
        return std::unexpected(damagedFile(path));
    }
    if (head.version != kVersion || head.byteOrder != kByteOrder) {
        return std::unexpected(foreignFile(path, "of another version of the program"));
    }
    if (head.bytes != static_cast<std::uint64_t>(file.size()) - sizeof(head)) {
        return std::unexpected(damagedFile(path));
    }
    const QByteArray payload = file.readAll();
    const QByteArray sum = QCryptographicHash::hash(payload, kChecksum);
    if (static_cast<std::uint64_t>(payload.size()) != head.bytes ||
        sum != QByteArrayView(head.checksum.data(), static_cast<qsizetype>(head.checksum.size()))) {
        return std::unexpected(damagedFile(path));
    }
    PartsReader reader(std::span(payload.constData(), static_cast<std::size_t>(payload.size())));
    std::string owner;
    if (!reader.list(owner)) {
        return std::unexpected(damagedFile(path));
    }
    if (owner != identity) {
        return std::unexpected(foreignFile(path, "those of another database"));
    }
    CatalogParts parts;
    if (!readParts(reader, parts)) {
        return std::unexpected(damagedFile(path));
    }
    return std::make_shared<const CatalogIndex>(std::move(parts));
}

} // namespace dbv::catalog
