// SPDX-License-Identifier: Apache-2.0
#include "cli/sql_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <QFile>

namespace dbv::cli {

namespace {

Result<std::string> readAll(QFile& file, const std::string& name) {
    const QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError) {
        return fail(ErrorKind::IoError, "Could not read " + name + ": " + file.errorString().toStdString() + ".",
                    "Check the path and the permissions of the file.");
    }
    return bytes.toStdString();
}

} // namespace

Result<SqlText> readSqlText(const std::string& path, int input) {
    static constexpr std::array<std::string_view, 2> kWide{"\xFF\xFE", "\xFE\xFF"};
    QFile file(QString::fromStdString(path));
    const bool opened = path == "-" ? file.open(input, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened) {
        return fail(ErrorKind::IoError, "Could not open " + path + ": " + file.errorString().toStdString() + ".",
                    "Check the path and the permissions of the file.");
    }
    Result<std::string> text = readAll(file, path);
    if (!text) {
        return std::unexpected(std::move(text.error()));
    }
    if (std::ranges::any_of(kWide, [&](std::string_view mark) { return text->starts_with(mark); })) {
        return fail(ErrorKind::InvalidInput, "The text in " + path + " is UTF-16; SQL is read as UTF-8.",
                    "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.");
    }
    if (text->starts_with(kByteOrderMark)) {
        return SqlText{text->substr(kByteOrderMark.size()), true};
    }
    return SqlText{*std::move(text), false};
}

} // namespace dbv::cli
