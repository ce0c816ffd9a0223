// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <QString>
#include <QTemporaryDir>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <lzma.h>
#include <zlib.h>
#include <zstd.h>

#include <gtest/gtest.h>

#include "scripts/script_files.h"

namespace dbv::scripts {

/// Files of scripts, and what is read of them.
class ScriptFolder {
public:
    [[nodiscard]] std::string write(const std::string& name, std::string_view bytes) const {
        const QString path = m_folder.filePath(QString::fromStdString(name));
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(bytes.data(), static_cast<qint64>(bytes.size())), static_cast<qint64>(bytes.size()));
        return path.toStdString();
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private:
    QTemporaryDir m_folder;
};

/// What a reading gave.
struct Reading {
    std::vector<std::string> texts;
    std::vector<TextPlace> places;
    std::vector<std::string> told;
    /// Of lines that fail, behind which it goes on.
    std::vector<std::string> failures;
    std::optional<Error> error;
};

/// Reads a script to its end; the rows of a COPY as a text `rows:…`.
[[nodiscard]] inline Reading readScript(const std::string& path, ScriptRules rules) {
    Reading reading;
    const auto tell = [&reading](const Notice& notice) { reading.told.push_back(notice.message); };
    auto files = ScriptFiles::open({path}, rules, {}, tell);
    if (!files) {
        reading.error = files.error();
        return reading;
    }
    while (true) {
        const auto statement = (*files)->next(rules.dialect);
        if (!statement) {
            reading.error = statement.error();
            return reading;
        }
        if (!*statement) {
            return reading;
        }
        if ((*statement)->failure) {
            reading.failures.push_back((*statement)->failure->message);
            continue;
        }
        reading.texts.emplace_back((*statement)->text);
        reading.places.push_back((*statement)->begin);
        std::string rows = "rows:";
        while ((*statement)->copyFollows) {
            const auto block = (*files)->copyBlock();
            if (!block) {
                reading.error = block.error();
                return reading;
            }
            if (block->empty()) {
                reading.texts.push_back(rows);
                break;
            }
            rows += *block;
        }
    }
}

[[nodiscard]] inline Reading readScript(const std::string& path, DialectId dialect, std::size_t window = 1U << 20U) {
    return readScript(path, ScriptRules{.dialect = dialect, .limits = {.window = window}});
}

[[nodiscard]] inline std::string gzipped(std::string_view bytes) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string source(bytes);
    std::string packed(bytes.size() + 1024, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(source.data());
    stream.avail_in = static_cast<uInt>(source.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    packed.resize(packed.size() - stream.avail_out);
    deflateEnd(&stream);
    return packed;
}

[[nodiscard]] inline std::string zstdPacked(std::string_view bytes) {
    std::string packed(ZSTD_compressBound(bytes.size()), '\0');
    packed.resize(ZSTD_compress(packed.data(), packed.size(), bytes.data(), bytes.size(), 3));
    return packed;
}

[[nodiscard]] inline std::string xzPacked(std::string_view bytes) {
    std::string packed(bytes.size() + 1024, '\0');
    std::size_t size = 0;
    EXPECT_EQ(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                      bytes.size(), reinterpret_cast<std::uint8_t*>(packed.data()), &size,
                                      packed.size()),
              LZMA_OK);
    packed.resize(size);
    return packed;
}

} // namespace dbv::scripts
