// SPDX-License-Identifier: Apache-2.0
#include "scripts/text_source.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace dbv::scripts {

namespace {

/// So much of the start is looked at to know what a script is.
constexpr std::size_t kHead = std::size_t{1} << 20U;
constexpr std::size_t kRawBlock = std::size_t{256} << 10U;
/// With so much of it, its mark is known, if it has one.
constexpr std::size_t kLongestMark = 4;
/// In so much of its start, a script may say which encoding it has.
constexpr std::size_t kSaysEncoding = 8192;

/// Gives back the start of a file that was looked at.
class BehindHead final : public ScriptBytes {
public:
    BehindHead(std::string head, std::unique_ptr<ScriptBytes> rest)
        : m_head(std::move(head)), m_rest(std::move(rest)) {}

    Result<std::size_t> read(std::span<char> into) override {
        if (m_used == m_head.size()) {
            return m_rest->read(into);
        }
        const std::size_t count = std::min(into.size(), m_head.size() - m_used);
        std::copy_n(m_head.data() + m_used, count, into.data());
        m_used += count;
        return count;
    }
    [[nodiscard]] bool isReady() override { return m_used < m_head.size() || m_rest->isReady(); }
    [[nodiscard]] bool mayWait() const override { return m_rest->mayWait(); }
    [[nodiscard]] std::uint64_t taken() const override {
        return m_used == m_head.size() ? m_rest->taken() : static_cast<std::uint64_t>(m_used);
    }

private:
    std::string m_head;
    std::size_t m_used = 0;
    std::unique_ptr<ScriptBytes> m_rest;
};

/// What a file is that is no script, and what to do with it.
struct Stranger {
    std::string_view start;
    std::string_view is;
    std::string_view instead;
};

constexpr auto kStrangers = std::to_array<Stranger>({
    {"PGDMP", "an archive of pg_dump", "Restore it with pg_restore, or let pg_dump write plain SQL."},
    {"SQLite format 3", "a database file", "Open it as a connection."},
    {"BZh", "packed by bzip2, which is not unpacked here", "Unpack it first."},
    {"PK\x03\x04", "a ZIP archive", "Unpack it first."},
    {"7z\xBC\xAF\x27\x1C", "a 7z archive", "Unpack it first."},
});

constexpr auto kPackings = std::to_array<std::string_view>({"\x1F\x8B", "\x28\xB5\x2F\xFD", "\xFD\x37zXZ"});

/// Whether what begins like this, and goes on, may be something else than text.
bool mayBeStrange(std::string_view start) {
    return std::ranges::any_of(kStrangers, [&](const Stranger& each) { return each.start.starts_with(start); }) ||
           std::ranges::any_of(kPackings, [&](std::string_view each) { return each.starts_with(start); });
}

bool isAsciiText(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80 || c == '\0'; });
}

struct Head {
    std::string bytes;
    bool ended = false;
};

/// The start of a script. Of what somebody still writes, as much as has come, when `isEnough`.
template <class IsEnough>
Result<Head> readHead(ScriptBytes& bytes, std::size_t most, IsEnough isEnough) {
    Head head{std::string(most, '\0')};
    std::size_t size = 0;
    while (size < most && (bytes.isReady() || !isEnough(std::string_view(head.bytes).substr(0, size)))) {
        const Result<std::size_t> read = bytes.read(std::span(head.bytes).subspan(size));
        if (!read) {
            return std::unexpected(read.error());
        }
        size += *read;
        if (*read == 0) {
            head.ended = true;
            break;
        }
    }
    head.bytes.resize(size);
    return head;
}

Result<std::unique_ptr<ScriptBytes>> unpacked(std::unique_ptr<ScriptBytes> bytes, Packing packing) {
    switch (packing) {
    case Packing::None: break;
    case Packing::Gzip: return unpackGzip(std::move(bytes));
    case Packing::Zstd: return unpackZstd(std::move(bytes));
    case Packing::Xz: return unpackXz(std::move(bytes));
    }
    return bytes;
}

} // namespace

Packing packingOf(std::string_view start) {
    using namespace std::string_view_literals;
    return start.starts_with("\x1F\x8B"sv)           ? Packing::Gzip
           : start.starts_with("\x28\xB5\x2F\xFD"sv) ? Packing::Zstd
           : start.starts_with("\xFD"
                               "7zXZ\0"sv)
               ? Packing::Xz
               : Packing::None;
}

Result<TextSource> TextSource::open(const ScriptOrigin& origin, TextRules rules, std::stop_token stop) {
    Result<RawFile> file = openRawFile(origin, std::move(stop));
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    constexpr std::size_t kLongestStart = 16;
    Result<Head> start = readHead(*file->bytes, kLongestStart, [](std::string_view come) {
        return come.size() >= kLongestMark && !mayBeStrange(come);
    });
    if (!start) {
        return std::unexpected(std::move(start.error()));
    }
    for (const Stranger& stranger : kStrangers) {
        if (start->bytes.starts_with(stranger.start)) {
            return fail(ErrorKind::InvalidInput,
                        origin.path + " is " + std::string(stranger.is) + ", no script. Nothing was sent.",
                        std::string(stranger.instead));
        }
    }
    TextSource source;
    source.m_packing = packingOf(start->bytes);
    source.m_fileSize = file->size;
    source.m_identity = std::move(file->identity);
    source.m_identityNow = std::move(file->identityNow);
    Result<std::unique_ptr<ScriptBytes>> bytes =
        unpacked(std::make_unique<BehindHead>(std::move(start->bytes), std::move(file->bytes)), source.m_packing);
    if (!bytes) {
        return std::unexpected(std::move(bytes.error()));
    }
    source.m_bytes = std::move(*bytes);
    Result<Head> head =
        readHead(*source.m_bytes, kHead, [](std::string_view come) { return come.size() >= kLongestMark; });
    if (!head) {
        return std::unexpected(std::move(head.error()));
    }
    source.m_raw = std::move(head->bytes);
    source.m_ended = head->ended;
    source.m_rules = rules.rules;
    source.m_undecided =
        !rules.encoding && !source.m_ended && source.m_raw.size() < kSaysEncoding && isAsciiText(source.m_raw);
    const Result<FoundEncoding> found =
        rules.encoding ? FoundEncoding{*rules.encoding, 0} : findEncoding(source.m_raw, source.m_ended, rules.rules);
    if (!found) {
        return std::unexpected(found.error());
    }
    source.m_encoding = found->encoding;
    source.m_mark = found->mark;
    // A mark is none of the text, also where the encoding was given.
    if (rules.encoding) {
        const std::string_view raw = source.m_raw;
        const bool wide = *rules.encoding == TextEncoding::Utf16Little || *rules.encoding == TextEncoding::Utf16Big;
        const bool marked =
            wide ? raw.starts_with("\xFF\xFE") || raw.starts_with("\xFE\xFF") : raw.starts_with("\xEF\xBB\xBF");
        source.m_mark = marked ? (wide ? 2 : 3) : 0;
    }
    source.m_raw.erase(0, source.m_mark);
    source.m_rawOffset = source.m_mark;
    return source;
}

Result<void> TextSource::readRaw(std::size_t about, bool waits) {
    while (!m_ended && m_raw.size() < about && (std::exchange(waits, false) || m_bytes->isReady())) {
        const std::size_t before = m_raw.size();
        m_raw.resize(before + std::max(kRawBlock, about - before));
        const Result<std::size_t> read = m_bytes->read(std::span(m_raw).subspan(before));
        m_raw.resize(before + read.value_or(0));
        if (!read) {
            return std::unexpected(read.error());
        }
        m_ended = *read == 0;
    }
    return {};
}

Result<void> TextSource::decide() {
    std::string come = m_start + m_raw;
    Result<FoundEncoding> found = findEncoding(come, m_ended, m_rules);
    if (!found) {
        // What was clear before it was given, and may have been sent.
        std::string& message = found.error().message;
        constexpr std::string_view kNothing = " Nothing was sent.";
        message.resize(message.size() - (message.ends_with(kNothing) && !m_start.empty() ? kNothing.size() : 0));
        return std::unexpected(std::move(found.error()));
    }
    m_encoding = found->encoding;
    m_undecided = come.size() < kSaysEncoding && isAsciiText(come);
    m_start = m_undecided ? std::move(come) : std::string();
    return {};
}

Result<void> TextSource::appendUtf8(std::string& utf8) {
    const bool checks = m_encoding == TextEncoding::Utf8;
    const std::size_t valid = checks ? validUtf8(m_raw) : m_raw.size();
    const std::string_view rest = std::string_view(m_raw).substr(valid);
    if (valid == 0 && !rest.empty() && (m_ended || !isCutCharacter(rest))) {
        return fail(ErrorKind::InvalidInput,
                    "The bytes at " + std::to_string(m_rawOffset) +
                        " of the script are no UTF-8. What stands before them was read.",
                    "Say which encoding it has: " + std::string(kEncodingNames) + ".");
    }
    utf8.append(m_raw, 0, valid);
    m_raw.erase(0, valid);
    m_rawOffset += valid;
    return {};
}

Result<void> TextSource::append(std::string& utf8, std::size_t about) {
    const std::size_t before = utf8.size();
    bool waits = m_raw.empty();
    while (utf8.size() == before && !isAtEnd()) {
        // At least one whole character.
        if (Result<void> read = readRaw(std::max<std::size_t>(about, 4), waits); !read) {
            return read;
        }
        waits = true;
        if (Result<void> decided = m_undecided ? decide() : Result<void>(); !decided) {
            return decided;
        }
        if (m_encoding == TextEncoding::Utf8 || m_encoding == TextEncoding::Bytes) {
            if (Result<void> done = appendUtf8(utf8); !done) {
                return done;
            }
            continue;
        }
        const std::size_t used = appendDecoded(utf8, m_raw, m_encoding);
        m_raw.erase(0, used);
        m_rawOffset += used;
        if (used == 0 && m_ended && !m_raw.empty()) {
            return fail(ErrorKind::InvalidInput,
                        "The script ends at byte " + std::to_string(m_rawOffset) + " in the middle of a character.",
                        "Fetch it anew: it may be cut off.");
        }
    }
    return {};
}

} // namespace dbv::scripts
