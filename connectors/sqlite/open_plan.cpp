// SPDX-License-Identifier: Apache-2.0
#include "sqlite/open_plan.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <string_view>

#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

constexpr std::string_view kMemory = ":memory:";
constexpr std::string_view kAttach = "attach.";

std::string absolutePath(std::string_view path, const std::string& workingDirectory) {
    namespace fs = std::filesystem;
    std::error_code unknown;
    const fs::path base = workingDirectory.empty()
                              ? fs::current_path(unknown)
                              : fs::path(std::u8string(workingDirectory.begin(), workingDirectory.end()));
    const std::u8string text = (base / fs::path(std::u8string(path.begin(), path.end()))).lexically_normal().u8string();
    return {text.begin(), text.end()};
}

std::optional<bool> switchOf(std::string_view value) {
    static constexpr std::array<std::string_view, 4> kOn{"1", "on", "true", "yes"};
    static constexpr std::array<std::string_view, 4> kOff{"0", "off", "false", "no"};
    if (std::ranges::find(kOn, value) != kOn.end()) {
        return true;
    }
    return std::ranges::find(kOff, value) != kOff.end() ? std::optional(false) : std::nullopt;
}

std::unexpected<Error> badOption(std::string_view name, std::string_view value, std::string_view allowed) {
    return fail(ErrorKind::InvalidInput,
                "The option " + std::string(name) + " can't be \"" + std::string(value) + "\".",
                "It takes " + std::string(allowed) + ".");
}

std::string percentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16).ptr == text.data() + i + 3) {
            decoded += static_cast<char>(value);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

std::string percentEncoded(std::string_view text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20U || byte >= 0x7FU || c == '%' || c == '?' || c == '#' || c == '&' || c == '=') {
            encoded += '%';
            encoded += kHex[byte >> 4U];
            encoded += kHex[byte & 15U];
        } else {
            encoded += c;
        }
    }
    return encoded;
}

/// Builds a plan option by option.
class PlanReader {
public:
    explicit PlanReader(const ConnectParams& params) : m_params(params) {}

    Result<OpenPlan> read() {
        Result<void> done = refuseHost();
        if (done) {
            done = readDatabase();
        }
        for (auto option = m_params.options.begin(); done && option != m_params.options.end(); ++option) {
            done = take(option->first, option->second, false);
        }
        if (!done) {
            return std::unexpected(done.error());
        }
        if (m_memory) {
            m_plan.path.clear();
            if (Result<void> fine = refuseFileOptions(); !fine) {
                return std::unexpected(fine.error());
            }
        }
        if (m_params.safety == Safety::ReadOnly) {
            m_plan.access = Access::ReadOnly;
        }
        m_plan.defensive = m_params.safety == Safety::Sandbox;
        return std::move(m_plan);
    }

private:
    Result<void> refuseHost() const {
        if (m_params.host.empty() && m_params.user.empty() && m_params.port == 0) {
            return {};
        }
        return fail(ErrorKind::InvalidInput, "A SQLite database has no host, port or user.",
                    "Write sqlite:///path for an absolute path, sqlite:path for one from the working directory.");
    }
    /// What would have no effect on a database in memory.
    [[nodiscard]] Result<void> refuseFileOptions() const {
        if (m_plan.uriParameters.empty() && !m_plan.immutable) {
            return {};
        }
        const std::string name = m_plan.immutable ? "immutable" : m_plan.uriParameters.front().first;
        return fail(ErrorKind::InvalidInput, "A database in memory has no option \"" + name + "\".",
                    "Leave it out; everybody who uses the connection sees the same database.");
    }
    Result<void> readDatabase() {
        const std::string_view name = m_params.database;
        if (name.starts_with("file:")) {
            return readUri(name.substr(5));
        }
        return takePath(name);
    }
    Result<void> takePath(std::string_view path) {
        if (path.find('\0') != std::string_view::npos) {
            return fail(ErrorKind::InvalidInput, "The name of the database holds a NUL character.", "Remove it.");
        }
        if (path.empty() && m_params.option("mode") != "memory") {
            return fail(ErrorKind::InvalidInput, "No database file is named.",
                        "Give a path, or :memory: for a database in memory.");
        }
        m_memory = path == kMemory || path.empty();
        m_plan.path = m_memory ? std::string() : absolutePath(path, m_params.workingDirectory);
        return {};
    }
    Result<void> readUri(std::string_view uri) {
        uri = uri.substr(0, uri.find('#'));
        const std::size_t mark = uri.find('?');
        std::string_view query = mark == std::string_view::npos ? std::string_view() : uri.substr(mark + 1);
        std::string_view path = uri.substr(0, mark);
        if (path.starts_with("//")) {
            const std::size_t slash = path.find('/', 2);
            const std::string_view host = path.substr(2, slash == std::string_view::npos ? slash : slash - 2);
            if (!host.empty() && host != "localhost") {
                return fail(ErrorKind::InvalidInput, "The URI names the host \"" + std::string(host) + "\".",
                            "SQLite opens local files only: write file:///path.");
            }
            path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
        }
        const bool memory = ("&" + std::string(query) + "&").contains("&mode=memory&");
        Result<void> done = memory ? Result<void>() : takePath(percentDecoded(path));
        while (done && !query.empty()) {
            const std::string_view item = query.substr(0, query.find('&'));
            query.remove_prefix(std::min(query.size(), item.size() + 1));
            const std::size_t equals = item.find('=');
            done =
                take(percentDecoded(item.substr(0, equals)),
                     equals == std::string_view::npos ? std::string() : percentDecoded(item.substr(equals + 1)), true);
        }
        return done;
    }
    Result<void> take(const std::string& name, const std::string& value, bool fromUri) {
        if (name == "mode") {
            return takeMode(value);
        }
        if (name == "vfs") {
            m_plan.vfs = value;
            return {};
        }
        if (name == "busyTimeoutMs") {
            return takeTimeout(value);
        }
        if (name == "immutable" || name == "foreignKeys") {
            return takeSwitch(name, value);
        }
        if (name.starts_with(kAttach) && name.size() > kAttach.size()) {
            if (sameName(name.substr(kAttach.size()), "main") || sameName(name.substr(kAttach.size()), "temp")) {
                return fail(ErrorKind::InvalidInput,
                            "The file \"" + value + "\" can't be attached by the name " + name.substr(kAttach.size()) +
                                ", which every connection uses itself.",
                            "Choose another name behind attach.");
            }
            m_plan.attached.emplace_back(name.substr(kAttach.size()), absolutePath(value, m_params.workingDirectory));
            return {};
        }
        if (fromUri || name == "cache" || name == "nolock" || name == "psow") {
            m_plan.uriParameters.emplace_back(name, value);
            return {};
        }
        return fail(ErrorKind::InvalidInput, "SQLite connections have no option \"" + name + "\".",
                    "They have mode, immutable, busyTimeoutMs, vfs, foreignKeys, cache, nolock, psow and attach.NAME.");
    }
    Result<void> takeMode(std::string_view value) {
        m_memory = m_memory || value == "memory";
        if (value == "ro") {
            m_plan.access = Access::ReadOnly;
        } else if (value == "rw") {
            m_plan.access = Access::ReadWrite;
        } else if (value == "rwc") {
            m_plan.access = Access::Create;
        } else if (value != "memory") {
            return badOption("mode", value, "ro, rw, rwc (make the file when it is missing) or memory");
        }
        return {};
    }
    Result<void> takeTimeout(std::string_view value) {
        std::uint32_t milliseconds = 0;
        const auto end = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
        if (value.empty() || end.ec != std::errc() || end.ptr != value.data() + value.size()) {
            return badOption("busyTimeoutMs", value, "a number of milliseconds");
        }
        m_plan.busyTimeout = std::chrono::milliseconds(milliseconds);
        return {};
    }
    Result<void> takeSwitch(std::string_view name, std::string_view value) {
        const std::optional<bool> on = switchOf(value);
        if (!on) {
            return badOption(name, value, "on or off");
        }
        if (name == "immutable") {
            m_plan.immutable = *on;
        } else {
            m_plan.foreignKeys = on;
        }
        return {};
    }

    const ConnectParams& m_params;
    OpenPlan m_plan;
    bool m_memory = false;
};

} // namespace

std::string fileUri(const std::string& path) {
    return "file:" + percentEncoded(path);
}

std::string OpenPlan::uri() const {
    if (inMemory()) {
        return std::string(kMemory);
    }
    std::string uri = fileUri(path);
    char mark = '?';
    const auto add = [&](std::string_view name, std::string_view value) {
        uri += mark;
        uri += percentEncoded(name) + "=" + percentEncoded(value);
        mark = '&';
    };
    if (immutable) {
        add("immutable", "1");
    }
    for (const auto& [name, value] : uriParameters) {
        add(name, value);
    }
    return uri;
}

Result<OpenPlan> planOpening(const ConnectParams& params) {
    return PlanReader(params).read();
}

} // namespace dbv::sqlite
