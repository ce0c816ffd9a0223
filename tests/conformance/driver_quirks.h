// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/connector.h>

namespace dbv::conformance {

/// What is different about one engine, so that one suite can judge all of them. One object stands for one fresh database.
class DriverQuirks {
public:
    DriverQuirks() = default;
    DriverQuirks(const DriverQuirks&) = delete;
    DriverQuirks& operator=(const DriverQuirks&) = delete;
    virtual ~DriverQuirks() = default;

    [[nodiscard]] virtual std::unique_ptr<Connector> connector() const = 0;
    /// Opens the fresh database; every call leads to the same one.
    [[nodiscard]] virtual ConnectParams params() const = 0;
    /// Parameters that lead nowhere, and the kind of error that says so.
    [[nodiscard]] virtual std::pair<ConnectParams, ErrorKind> wrongParams() const = 0;

    [[nodiscard]] virtual DialectId dialect() const = 0;
    [[nodiscard]] virtual std::string schema() const = 0;
    /// A column type for the largest integers, doubles, text and bytes.
    [[nodiscard]] virtual std::string integerType() const = 0;
    [[nodiscard]] virtual std::string realType() const = 0;
    [[nodiscard]] virtual std::string textType() const = 0;
    [[nodiscard]] virtual std::string bytesType() const = 0;
    /// One for text that may have a default and be a key.
    [[nodiscard]] virtual std::string keyTextType() const { return textType(); }
    /// A literal for bytes given in hexadecimal digits.
    [[nodiscard]] virtual std::string bytesLiteral(std::string_view hex) const = 0;
    /// An expression whose value is text that is not UTF-8; nullopt where the server lets none in.
    [[nodiscard]] virtual std::optional<std::string> textFromHex(std::string_view hex) const = 0;
    /// A query that never ends by itself and gives no row, and one that gives rows without end.
    [[nodiscard]] virtual std::string silentEndlessQuery() const = 0;
    [[nodiscard]] virtual std::string endlessRows() const = 0;
    /// How a positional parameter is written (`?`, `$1`); the first is 1.
    [[nodiscard]] virtual std::string parameter(int position) const = 0;
    /// The most columns that a result can have.
    [[nodiscard]] virtual int mostColumns() const = 0;
    /// Whether the server refuses more than those, and does not leave it to whoever asks.
    [[nodiscard]] virtual bool limitsColumns() const { return true; }
    /// Whether a session can run a statement while another one's rows are not all read yet.
    [[nodiscard]] virtual bool runsSideBySide() const { return true; }
    /// A column's name as an identifier in quotes.
    [[nodiscard]] virtual std::string quoted(std::string_view name) const;
    /// Whether a column of a result may have no name.
    [[nodiscard]] virtual bool hasEmptyNames() const { return true; }
    /// How the catalogue tells a column's default of a text, and the head of a table's DDL.
    [[nodiscard]] virtual std::string defaultText(std::string_view text) const { return "'" + std::string(text) + "'"; }
    [[nodiscard]] virtual std::string ddlName(std::string_view table) const { return std::string(table); }
    /// How an index is named in the DDL of its table.
    [[nodiscard]] virtual std::string ddlOfIndex(std::string_view index) const {
        return "CREATE INDEX " + std::string(index);
    }
    /// A statement that ends where more has to come.
    [[nodiscard]] virtual std::string endsTooEarly() const { return "SELECT 1 FROM ("; }
    /// An aggregate error that is only found while running.
    [[nodiscard]] virtual std::string failsWhileRunning() const = 0;
};

/// Makes the quirks of one engine, for one test.
struct Engine {
    std::string name;
    std::unique_ptr<DriverQuirks> (*make)();

    friend void PrintTo(const Engine& engine, std::ostream* out) { *out << engine.name; }
};

[[nodiscard]] Engine sqliteEngine();
[[nodiscard]] Engine mysqlEngine();
[[nodiscard]] Engine postgresEngine();

/// Every engine that the suite runs on.
[[nodiscard]] std::vector<Engine> engines();

} // namespace dbv::conformance
