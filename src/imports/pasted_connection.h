// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "protocol/connection_config.h"

namespace dbv::imports {

/// A connection as it was pasted.
struct Pasted {
    /// In parts, never as a URL, and without any secret.
    protocol::ConnectionConfig config;
    Secret password;
    /// For an encrypted key of the client.
    Secret tlsKeyPassword;
    /// Sentences: what was left out, or understood in a way that has to be said.
    std::vector<std::string> remarks;
};

/// Reads a connection in any form that people copy: URLs (`postgresql:`, `mysql:`, `mariadb:`, `sqlite:`, those of JDBC and of
/// SQLAlchemy), key/value strings (libpq's, ADO.NET's), Go's `user:pass@tcp(host:3306)/db`, lines of an .env file, command
/// lines of `psql` and `mysql`, the path of a file.
///
/// Errors: InvalidInput with the place in the text, Unsupported when it names another engine. Neither repeats a password.
[[nodiscard]] Result<Pasted> readPastedConnection(std::string_view text);

} // namespace dbv::imports
