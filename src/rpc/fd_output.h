// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

#include "jobs/byte_sink.h"
#include "rpc/wake_pipe.h"

namespace dbv::rpc {

/// Bytes to an open file, pipe or terminal that may stop taking them for any time.
///
/// The shared file description is never made non-blocking: others, such as the shell, use it too.
/// Thread: `write` one at a time; `interrupt` from any.
class FdOutput final : public jobs::ByteSink {
public:
    /// `fd` must stay open; it is not closed.
    explicit FdOutput(int fd);
    ~FdOutput() override;

    /// Errors: IoError when nobody reads any more; Cancelled after `interrupt`.
    [[nodiscard]] Result<void> write(std::string_view bytes) override;
    /// Ends a write that waits, and refuses all later ones.
    void interrupt();

private:
    enum class Kind { File, NonBlocking, Careful };

    [[nodiscard]] Result<std::size_t> writeSome(std::string_view bytes) const;

    int m_fd;
    int m_own = -1;
    Kind m_kind = Kind::File;
    std::atomic<bool> m_interrupted = false;
    WakePipe m_wake;
};

} // namespace dbv::rpc
