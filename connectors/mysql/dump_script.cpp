// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace dbv::mysql {

namespace {

constexpr std::size_t kHeldAtMost = std::size_t{256} << 10U;
constexpr std::size_t kScriptBlock = std::size_t{256} << 10U;
constexpr std::size_t kLongestHead = 64;
/// More than a server takes. Unit: bytes.
constexpr std::size_t kLongestStatement = std::size_t{1} << 30U;
constexpr std::array<std::string_view, 3> kPartNames{"statement", "program", "switch"};
constexpr std::string_view kProgramBegin = "DELIMITER ;;\n";
constexpr std::string_view kProgramEnd = "\n;;\nDELIMITER ;\n";
constexpr std::string_view kStatementEnd = ";\n";

std::unexpected<Error> noScript() {
    return fail(ErrorKind::CorruptBackup, "What the backup holds is no dump as this program writes them.",
                "Verify the backup, and use another one.");
}

} // namespace

Result<void> ScriptWriter::put(ScriptPart part, std::string_view statement) {
    m_held += "-- " + std::string(kPartNames.at(static_cast<std::size_t>(part))) + " " +
              std::to_string(statement.size()) + "\n";
    const bool program = part == ScriptPart::Program;
    m_held += program ? kProgramBegin : std::string_view();
    m_held += statement;
    m_held += program ? kProgramEnd : kStatementEnd;
    return m_held.size() < kHeldAtMost ? Result<void>() : finish();
}

Result<void> ScriptWriter::finish() {
    Result<void> taken = m_held.empty() ? Result<void>() : m_sink(m_held);
    m_held.clear();
    return taken;
}

Result<bool> ScriptReader::hold(std::size_t bytes) {
    while (m_held.size() - m_at < bytes && !m_ended) {
        m_held.erase(0, std::exchange(m_at, 0));
        std::vector<char> block(kScriptBlock);
        const Result<std::size_t> got = m_source(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        m_ended = *got == 0;
        m_held.append(block.data(), *got);
    }
    return m_held.size() - m_at >= bytes;
}

Result<std::optional<std::string>> ScriptReader::line() {
    Result<bool> more = hold(1);
    if (!more || !*more) {
        return more ? Result<std::optional<std::string>>(std::nullopt) : std::unexpected(more.error());
    }
    if (more = hold(kLongestHead); !more) {
        return std::unexpected(more.error());
    }
    const std::size_t end = m_held.find('\n', m_at);
    if (end == std::string::npos || end - m_at > kLongestHead) {
        return noScript();
    }
    std::string text = m_held.substr(m_at, end - m_at);
    m_at = end + 1;
    return text;
}

Result<void> ScriptReader::expect(std::string_view text) {
    const Result<bool> there = hold(text.size());
    if (!there) {
        return std::unexpected(there.error());
    }
    if (!*there || std::string_view(m_held).substr(m_at, text.size()) != text) {
        return noScript();
    }
    m_at += text.size();
    return {};
}

Result<std::optional<ScriptReader::Item>> ScriptReader::next() {
    const Result<std::optional<std::string>> head = line();
    if (!head) {
        return std::unexpected(head.error());
    }
    if (!*head) {
        return std::nullopt;
    }
    const std::size_t blank = (*head)->rfind(' ');
    if (!(*head)->starts_with("-- ") || blank < 3) {
        return noScript();
    }
    const std::string_view name = std::string_view(**head).substr(3, blank - 3);
    const auto* const part = std::ranges::find(kPartNames, name);
    std::size_t size = 0;
    const char* const numberEnd = (*head)->data() + (*head)->size();
    const auto [end, failed] = std::from_chars((*head)->data() + blank + 1, numberEnd, size);
    if (part == kPartNames.end() || failed != std::errc() || end != numberEnd || size > kLongestStatement) {
        return noScript();
    }
    Item item;
    item.part = static_cast<ScriptPart>(part - kPartNames.begin());
    const bool program = item.part == ScriptPart::Program;
    Result<void> done = program ? expect(kProgramBegin) : Result<void>();
    const Result<bool> there = done ? hold(size) : std::unexpected(done.error());
    if (!there || !*there) {
        return there ? noScript() : std::unexpected(there.error());
    }
    item.statement = m_held.substr(m_at, size);
    m_at += size;
    done = expect(program ? kProgramEnd : kStatementEnd);
    return done ? Result<std::optional<Item>>(std::move(item)) : std::unexpected(done.error());
}

} // namespace dbv::mysql
