// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>
#include <cstddef>
#include <vector>

#include <dbv/core/result.h>

#include "network/tool_process.h"

namespace dbv::network {

/// While it is there, a write of this thread to a pipe that nobody reads is an error like others, and not the end of our process.
class QuietPipes {
public:
    QuietPipes();
    QuietPipes(const QuietPipes&) = delete;
    QuietPipes& operator=(const QuietPipes&) = delete;
    ~QuietPipes();

private:
    sigset_t m_broken{};
    sigset_t m_before{};
};

/// What is given to a program, a block behind of what was got: the last one goes when it is known to be the last.
class ToolFeed {
public:
    /// `input` outlives it; there may be none.
    explicit ToolFeed(const ToolInput& input) : m_input(input), m_isOver(!input) {}

    /// Everything was given, or there is nobody who takes it.
    [[nodiscard]] bool isOver() const { return m_isOver; }
    [[nodiscard]] bool gaveAll() const { return m_gaveAll; }
    /// Gives what a pipe takes at once of a block. The pipe does not block. Errors: those of the input.
    [[nodiscard]] Result<void> give(int pipe);

private:
    [[nodiscard]] Result<void> next();

    const ToolInput& m_input;
    std::vector<char> m_given;
    std::size_t m_at = 0;
    std::vector<char> m_waiting;
    bool m_hasEnded = false;
    bool m_isOver;
    bool m_gaveAll = false;
};

} // namespace dbv::network
