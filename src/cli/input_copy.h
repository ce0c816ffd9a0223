// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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
    using Done = std::function<void(Result<std::string> path)>;

    /// `done` is called once, on this thread, unless this is gone before. Errors: IoError; Cancelled.
    void start(int input, Done done);
    /// Ends it soon.
    void stop() { m_thread.request_stop(); }

private:
    QTemporaryFile m_file;
    QObject m_context;
    std::jthread m_thread;
};

} // namespace dbv::cli
