// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_record.h"

#include <algorithm>
#include <utility>

#include "secrets/byte_fields.h"

namespace dbv::engine {

namespace {

using secrets::FieldReader;
using secrets::FieldWriter;

void writeTexts(FieldWriter& out, const std::vector<std::string>& texts) {
    out.number(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& text : texts) {
        out.text(text);
    }
}

// A list is read item by item until the bytes are used up, whatever its size claims.
template <class Read>
auto readList(FieldReader& in, Read read) {
    std::vector<decltype(read(in))> items;
    const auto count = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && !in.failed(); ++i) {
        items.push_back(read(in));
    }
    return items;
}

std::vector<std::string> readTexts(FieldReader& in) {
    return readList(in, [](FieldReader& from) { return std::string(from.text()); });
}

void writeRow(FieldWriter& out, const std::optional<sql::KeptRow>& row) {
    out.number(static_cast<std::uint8_t>(row ? 1 : 0));
    for (const sql::KeptValue& value : row.value_or(sql::KeptRow())) {
        out.number(static_cast<std::uint8_t>(value.kind));
        if (value.kind != sql::KeptKind::Null) {
            out.text(value.bytes);
        }
    }
}

std::optional<sql::KeptRow> readRow(FieldReader& in, std::size_t columns, bool& wrong) {
    if (in.number<std::uint8_t>() == 0) {
        return std::nullopt;
    }
    sql::KeptRow row;
    row.reserve(columns);
    for (std::size_t i = 0; i < columns && !in.failed(); ++i) {
        const auto kind = in.number<std::uint8_t>();
        wrong = wrong || kind > static_cast<std::uint8_t>(sql::KeptKind::Bytes);
        sql::KeptValue value{static_cast<sql::KeptKind>(kind), {}};
        if (value.kind != sql::KeptKind::Null) {
            value.bytes = in.text();
        }
        row.push_back(std::move(value));
    }
    return row;
}

sql::KeptColumn readColumn(FieldReader& in) {
    sql::KeptColumn column;
    column.name = in.text();
    column.type = in.text();
    column.read = in.text();
    column.write = in.text();
    column.kind = static_cast<sql::KeptKind>(in.number<std::uint8_t>());
    column.keyPlace = in.number<std::uint32_t>();
    column.identity = in.number<std::uint8_t>() != 0;
    return column;
}

} // namespace

std::string encodeUndoEntry(const protocol::UndoEntry& entry) {
    FieldWriter out;
    out.number(static_cast<std::uint64_t>(entry.madeAt));
    out.number(static_cast<std::uint64_t>(entry.until));
    out.text(entry.place.connector);
    out.text(entry.place.host);
    out.number(entry.place.port);
    out.text(entry.place.database);
    out.number(static_cast<std::uint8_t>(entry.change));
    out.text(entry.table);
    out.number(entry.rows);
    out.text(entry.statement);
    writeTexts(out, entry.notCovered);
    return out.take();
}

std::optional<protocol::UndoEntry> decodeUndoEntry(std::string_view bytes) {
    FieldReader in(bytes);
    protocol::UndoEntry entry;
    entry.madeAt = static_cast<std::int64_t>(in.number<std::uint64_t>());
    entry.until = static_cast<std::int64_t>(in.number<std::uint64_t>());
    entry.place.connector = in.text();
    entry.place.host = in.text();
    entry.place.port = in.number<std::uint16_t>();
    entry.place.database = in.text();
    entry.change = static_cast<RowChange>(in.number<std::uint8_t>());
    entry.table = in.text();
    entry.rows = in.number<std::uint64_t>();
    entry.statement = in.text();
    entry.notCovered = readTexts(in);
    return in.failed() || in.left() != 0 ? std::nullopt : std::optional(std::move(entry));
}

std::string encodeUndoImage(const UndoImage& image) {
    FieldWriter out;
    out.number(static_cast<std::uint8_t>(image.dialect));
    out.text(image.table.schema);
    out.text(image.table.name);
    out.number(static_cast<std::uint32_t>(image.table.columns.size()));
    for (const sql::KeptColumn& column : image.table.columns) {
        out.text(column.name);
        out.text(column.type);
        out.text(column.read);
        out.text(column.write);
        out.number(static_cast<std::uint8_t>(column.kind));
        out.number(column.keyPlace);
        out.number(static_cast<std::uint8_t>(column.identity ? 1 : 0));
    }
    writeTexts(out, image.settings.before);
    writeTexts(out, image.settings.within);
    writeTexts(out, image.settings.after);
    out.number(static_cast<std::uint64_t>(image.rows.size()));
    for (const sql::ChangedRow& row : image.rows) {
        writeRow(out, row.before);
        writeRow(out, row.after);
    }
    return out.take();
}

std::optional<UndoImage> decodeUndoImage(std::string_view bytes) {
    FieldReader in(bytes);
    UndoImage image;
    image.dialect = static_cast<DialectId>(in.number<std::uint8_t>());
    image.table.schema = in.text();
    image.table.name = in.text();
    image.table.columns = readList(in, readColumn);
    image.settings.before = readTexts(in);
    image.settings.within = readTexts(in);
    image.settings.after = readTexts(in);
    bool wrong = image.dialect > DialectId::MariaDb || std::ranges::any_of(image.table.columns, [](const auto& column) {
                     return column.kind > sql::KeptKind::Bytes;
                 });
    const auto rows = in.number<std::uint64_t>();
    const std::size_t columns = image.table.columns.size();
    for (std::uint64_t i = 0; i < rows && !in.failed() && !wrong; ++i) {
        sql::ChangedRow row;
        row.before = readRow(in, columns, wrong);
        row.after = readRow(in, columns, wrong);
        image.rows.push_back(std::move(row));
    }
    return in.failed() || in.left() != 0 || wrong ? std::nullopt : std::optional(std::move(image));
}

} // namespace dbv::engine
