// SPDX-License-Identifier: Apache-2.0
#include "imports/foreign_file.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include <QByteArray>
#include <QFile>
#include <QJsonParseError>
#include <QStringDecoder>

#include "imports/pasted_text.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::unexpected<Error> tooLarge(const std::string& name) {
    return fail(ErrorKind::InvalidInput,
                name + " is too large for a list of connections: it has more than " +
                    std::to_string(kLargestForeignFile >> 20) + " MB.",
                "Choose the file that the other program keeps its connections in.");
}

/// A pipe gives a part at a time. Parts are written one behind the other into memory that is wiped by the caller.
QByteArray readUpTo(QFile& file, qint64 most) {
    if (!file.isSequential()) {
        return file.read(most);
    }
    constexpr qint64 kPart = qint64{64} * 1024;
    QByteArray bytes;
    QByteArray part(kPart, '\0');
    qint64 count = 0;
    while (bytes.size() < most && (count = file.read(part.data(), std::min(kPart, most - bytes.size()))) > 0) {
        if (bytes.capacity() - bytes.size() < count) {
            // Growing by itself would leave a copy behind that nobody wipes.
            QByteArray larger;
            larger.reserve(std::max(2 * bytes.size(), bytes.size() + count));
            larger.append(bytes);
            wipe({bytes.data(), static_cast<std::size_t>(bytes.size())});
            bytes.swap(larger);
        }
        bytes.append(part.constData(), count);
    }
    wipe({part.data(), static_cast<std::size_t>(part.size())});
    return bytes;
}

} // namespace

Result<ForeignFile> readForeignFile(const std::filesystem::path& path) {
    Result<std::optional<ForeignFile>> read = readForeignFileIfThere(path);
    if (!read) {
        return std::unexpected(std::move(read.error()));
    }
    if (!*read) {
        return fail(ErrorKind::NotFound, "There is no file " + settings::shownPath(path) + ".",
                    "Choose another file or folder.");
    }
    return **std::move(read);
}

Result<std::optional<ForeignFile>> readForeignFileIfThere(const std::filesystem::path& path) {
    std::error_code unknown;
    const std::filesystem::file_status status = std::filesystem::status(path, unknown);
    if (status.type() == std::filesystem::file_type::not_found) {
        return std::nullopt;
    }
    const bool isPipe = status.type() == std::filesystem::file_type::fifo;
    if (status.type() != std::filesystem::file_type::regular && !isPipe) {
        return std::unexpected(
            settings::pathError("Could not read", path, unknown ? unknown.message() : std::string("it is not a file")));
    }
    QFile file(settings::qtPath(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    // Read up to one byte more, as the file may grow.
    QByteArray bytes = readUpTo(file, static_cast<qint64>(kLargestForeignFile) + 1);
    if (isPipe && bytes.isEmpty() && file.error() == QFileDevice::NoError) {
        return fail(
            ErrorKind::InvalidInput, "Nothing came out of " + settings::shownPath(path) + ".",
            "A pipe gives what is in it only once: say at once where its passphrase comes from, or name a file.");
    }
    if (file.error() != QFileDevice::NoError) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    if (static_cast<std::size_t>(bytes.size()) > kLargestForeignFile) {
        return tooLarge(settings::shownPath(path));
    }
    ForeignFile read{settings::shownPath(path),
                     std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))};
    wipe({bytes.data(), static_cast<std::size_t>(bytes.size())});
    return read;
}

std::unexpected<Error> failInFile(const ForeignFile& file, std::size_t line, std::string_view why, std::string hint) {
    return fail(ErrorKind::InvalidInput,
                file.name + (line == 0 ? "" : ", line " + std::to_string(line)) + ": " + std::string(why) + ".",
                hint.empty() ? "Choose the file that the other program keeps its connections in, or export it again."
                             : std::move(hint));
}

std::size_t lineOfByte(std::string_view bytes, std::size_t at) {
    const std::string_view before = bytes.substr(0, at);
    return static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
}

Result<QJsonDocument> readJson(const ForeignFile& file) {
    if (file.bytes.size() > kLargestForeignFile) {
        return tooLarge(file.name);
    }
    const std::size_t mark = file.bytes.starts_with(kUtf8Mark) ? kUtf8Mark.size() : 0;
    const std::string_view text = std::string_view(file.bytes).substr(mark);
    QJsonParseError trouble{};
    QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())), &trouble);
    if (trouble.error != QJsonParseError::NoError) {
        return failInFile(file, lineOfByte(text, static_cast<std::size_t>(std::max(trouble.offset, 0))),
                          "it is not JSON: " + trouble.errorString().toStdString());
    }
    return document;
}

Result<WipedText> readText(const ForeignFile& file) {
    if (file.bytes.size() > kLargestForeignFile) {
        return tooLarge(file.name);
    }
    WipedText text = file.bytes;
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        QStringDecoder decoder(QStringDecoder::Utf16);
        QString decoded = decoder.decode(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
        if (decoder.hasError() || text.size() % 2 != 0) {
            return failInFile(file, 0, "it is neither UTF-8 nor UTF-16");
        }
        QByteArray utf8 = decoded.toUtf8();
        text.assign(utf8.constData(), static_cast<std::size_t>(utf8.size()));
        wipe({utf8.data(), static_cast<std::size_t>(utf8.size())});
        wipe({reinterpret_cast<char*>(decoded.data()), static_cast<std::size_t>(decoded.size()) * sizeof(QChar)});
    } else if (text.starts_with(kUtf8Mark)) {
        text.erase(0, kUtf8Mark.size());
    }
    if (const std::optional<std::size_t> bad = firstBadByte(text)) {
        return failInFile(file, lineOfByte(text, *bad), "it is neither UTF-8 nor UTF-16");
    }
    if (const std::size_t nul = text.find('\0'); nul != std::string::npos) {
        return failInFile(file, lineOfByte(text, nul), "it is no text: there is a NUL in it");
    }
    return text;
}

} // namespace dbv::imports
