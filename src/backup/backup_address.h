// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

/// What backups are called, wherever they lie: a path of this machine, or `sftp://[user@]host[:port]/path`. Pure.
namespace dbv::backup {

inline constexpr std::string_view kSftpScheme = "sftp://";

/// Where a server keeps something.
struct SftpAddress {
    /// Empty is what the configuration of ssh says.
    std::string user;
    /// A name of that configuration, or of a machine.
    std::string host;
    /// 0 is what the configuration says.
    std::uint16_t port = 0;
    /// As the server has it: absolute, or beginning in the user's folder (`/~/` of the address). Never empty.
    std::string path;
};

[[nodiscard]] inline bool isSftp(std::string_view name) {
    return name.starts_with(kSftpScheme);
}
/// Errors: InvalidInput, also for a password, which has no place in a name that is kept and shown.
[[nodiscard]] Result<SftpAddress> readSftpAddress(std::string_view name);
/// `sftp://user@host:port`: the same for all that lies at one server.
[[nodiscard]] std::string serverOf(const SftpAddress& address);
/// The name as it is kept, one for each file: what is written in two ways is the same afterwards. Paths of this machine stay as they are.
/// What ends with a slash still does. Errors: those of `readSftpAddress`.
[[nodiscard]] Result<std::string> settledName(const std::string& name);
/// The folder that something lies in; `.` where a path of this machine names none.
[[nodiscard]] std::string folderOf(const std::string& name);
/// An entry of a folder, by what its system calls it.
[[nodiscard]] std::string inFolder(const std::string& folder, const std::string& entry);

} // namespace dbv::backup
