// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/connector/params.h>
#include <dbv/core/result.h>

#include "network/tool_process.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// A program of PostgreSQL's own on this machine.
struct DumpTool {
    std::string path;
    /// As it says itself (`pg_dump (PostgreSQL) 15.14`).
    std::string version;
    int major = 0;
};

/// The program that fits a server best: of the server's version, or else the next newer one, since an older one reads no newer server.
/// Blocks: on starting those that are there. Errors: Unsupported, with what is there and what is needed.
[[nodiscard]] Result<DumpTool> toolFor(std::string_view name, int serverVersion);

/// A value as a connection string has it, whatever is in it: programs take a name that has `=` in it for such a string.
[[nodiscard]] std::string connectionWord(std::string_view word, std::string_view value);

/// The parameters of another login to the server. Errors: those of the ground's `login`.
[[nodiscard]] Result<ConnectParams> loginOf(const DumpGround& ground);

/// What leads a program to the database that a line is open to, or to another one of that server: files in a folder that its user alone
/// may enter. Nothing secret is among its arguments or variables. Destroyed, the files are gone.
class ToolLogin {
public:
    /// What roles and databases set for sessions does not hold for it, as `plainOptions` has that.
    /// Errors: IoError; Unsupported for what such files can't hold (line breaks, blanks at an end); those of the line.
    [[nodiscard]] static Result<ToolLogin> write(const std::string& folder, const ConnectParams& params, Line& line,
                                                 const std::string& database);

    ToolLogin(const ToolLogin&) = delete;
    ToolLogin& operator=(const ToolLogin&) = delete;
    ToolLogin(ToolLogin&& other) noexcept
        : m_service(std::exchange(other.m_service, {})),
          m_passwords(std::exchange(other.m_passwords, {})),
          m_names(std::exchange(other.m_names, {})) {}
    ToolLogin& operator=(ToolLogin&&) = delete;
    ~ToolLogin();

    /// A call of a program with these arguments, which goes there.
    [[nodiscard]] network::ToolCall call(const DumpTool& tool, std::vector<std::string> arguments) const;

private:
    ToolLogin(std::string service, std::string passwords, std::string names)
        : m_service(std::move(service)), m_passwords(std::move(passwords)), m_names(std::move(names)) {}

    std::string m_service;
    std::string m_passwords;
    /// Database and user, as a connection string has them: blanks at the end of a line of the service file are lost.
    std::string m_names;
};

/// What became of a run of a program: it has failed where it says so, by its exit or by its words.
/// Errors: SqlError with its words.
[[nodiscard]] Result<std::vector<Notice>> judgeTool(const DumpTool& tool, const network::ToolEnd& end);

} // namespace dbv::postgres
