// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace dbv::sqlite::workshop {

/// Runs `task` in a child process without any right of the superuser, and returns the text that it returns.
/// A file's permissions mean nothing to root, and tests often run as root.
[[nodiscard]] std::string asNobody(const std::function<std::string()>& task);

/// A child process that has done something and waits; it ends, without any cleaning up, with this object.
class ParkedChild {
public:
    /// Returns when `task` has returned in the child.
    explicit ParkedChild(const std::function<void()>& task);
    ParkedChild(const ParkedChild&) = delete;
    ParkedChild& operator=(const ParkedChild&) = delete;
    ~ParkedChild() { end(); }

    /// Kills the child, as a crash would.
    void end();

private:
    int m_process = -1;
};

} // namespace dbv::sqlite::workshop
