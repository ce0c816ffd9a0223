// SPDX-License-Identifier: Apache-2.0
#include "cli/text_table.h"

#include <algorithm>

#include <QDateTime>

#include "cli/terminal_text.h"

namespace dbv::cli {

namespace {

std::size_t widthOf(const std::string& text) {
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

} // namespace

std::string tableText(std::vector<std::vector<std::string>> rows, bool aligned) {
    std::vector<std::size_t> widths;
    for (std::vector<std::string>& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t column = 0; column < row.size(); ++column) {
            row[column] = terminalLine(row[column]);
            widths[column] = std::max(widths[column], widthOf(row[column]));
        }
    }
    std::string text;
    for (std::size_t line = aligned ? 0 : 1; line < rows.size(); ++line) {
        std::string built;
        for (std::size_t column = 0; column < rows[line].size(); ++column) {
            const std::string& cell = rows[line][column];
            built += column == 0 ? "" : aligned ? "  " : "\t";
            built += cell;
            built.append(aligned ? widths[column] - widthOf(cell) : 0, ' ');
        }
        built.erase(aligned ? built.find_last_not_of(' ') + 1 : built.size());
        text += built + "\n";
    }
    return text;
}

std::string momentText(std::int64_t moment, bool forPeople) {
    const QDateTime utc = QDateTime::fromMSecsSinceEpoch(moment, Qt::UTC);
    return forPeople ? utc.toLocalTime().toString(QStringLiteral("yyyy-MM-dd HH:mm")).toStdString()
                     : utc.toString(Qt::ISODate).toStdString();
}

} // namespace dbv::cli
