// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <dbv/core/error.h>

namespace dbv::cli {

/// The three files that a program is started with.
struct StandardStreams {
    int in = 0;
    int out = 1;
    int err = 2;
};

/// What a verb says to the person who called it. Rows do not go this way.
/// Thread: one.
class Console {
public:
    explicit Console(StandardStreams streams) : m_streams(streams) {}

    [[nodiscard]] const StandardStreams& streams() const { return m_streams; }
    [[nodiscard]] bool outIsTerminal() const;
    [[nodiscard]] bool errIsTerminal() const;
    /// Whether whoever read the output has gone: nothing that is written there arrives.
    [[nodiscard]] bool readerIsGone() const;
    /// Whether a person looks on: a script with a terminal somewhere behind it is none.
    [[nodiscard]] bool personIsThere() const;

    /// The answer of a verb. `kExitOk`, or `kExitOutput` when it could not be written, which is told then.
    [[nodiscard]] int out(std::string_view text);
    /// A line of its own on the error output.
    void note(const std::string& line);
    /// An error, its place in `sql` and its hint.
    void error(const Error& error, std::string_view sql = {});
    /// A line that is written over by the next; only on a terminal, and at most ten times a second.
    void progress(const std::string& line);
    /// Takes that line away, before something else is written to the terminal.
    void clearProgress();

private:
    StandardStreams m_streams;
    bool m_progressShown = false;
    std::chrono::steady_clock::time_point m_nextProgress;
};

} // namespace dbv::cli
