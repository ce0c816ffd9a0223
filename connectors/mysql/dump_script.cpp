// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_script.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>
#include <vector>

#include <dbv/data/object_type_name.h>

namespace dbv::mysql {

namespace {

constexpr std::size_t kHeldAtMost = std::size_t{256} << 10U;
constexpr std::size_t kScriptBlock = std::size_t{256} << 10U;
/// Two names of 64 characters, all of which were escaped. Unit: bytes.
constexpr std::size_t kLongestHead = 1024;
/// More than a server takes. Unit: bytes.
constexpr std::size_t kLongestStatement = std::size_t{1} << 30U;
constexpr std::array<std::string_view, 3> kPartNames{"statement", "program", "switch"};
constexpr std::array<std::string_view, 5> kStepNames{"session", "hold", "make", "rows", "value"};
constexpr std::array<std::string_view, 3> kContentNames{"all", "structure", "rows"};
constexpr std::string_view kContentsBegin = "-- contains ";
constexpr std::string_view kObjectBegin = "-- object ";
constexpr std::string_view kNeedBegin = "-- need ";
constexpr std::string_view kProgramBegin = "DELIMITER ;;\n";
constexpr std::string_view kProgramEnd = "\n;;\nDELIMITER ;\n";
constexpr std::string_view kStatementEnd = ";\n";

std::unexpected<Error> noScript() {
    return fail(ErrorKind::CorruptBackup, "What the backup holds is no dump as this program writes them.",
                "Verify the backup, and use another one.");
}

/// A name as one word on one line.
std::string escapedWord(std::string_view name) {
    constexpr std::string_view kHexDigits = "0123456789ABCDEF";
    std::string word;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20U && c != '%') {
            word += c;
        } else {
            word += {'%', kHexDigits[byte >> 4U], kHexDigits[byte & 15U]};
        }
    }
    return word;
}

/// Nothing where it is none.
std::optional<std::string> unescaped(std::string_view word) {
    std::string name;
    for (std::size_t at = 0; at < word.size(); ++at) {
        unsigned byte = static_cast<unsigned char>(word[at]);
        if (word[at] == '%') {
            const std::string_view digits = word.substr(at + 1, 2);
            const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
            if (failed != std::errc() || digits.size() != 2 || end != digits.data() + 2) {
                return std::nullopt;
            }
            at += 2;
        }
        name += static_cast<char>(byte);
    }
    return name;
}

std::string entryWords(const DumpEntry& entry) {
    return std::string(objectTypeName(entry.type)) + " " + escapedWord(entry.name) +
           (entry.of.empty() ? "" : " " + escapedWord(entry.of));
}

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

template <class Names>
std::optional<std::size_t> placeIn(const Names& names, std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - names.begin()));
}

/// From the words of a type, a name, and perhaps a table.
std::optional<DumpEntry> entryFrom(std::span<const std::string_view> words) {
    const std::optional<ObjectType> type =
        words.size() == 2 || words.size() == 3 ? objectTypeNamed(words[0]) : std::nullopt;
    std::optional<std::string> name = type ? unescaped(words[1]) : std::nullopt;
    std::optional<std::string> of = words.size() == 3 ? unescaped(words[2]) : std::string();
    return name && of ? std::optional(DumpEntry{*type, *std::move(name), *std::move(of)}) : std::nullopt;
}

} // namespace

Result<void> ScriptWriter::putContents(const DumpContents& contents) {
    m_held += std::string(kContentsBegin) + (contents.isPart ? "part " : "whole ") +
              std::string(kContentNames.at(static_cast<std::size_t>(contents.content))) + "\n";
    for (const DumpEntry& entry : contents.entries) {
        m_held += std::string(kObjectBegin) + entryWords(entry) + "\n";
    }
    for (const DumpNeed& need : contents.needs) {
        m_held += std::string(kNeedBegin) + escapedWord(need.who) + " " + entryWords(need.what) + "\n";
    }
    return m_held.size() < kHeldAtMost ? Result<void>() : finish();
}

Result<void> ScriptWriter::put(ScriptPart part, std::string_view statement, const ScriptTag& tag) {
    m_held +=
        "-- " + std::string(kPartNames.at(static_cast<std::size_t>(part))) + " " + std::to_string(statement.size());
    if (tag.step != ScriptStep::Session) {
        m_held += " " + std::string(kStepNames.at(static_cast<std::size_t>(tag.step))) + " " +
                  entryWords({tag.type, tag.name, {}});
    }
    m_held += "\n";
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

Result<std::optional<std::string_view>> ScriptReader::peekLine() {
    Result<bool> more = hold(1);
    if (!more || !*more) {
        return more ? Result<std::optional<std::string_view>>(std::nullopt) : std::unexpected(more.error());
    }
    if (more = hold(kLongestHead); !more) {
        return std::unexpected(more.error());
    }
    const std::size_t end = m_held.find('\n', m_at);
    if (end == std::string::npos || end - m_at > kLongestHead) {
        return noScript();
    }
    return std::string_view(m_held).substr(m_at, end - m_at);
}

Result<std::optional<std::string>> ScriptReader::line() {
    const Result<std::optional<std::string_view>> next = peekLine();
    if (!next || !*next) {
        return next ? Result<std::optional<std::string>>(std::nullopt) : std::unexpected(next.error());
    }
    std::string text(**next);
    m_at += text.size() + 1;
    return text;
}

Result<std::optional<DumpContents>> ScriptReader::contents() {
    Result<std::optional<std::string_view>> next = peekLine();
    if (!next || !*next || !(*next)->starts_with(kContentsBegin)) {
        return next ? Result<std::optional<DumpContents>>(std::nullopt) : std::unexpected(next.error());
    }
    const std::vector<std::string_view> head = wordsOf((*next)->substr(kContentsBegin.size()));
    const std::optional<std::size_t> content = head.size() == 2 ? placeIn(kContentNames, head[1]) : std::nullopt;
    if (!content || (head[0] != "part" && head[0] != "whole")) {
        return noScript();
    }
    DumpContents contents;
    contents.isPart = head[0] == "part";
    contents.content = static_cast<DumpContent>(*content);
    while (true) {
        m_at += (*next)->size() + 1;
        next = peekLine();
        if (!next) {
            return std::unexpected(next.error());
        }
        const std::string_view text = next->value_or("");
        const bool isNeed = text.starts_with(kNeedBegin);
        if (!isNeed && !text.starts_with(kObjectBegin)) {
            return contents;
        }
        const std::vector<std::string_view> words = wordsOf(text.substr((isNeed ? kNeedBegin : kObjectBegin).size()));
        const std::span<const std::string_view> of = std::span(words).subspan(isNeed && !words.empty() ? 1 : 0);
        std::optional<DumpEntry> entry = entryFrom(of);
        std::optional<std::string> who = isNeed ? unescaped(words.front()) : std::string();
        if (!entry || !who) {
            return noScript();
        }
        if (isNeed) {
            contents.needs.push_back({*std::move(who), *std::move(entry)});
        } else {
            contents.entries.push_back(*std::move(entry));
        }
    }
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
    if (!(*head)->starts_with("-- ")) {
        return noScript();
    }
    const std::vector<std::string_view> words = wordsOf(std::string_view(**head).substr(3));
    const std::optional<std::size_t> part = words.size() >= 2 ? placeIn(kPartNames, words[0]) : std::nullopt;
    std::size_t size = 0;
    const std::string_view number = part ? words[1] : std::string_view();
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), size);
    if (!part || failed != std::errc() || end != number.data() + number.size() || size > kLongestStatement) {
        return noScript();
    }
    Item item;
    item.part = static_cast<ScriptPart>(*part);
    if (words.size() > 2) {
        const std::optional<std::size_t> step = placeIn(kStepNames, words[2]);
        std::optional<DumpEntry> entry = step ? entryFrom(std::span(words).subspan(3)) : std::nullopt;
        if (!entry) {
            return noScript();
        }
        item.tag = {static_cast<ScriptStep>(*step), entry->type, std::move(entry->name)};
    }
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
