// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include <QString>

namespace dbv::viewmodel {

/// A text that is too long to be copied at each key, read in pieces. Lines end with a line feed.
/// Unit: positions count UTF-16 code units, from 0.
class TextSource {
public:
    TextSource() = default;
    TextSource(const TextSource&) = delete;
    TextSource& operator=(const TextSource&) = delete;
    virtual ~TextSource() = default;

    /// The length of the whole text.
    [[nodiscard]] virtual std::size_t size() const = 0;
    /// The text of [begin, end), which lies within the text.
    [[nodiscard]] virtual QString piece(std::size_t begin, std::size_t end) const = 0;
    /// Where the line that holds `position` begins.
    [[nodiscard]] virtual std::size_t lineStart(std::size_t position) const = 0;
    /// Where the line that holds `position` ends: at its line feed, or at the end of the text.
    [[nodiscard]] virtual std::size_t lineEnd(std::size_t position) const = 0;
};

} // namespace dbv::viewmodel
