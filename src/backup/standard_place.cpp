// SPDX-License-Identifier: Apache-2.0
#include "backup/standard_place.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>
#include <poll.h>
#include <unistd.h>

namespace dbv::backup {

namespace {

/// How long a stop may go unnoticed while the other end does nothing.
constexpr int kBetweenLooksMs = 100;

std::unexpected<Error> streamError(const char* what, int code) {
    Error error = makeError(
        ErrorKind::IoError,
        std::string(what) + ": " +
            (code == EPIPE ? std::string("nobody reads it any more") : std::generic_category().message(code)) + ".",
        "Look at the program at the other end.");
    error.nativeCode = code;
    return std::unexpected(std::move(error));
}

std::unexpected<Error> notOfStreams(const char* what) {
    return fail(ErrorKind::Unsupported, std::string(what) + " can't be done with a standard stream.",
                "Name a file or a folder.");
}

/// Waits until a stream can be used. Errors: Cancelled.
Result<void> awaitStream(int stream, short events, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        pollfd waited{stream, events, 0};
        const int ready = ::poll(&waited, 1, kBetweenLooksMs);
        if (ready > 0 || (ready < 0 && errno != EINTR)) {
            return {};
        }
    }
    return std::unexpected(cancelledError(Damage::None));
}

class StandardInput final : public PlacedInput {
public:
    explicit StandardInput(std::stop_token stop) : m_stop(std::move(stop)) {}

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            if (Result<void> ready = awaitStream(STDIN_FILENO, POLLIN, m_stop); !ready) {
                return std::unexpected(std::move(ready.error()));
            }
            const ssize_t got = ::read(STDIN_FILENO, into.data(), into.size());
            if (got >= 0) {
                m_at += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            if (errno != EINTR && errno != EAGAIN) {
                return streamError("Could not read the standard input", errno);
            }
        }
    }
    Result<std::uint64_t> skip(std::uint64_t bytes) override {
        constexpr std::size_t kPassedAtOnce = std::size_t{64} << 10U;
        std::vector<char> block(kPassedAtOnce);
        std::uint64_t passed = 0;
        while (passed < bytes) {
            const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), bytes - passed));
            const Result<std::size_t> got = read(std::span(block).first(wanted));
            if (!got) {
                return std::unexpected(got.error());
            }
            if (*got == 0) {
                break;
            }
            passed += *got;
        }
        return passed;
    }
    [[nodiscard]] std::uint64_t done() const override { return m_at; }
    [[nodiscard]] std::uint64_t size() const override { return 0; }

private:
    std::stop_token m_stop;
    std::uint64_t m_at = 0;
};

class StandardOutput final : public PlacedOutput {
public:
    explicit StandardOutput(std::stop_token stop) : m_stop(std::move(stop)) {}

    Result<void> write(std::string_view bytes) override {
        // No more than a pipe takes at once, so that a stop is heard in between.
        constexpr std::size_t kWrittenAtOnce = 4096;
        while (!bytes.empty()) {
            if (Result<void> ready = awaitStream(STDOUT_FILENO, POLLOUT, m_stop); !ready) {
                return ready;
            }
            const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), std::min(bytes.size(), kWrittenAtOnce));
            if (count >= 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if (errno != EINTR && errno != EAGAIN) {
                return streamError("Could not write to the standard output", errno);
            }
        }
        return {};
    }
    Result<void> publish() override {
        // A file may stand behind it; a pipe has no disk.
        return ::fsync(STDOUT_FILENO) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS
                   ? Result<void>()
                   : streamError("Could not write to the standard output", errno);
    }
    /// What was given out can't be taken back; whoever reads it finds that it has no end.
    Result<void> discard() override { return {}; }

private:
    std::stop_token m_stop;
};

class StandardPlace final : public BackupPlace {
public:
    explicit StandardPlace(std::stop_token stop) : m_stop(std::move(stop)) {}

    [[nodiscard]] bool isLocal() const override { return false; }
    Result<std::optional<PlacedFacts>> look(const std::string& /*name*/) override { return std::nullopt; }
    Result<std::vector<PlacedEntry>> list(const std::string& /*folder*/) override { return notOfStreams("A list"); }
    Result<std::unique_ptr<PlacedInput>> open(const std::string& /*name*/) override {
        return std::make_unique<StandardInput>(m_stop);
    }
    Result<std::unique_ptr<PlacedOutput>> begin(const std::string& /*name*/, const std::string& /*mark*/) override {
        return std::make_unique<StandardOutput>(m_stop);
    }
    Result<void> removeLeft(const std::string& /*name*/, const std::string& /*mark*/) override { return {}; }
    Result<bool> makeNew(const std::string& /*name*/, std::string_view /*text*/) override {
        return notOfStreams("A mark");
    }
    Result<void> remove(const std::string& /*name*/) override { return notOfStreams("A removal"); }
    Result<std::optional<std::uint64_t>> freeSpace(const std::string& /*folder*/) override { return std::nullopt; }

private:
    std::stop_token m_stop;
};

} // namespace

std::shared_ptr<BackupPlace> standardPlace(std::stop_token stop) {
    return std::make_shared<StandardPlace>(std::move(stop));
}

} // namespace dbv::backup
