// SPDX-License-Identifier: Apache-2.0
#include "scripts/raw_file.h"

#include <utility>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QString>

#include <dbv/core/cancel.h>

namespace dbv::scripts {

namespace {

std::unexpected<Error> unreadable(const std::string& path, const QString& why) {
    return fail(ErrorKind::IoError, "The script " + path + " can not be read: " + why.toStdString() + ".",
                "See whether the file is there and may be read.");
}

class QtFileBytes final : public ScriptBytes {
public:
    QtFileBytes(std::string path, std::stop_token stop) : m_path(std::move(path)), m_stop(std::move(stop)) {}

    [[nodiscard]] QFile& file() { return m_file; }

    Result<std::size_t> read(std::span<char> into) override {
        if (m_stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        const qint64 count = m_file.read(into.data(), static_cast<qint64>(into.size()));
        if (count < 0) {
            return unreadable(m_path, m_file.errorString());
        }
        m_taken += static_cast<std::uint64_t>(count);
        return static_cast<std::size_t>(count);
    }
    [[nodiscard]] std::uint64_t taken() const override { return m_taken; }

private:
    std::string m_path;
    QFile m_file;
    std::stop_token m_stop;
    std::uint64_t m_taken = 0;
};

} // namespace

Result<RawFile> openRawFile(const ScriptOrigin& origin, std::stop_token stop) {
    auto bytes = std::make_unique<QtFileBytes>(origin.path, std::move(stop));
    QFile& file = bytes->file();
    constexpr auto kMode = QIODevice::ReadOnly | QIODevice::Unbuffered;
    file.setFileName(QString::fromStdString(origin.path));
    if (!(origin.descriptor ? file.open(*origin.descriptor, kMode) : file.open(kMode))) {
        return unreadable(origin.path, file.errorString());
    }
    RawFile raw;
    if (!file.isSequential()) {
        raw.size = static_cast<std::uint64_t>(file.size());
        raw.identityNow = [&file] {
            const QFileInfo info(file);
            return info.absoluteFilePath().toStdString() + "." + std::to_string(file.size()) + "." +
                   std::to_string(info.lastModified().toMSecsSinceEpoch());
        };
        raw.identity = raw.identityNow();
    }
    raw.bytes = std::move(bytes);
    return raw;
}

} // namespace dbv::scripts
