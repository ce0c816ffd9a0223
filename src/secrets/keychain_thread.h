// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

class QObject;

namespace dbv::secrets {

/// A thread with an event loop, in which all keychain jobs of the process run.
///
/// QtKeychain queues its jobs in one object that lives in the thread of the first job, and tells it the end of each job
/// through that thread's loop: used from several threads it never begins the second job. So this thread lives as long as
/// the program needs the keychain. Its loop is not a nested one.
/// Owns: the thread; what still waits in it is dropped with it.
class KeychainThread {
public:
    KeychainThread();
    KeychainThread(const KeychainThread&) = delete;
    KeychainThread& operator=(const KeychainThread&) = delete;
    ~KeychainThread();

    /// Runs a task there, soon, with an object of that thread.
    void post(std::function<void(QObject&)> task);

private:
    class Loop;
    std::unique_ptr<Loop> m_loop;
};

} // namespace dbv::secrets
