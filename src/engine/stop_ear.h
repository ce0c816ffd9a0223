// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <thread>

namespace dbv::engine {

/// Hears, while work is under way that may wait for a server, that somebody in another process has asked it to stop.
///
/// Owns: a thread, which its destructor ends.
class StopEar {
public:
    /// `isAsked` is called a few times a second, `stop` at most once; both by the thread.
    StopEar(std::function<bool()> isAsked, std::function<void()> stop);
    StopEar(const StopEar&) = delete;
    StopEar& operator=(const StopEar&) = delete;
    ~StopEar() = default;

private:
    std::jthread m_thread;
};

} // namespace dbv::engine
