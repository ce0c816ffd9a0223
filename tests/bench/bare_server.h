// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/params.h>

/// Servers of the benchmarks' own, and the least that a program can do with each by its own client library.
namespace dbv::bench {

/// Whether a line to a server is encrypted, with its certificate and name verified.
enum class LineKind : std::uint8_t { Plain, Tls };

/// One server. Gives up at the first error.
///
/// Thread: the main thread, since the system ends the server with the thread that started it. Blocks: on the server.
class BareServer {
public:
    BareServer() = default;
    BareServer(const BareServer&) = delete;
    BareServer& operator=(const BareServer&) = delete;
    virtual ~BareServer() = default;

    /// The connector's id, which is the name of its lines in the table as well.
    [[nodiscard]] virtual std::string id() const = 0;
    /// The bare library's name.
    [[nodiscard]] virtual std::string clientName() const = 0;
    /// Where our connector finds it.
    [[nodiscard]] virtual std::string url(LineKind kind) const = 0;
    [[nodiscard]] virtual ConnectParams params() const = 0;

    /// Makes the table `t` of twenty mixed columns: numbers small and large, decimals, dates, texts short and long, JSON,
    /// bytes, and NULLs. A million rows are about 450 MB as text.
    virtual void makeMixedRows(std::uint64_t rows) = 0;
    /// Makes tables of ten columns, each with a primary key, a unique one and a foreign key, in the schema `many`.
    virtual void makeManyTables(int count) = 0;
    /// Makes tables of one column without anything in the schema `crowd`.
    virtual void makeCrowd(int count) = 0;
    /// Locks the only row of a table `locked`, from now on; `lockedStatement` waits for it.
    virtual void holdLock() = 0;
    [[nodiscard]] virtual std::string lockedStatement() const { return "UPDATE locked SET n = n + 1 WHERE n >= 0"; }
    /// Streams rows without end, for practical purposes.
    [[nodiscard]] virtual std::string endlessStatement() const = 0;

    /// How a saved connection logs in.
    struct Login {
        std::string url;
        std::string password;
    };
    [[nodiscard]] virtual Login savedLogin(LineKind kind) const { return {url(kind), {}}; }
    /// Logs in as `savedLogin` does and closes the connection again. Unit: milliseconds for the opening alone.
    [[nodiscard]] virtual double timeOfConnect(LineKind kind) = 0;
    /// Reads all rows as they come, by the library's usual way to stream them, looks at each value and keeps nothing.
    /// Some sum of it all.
    virtual std::uint64_t readRows() = 0;
    /// Until the first of these rows is there; the others are read then. Unit: milliseconds for the first row alone.
    [[nodiscard]] virtual double timeOfFirstRow() = 0;
    /// On a fresh connection, whose opening is not counted: the names of all tables in `many`. Unit: milliseconds.
    [[nodiscard]] virtual double timeOfNames() = 0;
    /// The same for columns, keys and indexes of all tables, in one statement each.
    [[nodiscard]] virtual double timeOfDescriptions() = 0;
    /// A program that comes with the server: pg_dump.
    [[nodiscard]] virtual std::string program(const std::string& name) const { return name; }
    /// The command line with which the server's own client reads all rows and writes them as text.
    [[nodiscard]] virtual std::vector<std::string> ownClient() const = 0;
    /// The command line with which it runs a script on its standard input.
    [[nodiscard]] virtual std::vector<std::string> scriptClient() const = 0;
};

/// Starts the server of a connector: `postgres` or `mysql`.
[[nodiscard]] std::unique_ptr<BareServer> startServer(std::string_view id);

/// What is done with each value of a row that is not kept.
[[nodiscard]] inline std::uint64_t lookAt(const char* bytes, std::size_t size) {
    return size + (size > 0 ? static_cast<unsigned char>(*bytes) : 0U);
}

} // namespace dbv::bench
