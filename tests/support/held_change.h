// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "protocol/change_values.h"

namespace dbv::support {

/// `UPDATE film SET n = n + 1` with two rows of three columns, of which one changes, and a trigger that deletes elsewhere.
inline protocol::ChangeHeld heldUpdate() {
    const auto number = [](const char* text) { return protocol::SampleValue{.bytes = text, .number = true}; };
    const auto text = [](const char* words) { return protocol::SampleValue{.bytes = words}; };
    protocol::MeasuredChange measured;
    measured.change = RowChange::Update;
    measured.table = "film";
    measured.affectedRows = 2;
    measured.columns = {Column{.name = "id", .type = "INTEGER"}, Column{.name = "n", .type = "INTEGER"},
                        Column{.name = "title", .type = "TEXT"}};
    measured.sample = {{.before = {number("1"), number("7"), text("one")},
                        .after = protocol::SampleRow{number("1"), number("8"), text("one")}},
                       {.before = {number("2"), {}, text("two")},
                        .after = protocol::SampleRow{number("2"), number("0"), text("two")}}};
    measured.footprint.tables = std::vector<TableChanges>{
        {.table = {.schema = "public", .name = "film", .parent = {}}, .updated = 2},
        {.table = {.schema = "public", .name = "film_actor", .parent = {}}, .deleted = 1'400}};
    measured.footprint.locks = {{"film", "RowExclusiveLock"}};
    measured.footprint.remarks = {"Rows of foreign tables are not counted."};
    measured.timeMs = 12;
    return {.measured = std::move(measured), .keptForMs = 60'000};
}

} // namespace dbv::support
