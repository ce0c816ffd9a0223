// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <QObject>
#include <QTemporaryFile>

#include <dbv/core/result.h>

namespace dbv::cli {

/// Copies what comes from a pipe into a file of its own, which ends with this: what is to be looked through before it runs has to be
/// read twice.
class InputCopy {
public:
    using Done = std::function<void(Result<int> descriptor)>;

    InputCopy() = default;
    InputCopy(const InputCopy&) = delete;
    InputCopy& operator=(const InputCopy&) = delete;
    ~InputCopy();

    /// `done` is called once, on this thread, with the descriptor of the copy, which stands at its beginning; unless this is gone
    /// before. Errors: IoError; Cancelled.
    void start(int input, Done done);
    /// The same of a pipe with a name, for whose writer it waits.
    void start(const std::string& pipe, const Done& done);
    /// Ends it soon.
    void stop() { m_thread.request_stop(); }

private:
    /// Opened here.
    std::optional<int> m_pipe;
    QTemporaryFile m_file;
    QObject m_context;
    std::jthread m_thread;
};

} // namespace dbv::cli
