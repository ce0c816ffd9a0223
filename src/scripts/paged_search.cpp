// SPDX-License-Identifier: Apache-2.0
#include "scripts/paged_search.h"

#include <algorithm>
#include <utility>

#include <QRegularExpression>

#include <dbv/core/cancel.h>

namespace dbv::scripts {

namespace {

constexpr std::uint64_t kSearchWindow = std::uint64_t{1} << 20U;
// What a match that begins in a window may reach into the next one.
constexpr std::uint64_t kLongestMatch = std::uint64_t{64} << 10U;

QRegularExpression expressionOf(const TextPattern& pattern) {
    QRegularExpression::PatternOptions options =
        QRegularExpression::UseUnicodePropertiesOption | QRegularExpression::MultilineOption;
    if (!pattern.matchCase) {
        options |= QRegularExpression::CaseInsensitiveOption;
    }
    QRegularExpression expression(pattern.regex ? pattern.text : QRegularExpression::escape(pattern.text), options);
    expression.optimize();
    return expression;
}

/// What is looked at at once. Unit: bytes of the file.
struct Window {
    std::uint64_t begin = 0;
    /// Matches begin before it.
    std::uint64_t end = 0;
    /// They reach up to here.
    std::uint64_t reach = 0;
};

/// Looks through one window after the other.
class WindowSearch {
public:
    WindowSearch(PagedText& text, QRegularExpression expression, TextRange range, bool backward)
        : m_text(text), m_expression(std::move(expression)), m_range(range), m_backward(backward) {}

    Result<std::optional<TextMatch>> in(const Window& window) {
        const Result<std::string_view> bytes =
            m_text.bytesAt(window.begin, static_cast<std::size_t>(window.reach - window.begin));
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        const QString shown = textOf(*bytes, m_text.encoding());
        const qsizetype end = unitsUpTo(*bytes, shown, window.end - window.begin);
        // Backward a match has to end in the range, too.
        const qsizetype last = m_backward && m_range.until < window.reach
                                   ? unitsUpTo(*bytes, shown, m_range.until - window.begin)
                                   : shown.size();
        std::optional<std::pair<qsizetype, qsizetype>> found;
        QRegularExpressionMatch match = m_expression.match(shown);
        while (match.hasMatch() && match.capturedStart() < end) {
            const qsizetype at = match.capturedStart();
            const qsizetype length = match.capturedLength();
            // Nothing to stand at is no place to show.
            if (length > 0 && at + length <= last) {
                found = {at, length};
                if (!m_backward) {
                    break;
                }
            }
            match = m_expression.match(shown, at + std::max<qsizetype>(1, length));
        }
        if (!match.isValid()) {
            return fail(ErrorKind::InvalidInput, "The search gave up: the regular expression takes too long here.",
                        "Use a simpler one.");
        }
        if (!found) {
            return std::nullopt;
        }
        const std::size_t begin = bytesOfText(*bytes, found->first, m_text.encoding());
        const std::size_t size = bytesOfText(bytes->substr(begin), found->second, m_text.encoding());
        return TextMatch{window.begin + begin, size};
    }

private:
    qsizetype unitsUpTo(std::string_view bytes, const QString& shown, std::uint64_t size) const {
        return size >= bytes.size() ? shown.size()
                                    : textOf(bytes.substr(0, static_cast<std::size_t>(size)), m_text.encoding()).size();
    }

    PagedText& m_text;
    QRegularExpression m_expression;
    TextRange m_range;
    bool m_backward;
};

/// A place at or before `offset` that is not within a character.
Result<std::uint64_t> wholeAt(PagedText& text, std::uint64_t offset) {
    const std::uint64_t aligned = offset - (offset - std::min(offset, text.start())) % text.unit();
    if (text.unit() > 1 || aligned == 0) {
        return aligned;
    }
    constexpr std::uint64_t kMostBefore = 3;
    const std::uint64_t begin = aligned - std::min(aligned, kMostBefore);
    const Result<std::string_view> read = text.bytesAt(begin, kMostBefore + 1);
    if (!read) {
        return std::unexpected(read.error());
    }
    std::uint64_t at = aligned;
    while (at > begin && at - begin < read->size() &&
           (static_cast<unsigned char>((*read)[static_cast<std::size_t>(at - begin)]) & 0xC0U) == 0x80U) {
        --at;
    }
    return at;
}

/// Counts in one block after the other.
class LineCounter {
public:
    LineCounter(PagedText& text, KnownLine from, CountGoal goal) : m_text(text), m_goal(goal), m_known(from) {}

    /// True when it is there.
    Result<bool> count(std::uint64_t offset) {
        const Result<std::string_view> read = m_text.bytesAt(offset, static_cast<std::size_t>(kSearchWindow));
        if (!read) {
            return std::unexpected(read.error());
        }
        std::size_t at = 0;
        while ((at = m_text.lineEnd(*read, at, offset)) != std::string_view::npos) {
            ++at;
            const std::uint64_t next = offset + at;
            if (next > m_goal.offset || next >= m_text.size()) {
                return true;
            }
            m_known = {next, m_known.line + 1};
            if (m_known.line >= m_goal.line) {
                return true;
            }
        }
        return offset + kSearchWindow > m_goal.offset || offset + kSearchWindow >= m_text.size();
    }
    [[nodiscard]] const KnownLine& known() const { return m_known; }

private:
    PagedText& m_text;
    CountGoal m_goal;
    KnownLine m_known;
};

} // namespace

Result<std::optional<TextMatch>> findText(PagedText& text, const TextPattern& pattern, TextRange range, bool backward,
                                          const std::stop_token& stop, const ScanFurther& further) {
    QRegularExpression expression = expressionOf(pattern);
    if (!expression.isValid()) {
        return fail(ErrorKind::InvalidInput,
                    "The regular expression is not valid: " + expression.errorString().toStdString() + ".",
                    "Correct it at character " + std::to_string(expression.patternErrorOffset() + 1) + ".");
    }
    range.from = std::max(range.from, text.start());
    range.until = std::min(range.until, text.size());
    WindowSearch search(text, std::move(expression), range, backward);
    std::uint64_t left = range.until - std::min(range.until, range.from);
    while (left > 0) {
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        const std::uint64_t size = std::min(left, kSearchWindow);
        const Result<std::uint64_t> begin = wholeAt(text, backward ? range.from + left - size : range.until - left);
        const Result<std::uint64_t> end = wholeAt(text, backward ? range.from + left : range.until - left + size);
        if (!begin || !end) {
            return std::unexpected(begin ? end.error() : begin.error());
        }
        auto found = search.in({*begin, *end, std::min(text.size(), *end + kLongestMatch)});
        if (!found || *found) {
            return found;
        }
        left -= size;
        further(backward ? *begin : *end);
    }
    return std::nullopt;
}

Result<KnownLine> countLines(PagedText& text, KnownLine from, CountGoal goal, const std::stop_token& stop,
                             const std::function<void(const KnownLine&)>& further) {
    LineCounter counter(text, from, goal);
    std::uint64_t offset = std::max(from.offset, text.start());
    while (offset < text.size()) {
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        const Result<bool> done = counter.count(offset);
        if (!done) {
            return std::unexpected(done.error());
        }
        offset += kSearchWindow;
        further(counter.known());
        if (*done) {
            break;
        }
    }
    return counter.known();
}

} // namespace dbv::scripts
