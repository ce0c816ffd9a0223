// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace dbv {

/// The files on this machine that the databases of a session consist of, whether they are there or not (a journal may
/// come later): absolute paths, in UTF-8, where nothing else may be written. The session keeps the list; who wants to
/// write looks.
///
/// Thread: any.
class DatabaseFiles {
public:
    DatabaseFiles() = default;
    explicit DatabaseFiles(std::vector<std::string> files) : m_files(std::move(files)) {}

    void set(std::vector<std::string> files) {
        const std::scoped_lock lock(m_mutex);
        m_files = std::move(files);
    }
    [[nodiscard]] std::vector<std::string> list() const {
        const std::scoped_lock lock(m_mutex);
        return m_files;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_files;
};

} // namespace dbv
