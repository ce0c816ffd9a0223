// SPDX-License-Identifier: Apache-2.0
#include "secrets/durable_file.h"

#include <QSaveFile>

#include "settings/file_paths.h"

namespace dbv::secrets {

Result<void> replaceDurably(const std::filesystem::path& path, std::string_view bytes) {
    QSaveFile file(settings::qtPath(path));
    const bool written = file.open(QIODevice::WriteOnly) &&
                         file.write(bytes.data(), static_cast<qint64>(bytes.size())) >= 0 && file.commit();
    if (!written) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    return {};
}

} // namespace dbv::secrets
