// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mysql/client.h"

namespace dbv::mysql {

/// The files that a server may ask for (LOAD DATA LOCAL): those that the user named, while a statement runs that loads
/// data. A server that asks for another, or at another time, gets an error and nothing else.
///
/// Thread: the one that uses the session. Must outlive the connection that it is set for.
class LocalFiles {
public:
    explicit LocalFiles(std::vector<std::string> allowed) : m_allowed(std::move(allowed)) {}
    LocalFiles(const LocalFiles&) = delete;
    LocalFiles& operator=(const LocalFiles&) = delete;

    /// Serves a connection from now on.
    void serve(MYSQL* connection);
    /// Whether the statement that is sent next may ask for a file.
    void allow(bool loading) { m_loading = loading; }

private:
    struct OpenFile;

    static int open(void** file, const char* name, void* self);
    static int read(void* file, char* into, unsigned int size);
    static void close(void* file);
    static int explain(void* file, char* into, unsigned int size);

    std::vector<std::string> m_allowed;
    bool m_loading = false;
};

} // namespace dbv::mysql
