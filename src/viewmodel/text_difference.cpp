// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/text_difference.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include <QCoreApplication>
#include <QStringList>

namespace dbv::viewmodel {

namespace {

constexpr qsizetype kMostCompared = 2000;
constexpr std::size_t kMostTold = 20'000;
constexpr std::size_t kAround = 3;

using Kind = DifferenceLine::Kind;

/// The middle of two texts, by the longest lines that they have in common.
void compareMiddle(const QStringList& first, const QStringList& second, std::vector<DifferenceLine>& lines) {
    const qsizetype rows = first.size();
    const qsizetype columns = second.size();
    if (rows > kMostCompared || columns > kMostCompared) {
        for (const QString& line : first) {
            lines.push_back({Kind::First, line});
        }
        for (const QString& line : second) {
            lines.push_back({Kind::Second, line});
        }
        return;
    }
    // How many lines the rests have in common.
    const auto width = static_cast<std::size_t>(columns) + 1;
    std::vector<std::uint16_t> common((static_cast<std::size_t>(rows) + 1) * width, 0);
    const auto at = [&common, width](qsizetype row, qsizetype column) -> std::uint16_t& {
        return common[static_cast<std::size_t>(row) * width + static_cast<std::size_t>(column)];
    };
    for (qsizetype row = rows - 1; row >= 0; --row) {
        for (qsizetype column = columns - 1; column >= 0; --column) {
            at(row, column) = first[row] == second[column] ? static_cast<std::uint16_t>(at(row + 1, column + 1) + 1)
                                                           : std::max(at(row + 1, column), at(row, column + 1));
        }
    }
    qsizetype row = 0;
    qsizetype column = 0;
    while (row < rows || column < columns) {
        if (row < rows && column < columns && first[row] == second[column]) {
            lines.push_back({Kind::Same, first[row]});
            ++row;
            ++column;
        } else if (column == columns || (row < rows && at(row + 1, column) >= at(row, column + 1))) {
            lines.push_back({Kind::First, first[row++]});
        } else {
            lines.push_back({Kind::Second, second[column++]});
        }
    }
}

/// Takes away what is the same and far from any difference.
std::vector<DifferenceLine> shortened(const std::vector<DifferenceLine>& all) {
    std::vector<bool> told(all.size(), false);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].kind != Kind::Same) {
            const std::size_t end = std::min(all.size(), i + kAround + 1);
            for (std::size_t near = i - std::min(i, kAround); near < end; ++near) {
                told[near] = true;
            }
        }
    }
    std::vector<DifferenceLine> lines;
    const auto skip = [&lines](std::size_t count) {
        if (count > 0) {
            lines.push_back(
                {Kind::Skipped, count == 1 ? QCoreApplication::translate("TextDifference", "1 line")
                                           : QCoreApplication::translate("TextDifference", "%1 lines").arg(count)});
        }
    };
    std::size_t skipped = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!told[i] || lines.size() >= kMostTold) {
            ++skipped;
            continue;
        }
        skip(std::exchange(skipped, 0));
        lines.push_back(all[i]);
    }
    skip(skipped);
    return lines;
}

} // namespace

std::vector<DifferenceLine> differenceOf(const QString& first, const QString& second) {
    const QStringList one = first.split(u'\n');
    const QStringList other = second.split(u'\n');
    const qsizetype shorter = std::min(one.size(), other.size());
    qsizetype head = 0;
    while (head < shorter && one[head] == other[head]) {
        ++head;
    }
    qsizetype tail = 0;
    while (tail < shorter - head && one[one.size() - 1 - tail] == other[other.size() - 1 - tail]) {
        ++tail;
    }
    std::vector<DifferenceLine> all;
    all.reserve(static_cast<std::size_t>(one.size()));
    for (qsizetype i = 0; i < head; ++i) {
        all.push_back({Kind::Same, one[i]});
    }
    compareMiddle(one.mid(head, one.size() - head - tail), other.mid(head, other.size() - head - tail), all);
    for (qsizetype i = one.size() - tail; i < one.size(); ++i) {
        all.push_back({Kind::Same, one[i]});
    }
    return shortened(all);
}

QString differenceText(const std::vector<DifferenceLine>& lines) {
    QString text;
    for (const DifferenceLine& line : lines) {
        switch (line.kind) {
        case Kind::Same: text += QStringLiteral("  "); break;
        case Kind::First: text += QStringLiteral("- "); break;
        case Kind::Second: text += QStringLiteral("+ "); break;
        case Kind::Skipped: text += QStringLiteral("… "); break;
        }
        text += line.text + u'\n';
    }
    return text;
}

} // namespace dbv::viewmodel
