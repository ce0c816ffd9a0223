// SPDX-License-Identifier: Apache-2.0
#include "engine/used_rows.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/data/cell_text.h>

#include "jobs/row_source.h"

namespace dbv::engine {

namespace {

/// As bytea is written by the server.
std::string inHex(std::string_view bytes) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
    return text;
}

Result<std::optional<std::string>> usedValue(const Cell& cell, const jobs::RowSource& rows) {
    if (cell.isNull()) {
        return std::nullopt;
    }
    Result<std::string> text = std::string();
    if (cell.isLarge()) {
        text = rows.largeRange(cell.large, 0, cell.large.length);
    } else {
        appendCellText(*text, cell);
    }
    if (!text) {
        return std::unexpected(std::move(text.error()));
    }
    const bool bytes = cell.kind == CellKind::Bytes || cell.kind == CellKind::LargeBytes;
    return bytes ? inHex(*text) : *std::move(text);
}

std::unexpected<Error> tooMuch(std::size_t mostBytes) {
    return fail(ErrorKind::Unsupported,
                "The statement gives more than the " + std::to_string(mostBytes >> 20U) +
                    " MB of values that a script can go on by. None of them was used.",
                "Let it return less; or allow more (setting scripts.maxStatementBytes).", Damage::Statement);
}

} // namespace

Result<scripts::UsedRows> readUsedRows(Cursor& cursor, std::uint64_t mostRows, std::size_t mostBytes) {
    scripts::UsedRows used;
    std::size_t left = mostBytes;
    while (true) {
        if (!cursor.columns().empty()) {
            used = {};
            for (const Column& column : cursor.columns()) {
                used.names.push_back(column.name);
            }
        }
        jobs::CursorRows source(cursor);
        while (true) {
            const Result<RowBatchPtr> batch = cursor.columns().empty() ? Result<RowBatchPtr>(nullptr) : source.next();
            if (!batch) {
                return std::unexpected(batch.error());
            }
            if (*batch == nullptr) {
                break;
            }
            for (std::size_t row = 0; row < (*batch)->rows() && used.rows.size() < mostRows; ++row) {
                scripts::UsedRows::Row& values = used.rows.emplace_back();
                for (std::size_t column = 0; column < (*batch)->columns(); ++column) {
                    const Cell cell = (*batch)->cell(row, column);
                    if (cell.totalBytes() > left) {
                        return tooMuch(mostBytes);
                    }
                    left -= cell.totalBytes();
                    Result<std::optional<std::string>> value = usedValue(cell, source);
                    if (!value) {
                        return std::unexpected(std::move(value.error()));
                    }
                    values.push_back(*std::move(value));
                }
            }
        }
        const Result<bool> another = cursor.nextResult();
        if (!another) {
            return std::unexpected(another.error());
        }
        if (!*another) {
            return used;
        }
    }
}

} // namespace dbv::engine
