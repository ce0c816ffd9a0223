// SPDX-License-Identifier: Apache-2.0
#include "mysql/change_meter.h"

#include <charconv>
#include <chrono>
#include <thread>
#include <utility>

namespace dbv::mysql {

namespace {

constexpr std::string_view kCounts = "SELECT trx_rows_modified, trx_rows_locked FROM information_schema.innodb_trx "
                                     "WHERE trx_mysql_thread_id = CONNECTION_ID()";
// The server renews what it tells of its transactions no more often.
constexpr std::chrono::milliseconds kRenewed{110};

std::int64_t numberIn(const std::optional<std::string>& text) {
    std::int64_t number = 0;
    if (text) {
        // The server's own column of type BIGINT.
        static_cast<void>(std::from_chars(text->data(), text->data() + text->size(), number));
    }
    return number;
}

} // namespace

Result<std::unique_ptr<ChangeMeter>> MysqlChangeMeter::begin(Line& line) {
    auto meter = std::make_unique<MysqlChangeMeter>(line);
    const Result<Counts> before = meter->counts();
    if (!before) {
        return std::unexpected(before.error());
    }
    meter->m_before = *before;
    return meter;
}

Result<MysqlChangeMeter::Counts> MysqlChangeMeter::counts() {
    const Result<TextTable> asked = m_line.query(kCounts);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    // A transaction that has touched nothing yet is none to InnoDB.
    return asked->empty() || asked->front().size() != 2
               ? Counts()
               : Counts{numberIn(asked->front()[0]), numberIn(asked->front()[1])};
}

Result<ChangeFootprint> MysqlChangeMeter::read() {
    Result<Counts> after = counts();
    if (after && *after == m_before) {
        std::this_thread::sleep_for(kRenewed);
        after = counts();
    }
    if (!after) {
        return std::unexpected(std::move(after.error()));
    }
    ChangeFootprint footprint;
    footprint.rowsChanged = after->changed - m_before.changed;
    footprint.rowsLocked = after->locked - m_before.locked;
    footprint.remarks.emplace_back("The server counts the rows of all tables together, by InnoDB alone.");
    return footprint;
}

Result<std::vector<std::string>> readRowKey(Line& line, std::string_view table) {
    const Result<TextTable> asked = line.query("SHOW KEYS FROM " + std::string(table) + " WHERE Non_unique = 0");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    // Table, Non_unique, Key_name, Seq_in_index, Column_name, Collation, Cardinality, Sub_part, Packed, Null.
    constexpr std::size_t kKeyName = 2;
    constexpr std::size_t kColumnName = 4;
    constexpr std::size_t kNull = 9;
    // The primary key comes first, then those that no row is without.
    std::vector<std::string> key;
    std::string name;
    bool isWhole = false;
    for (const auto& row : *asked) {
        if (row.size() <= kNull || !row[kKeyName]) {
            continue;
        }
        if (*row[kKeyName] != name) {
            if (isWhole) {
                break;
            }
            name = *row[kKeyName];
            key.clear();
            isWhole = true;
        }
        isWhole = isWhole && row[kColumnName] && row[kNull].value_or("") != "YES";
        key.push_back(row[kColumnName].value_or(""));
    }
    return isWhole ? key : std::vector<std::string>();
}

} // namespace dbv::mysql
