// SPDX-License-Identifier: Apache-2.0
#include "rpc/line_secrets.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include "jobs/utf8_check.h"

namespace dbv::rpc {

namespace {

// A connection that is to be saved is refused when secrets are in it, so they are never asked for.
constexpr auto kPlaces = std::to_array<std::string_view>(
    {"config.password", "config.tls.keyPassword", "config.ssh.password", "config.ssh.passphrase", "secrets.password",
     "secrets.tlsKeyPassword", "secrets.sshPassword", "secrets.sshPassphrase", "connection.config.password",
     "connection.config.tls.keyPassword", "connection.config.ssh.password", "connection.config.ssh.passphrase",
     "secret", "password", "passphrase", "otherPassphrase"});
// The objects around a secret: array, request, params, connection, config, ssh.
constexpr std::size_t kDeepest = 6;
constexpr std::size_t kLongestName = 16;
constexpr std::size_t kEscape = 6;

/// One character of a JSON string.
struct Unit {
    /// Its bytes in the text; 0 where it is not valid.
    std::size_t size = 0;
    /// In UTF-8.
    std::array<char, 4> bytes{};
    std::size_t count = 0;

    [[nodiscard]] std::string_view text() const { return {bytes.data(), count}; }
};

std::optional<std::uint32_t> codeUnit(std::string_view text) {
    std::uint32_t value = 0;
    if (text.size() < kEscape || text[0] != '\\' || text[1] != 'u') {
        return std::nullopt;
    }
    const char* end = text.data() + kEscape;
    const auto [read, failed] = std::from_chars(text.data() + 2, end, value, 16);
    return failed == std::errc() && read == end ? std::optional(value) : std::nullopt;
}

Unit encoded(std::uint32_t code, std::size_t size) {
    const auto tail = [code](unsigned shift) { return static_cast<char>(0x80U | (code >> shift & 0x3FU)); };
    if (code < 0x80) {
        return {size, {static_cast<char>(code)}, 1};
    }
    if (code < 0x800) {
        return {size, {static_cast<char>(0xC0U | code >> 6U), tail(0)}, 2};
    }
    if (code < 0x10000) {
        return {size, {static_cast<char>(0xE0U | code >> 12U), tail(6), tail(0)}, 3};
    }
    return {size, {static_cast<char>(0xF0U | code >> 18U), tail(12), tail(6), tail(0)}, 4};
}

Unit escapedUnit(std::string_view text) {
    constexpr std::string_view kMarks = "\"\\/bfnrt";
    constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (text.size() > 1 && text[1] != 'u') {
        const std::size_t which = kMarks.find(text[1]);
        return which == std::string_view::npos ? Unit() : Unit{2, {kMeant[which]}, 1};
    }
    const std::optional<std::uint32_t> first = codeUnit(text);
    if (!first || (*first >= 0xDC00 && *first < 0xE000)) {
        return {};
    }
    if (*first < 0xD800 || *first >= 0xE000) {
        return encoded(*first, kEscape);
    }
    const std::optional<std::uint32_t> second = codeUnit(text.substr(kEscape));
    if (!second || *second < 0xDC00 || *second >= 0xE000) {
        return {};
    }
    return encoded(0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U), 2 * kEscape);
}

/// Walks through a line and takes the secrets out of it.
class Taker {
public:
    Taker(WipedText& line, LineSecrets& taken) : m_line(line), m_taken(taken) {}

    void run() {
        while (m_at < m_line.size()) {
            const char c = m_line[m_at];
            if (c == '"') {
                ++m_at;
                takeString();
            } else {
                ++m_at;
                takeMark(c);
            }
        }
    }

private:
    struct Level {
        bool isArray = false;
        std::string name;
        std::size_t index = 0;
    };

    [[nodiscard]] Level* level() { return m_depth == 0 || m_depth > kDeepest ? nullptr : &m_levels[m_depth - 1]; }

    void takeMark(char c) {
        switch (c) {
        case '{':
        case '[':
            ++m_depth;
            m_isName = c == '{';
            if (Level* inner = level()) {
                *inner = {.isArray = c == '[', .name = {}, .index = 0};
            }
            break;
        case '}':
        case ']':
            m_depth -= m_depth == 0 ? 0U : 1U;
            m_isName = false;
            break;
        case ',':
            if (Level* here = level()) {
                ++here->index;
                m_isName = !here->isArray;
            }
            break;
        case ':': m_isName = false; break;
        default: break;
        }
    }

    void takeString() {
        Level* here = level();
        if (here != nullptr && m_isName) {
            here->name = readName();
        } else if (const auto place = here != nullptr ? secretPlace() : std::nullopt) {
            takeSecret(*place);
        } else {
            skipString();
        }
    }

    /// Where the value stands that comes next, if it is a secret's.
    [[nodiscard]] std::optional<std::string> secretPlace() const {
        const std::size_t request = m_levels[0].isArray ? 1 : 0;
        if (m_depth < request + 2 || m_levels[request].name != "params") {
            return std::nullopt;
        }
        std::string place;
        for (std::size_t i = request + 1; i < m_depth; ++i) {
            if (m_levels[i].isArray) {
                return std::nullopt;
            }
            place += (place.empty() ? "" : ".") + m_levels[i].name;
        }
        return std::ranges::find(kPlaces, place) == kPlaces.end() ? std::nullopt : std::optional(place);
    }

    [[nodiscard]] Unit unit() const {
        const std::string_view rest = std::string_view(m_line).substr(m_at);
        return rest.front() == '\\' ? escapedUnit(rest) : Unit{1, {rest.front()}, 1};
    }

    std::string readName() {
        std::string name;
        while (m_at < m_line.size() && m_line[m_at] != '"') {
            const Unit next = unit();
            if (name.size() < kLongestName) {
                name += next.text();
            }
            m_at += std::max<std::size_t>(next.size, 1);
        }
        ++m_at;
        return name;
    }

    void skipString() {
        while (m_at < m_line.size() && m_line[m_at] != '"') {
            m_at += m_line[m_at] == '\\' ? 2U : 1U;
        }
        ++m_at;
    }

    void takeSecret(std::string place) {
        const std::size_t from = m_at;
        skipString();
        const std::size_t room = std::min(m_at, m_line.size()) - from;
        m_at = from;
        LockedMemory memory(room);
        std::size_t size = 0;
        while (m_at < m_line.size() && m_line[m_at] != '"') {
            const Unit next = unit();
            if (next.size == 0) {
                // What is wrong with it is told by others, who have to see it.
                skipString();
                return;
            }
            std::ranges::copy(next.text(), memory.bytes().begin() + static_cast<std::ptrdiff_t>(size));
            size += next.count;
            std::ranges::fill(std::span(m_line).subspan(m_at, next.size), '*');
            m_at += next.size;
        }
        ++m_at;
        memory.shrink(size);
        const std::size_t request = m_levels[0].isArray ? m_levels[0].index : 0;
        m_taken.add(request, std::move(place), size == 0 ? Secret() : Secret(std::move(memory)));
    }

    WipedText& m_line;
    LineSecrets& m_taken;
    std::size_t m_at = 0;
    std::size_t m_depth = 0;
    bool m_isName = false;
    std::array<Level, kDeepest> m_levels;
};

} // namespace

LineSecrets LineSecrets::takenFrom(WipedText& line) {
    LineSecrets taken;
    const std::string_view text(line);
    // Such a line is refused as it stands.
    const bool isText = text.find('\0') == std::string_view::npos && jobs::isUtf8(text);
    if (isText) {
        Taker(line, taken).run();
        wipeDeadStack();
    }
    return taken;
}

RequestSecrets LineSecrets::takeRequest(std::size_t index) {
    auto taken = m_requests.extract(index);
    return taken ? std::move(taken.mapped()) : RequestSecrets();
}

} // namespace dbv::rpc
