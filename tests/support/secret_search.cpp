// SPDX-License-Identifier: Apache-2.0
#include "secret_search.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sstream>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace dbv::support {

namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kBlock = std::size_t{4} << 20U;

char turn(char byte) {
    return static_cast<char>(~byte);
}

std::uint64_t firstEight(const char* bytes) {
    std::uint64_t key = 0;
    std::memcpy(&key, bytes, sizeof key);
    return key;
}

std::size_t hashOf(std::uint64_t key) {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 48U);
}

std::string contentOf(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What Base64 makes of a text that stands anywhere in another: without what depends on its neighbours.
std::string base64Of(std::string_view text, std::size_t before) {
    std::string encoded;
    unsigned bits = 0;
    int count = 0;
    for (std::size_t i = (3 - before % 3) % 3; i < text.size(); ++i) {
        bits = bits << 8U | static_cast<unsigned char>(text[i]);
        for (count += 8; count >= 6; count -= 6) {
            encoded += kBase64[bits >> static_cast<unsigned>(count - 6) & 63U];
        }
    }
    return encoded;
}

template <class Write>
std::string eachOf(std::string_view text, const Write& write) {
    std::string all;
    for (const char c : text) {
        all += write(c);
    }
    return all;
}

std::string hexOf(char c, std::string_view digits) {
    const auto value = static_cast<unsigned char>(c);
    return {digits[value >> 4U], digits[value & 15U]};
}

} // namespace

/// A part of a process's memory.
struct SecretSearch::Mapping {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    bool writable = false;
    /// Kept out of core images.
    bool guarded = false;
    std::string name;
};

PlantedSecret::PlantedSecret(std::string name) : m_name(std::move(name)) {
    std::random_device random;
    for (char& byte : m_turned) {
        byte = turn(kLetters[random() % kLetters.size()]);
    }
}

Secret PlantedSecret::secret() const {
    return Secret::filled(kSize,
                          [this](std::span<char> bytes) { std::ranges::transform(m_turned, bytes.begin(), turn); });
}

void SecretSearch::add(const PlantedSecret& secret) {
    for (const std::size_t at :
         {std::size_t{0}, (PlantedSecret::kSize - kWindow) / 2, PlantedSecret::kSize - kWindow}) {
        addForms(secret, at);
    }
}

void SecretSearch::addForms(const PlantedSecret& secret, std::size_t at) {
    constexpr std::string_view kLower = "0123456789abcdef";
    constexpr std::string_view kUpper = "0123456789ABCDEF";
    std::string part;
    std::ranges::transform(secret.turned().subspan(at, kWindow), std::back_inserter(part), turn);
    addNeedle(part, secret, "UTF-8", at == 0);
    addNeedle(eachOf(part, [](char c) { return std::string{c, '\0'}; }), secret, "UTF-16");
    for (const std::size_t before : {0U, 1U, 2U}) {
        addNeedle(base64Of(part, before), secret, "Base64");
    }
    for (const std::string_view digits : {kLower, kUpper}) {
        addNeedle(eachOf(part, [&](char c) { return hexOf(c, digits); }), secret, "hexadecimal");
        addNeedle(eachOf(part, [&](char c) { return "%" + hexOf(c, digits); }), secret, "percent signs");
        addNeedle(eachOf(part, [&](char c) { return "\\u00" + hexOf(c, digits); }), secret, "JSON escapes");
    }
    wipe(part);
}

void SecretSearch::addNeedle(std::string text, const PlantedSecret& secret, const char* form, bool isBegin) {
    std::string turned = text;
    std::ranges::transform(turned, turned.begin(), turn);
    wipe(text);
    const std::uint64_t key = firstEight(turned.data());
    m_begins[hashOf(key)] = true;
    m_longest = std::max(m_longest, turned.size());
    m_needles.emplace(key, Needle{std::move(turned), secret.name(), form, isBegin});
}

void SecretSearch::searchBlock(std::span<const char> block, const std::string& place, const Found& found) const {
    constexpr std::uint64_t kAll = ~std::uint64_t{0};
    for (std::size_t i = 0; i + sizeof(std::uint64_t) <= block.size(); ++i) {
        const std::uint64_t key = firstEight(block.data() + i) ^ kAll;
        if (!m_begins[hashOf(key)]) {
            continue;
        }
        const auto [first, last] = m_needles.equal_range(key);
        for (auto at = first; at != last; ++at) {
            const Needle& needle = at->second;
            const bool isThere = block.size() - i >= needle.turned.size() &&
                                 std::ranges::equal(needle.turned, block.subspan(i, needle.turned.size()),
                                                    [](char turned, char byte) { return turned == turn(byte); });
            if (isThere) {
                found(needle, place);
            }
        }
    }
}

SecretSearch::Found SecretSearch::intoFindings(Findings& findings) {
    return [&findings](const Needle& needle, const std::string& place) {
        findings.insert(needle.secret + ": " + place + " (" + needle.form + ")");
    };
}

SecretSearch::Findings SecretSearch::inText(std::string_view bytes, const std::string& place) const {
    Findings findings;
    searchBlock(std::span(bytes.data(), bytes.size()), place, intoFindings(findings));
    return findings;
}

SecretSearch::Findings SecretSearch::inFolder(const std::filesystem::path& folder) const {
    Findings findings;
    std::error_code gone;
    for (auto at = std::filesystem::recursive_directory_iterator(folder, gone);
         at != std::filesystem::recursive_directory_iterator(); at.increment(gone)) {
        const std::string name = at->path().string();
        findings.merge(inText(name, "the name " + name));
        if (at->is_symlink(gone)) {
            findings.merge(inText(std::filesystem::read_symlink(at->path(), gone).string(), "the link " + name));
        } else if (at->is_regular_file(gone)) {
            findings.merge(inText(contentOf(at->path()), "the file " + name));
        }
    }
    return findings;
}

std::vector<pid_t> SecretSearch::familyOf(pid_t process) {
    std::vector<pid_t> all{process};
    for (std::size_t i = 0; i < all.size(); ++i) {
        std::error_code gone;
        for (auto task = std::filesystem::directory_iterator("/proc/" + std::to_string(all[i]) + "/task", gone);
             task != std::filesystem::directory_iterator(); task.increment(gone)) {
            std::ifstream children(task->path() / "children");
            for (pid_t child = 0; children >> child;) {
                all.push_back(child);
            }
        }
    }
    return all;
}

SecretSearch::Findings SecretSearch::inShownParts(pid_t process) const {
    Findings findings;
    for (const pid_t member : familyOf(process)) {
        const std::filesystem::path folder = "/proc/" + std::to_string(member);
        const std::string who = member == process ? "the program" : "a child";
        findings.merge(inText(contentOf(folder / "cmdline"), "the command line of " + who));
        findings.merge(inText(contentOf(folder / "environ"), "the environment of " + who));
    }
    return findings;
}

std::vector<SecretSearch::Mapping> SecretSearch::mappingsOf(pid_t process) {
    std::vector<Mapping> all;
    std::ifstream maps("/proc/" + std::to_string(process) + "/smaps");
    for (std::string line; std::getline(maps, line);) {
        std::istringstream words(line);
        std::string word;
        words >> word;
        if (word == "VmFlags:") {
            while (words >> word) {
                all.back().guarded = all.back().guarded || word == "dd";
            }
        } else if (!word.ends_with(':')) {
            Mapping mapping;
            std::string rights;
            std::string skipped;
            char dash = 0;
            std::istringstream(word) >> std::hex >> mapping.from >> dash >> mapping.to;
            words >> rights >> skipped >> skipped >> skipped;
            std::getline(words >> std::ws, mapping.name);
            mapping.writable = rights.starts_with("rw");
            all.push_back(std::move(mapping));
        }
    }
    return all;
}

bool SecretSearch::searchMemory(pid_t process, bool guarded, const Found& found) const {
    // Shadow memory of a sanitizer has terabytes and no texts.
    constexpr std::uint64_t kTooLarge = 1ULL << 32U;
    const int memory = ::open(("/proc/" + std::to_string(process) + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
    if (memory < 0) {
        return false;
    }
    // In guarded memory itself, so that what is read is not found there again.
    LockedMemory buffer(kBlock);
    const auto own = reinterpret_cast<std::uint64_t>(buffer.bytes().data());
    const auto search = [&](std::uint64_t from, std::uint64_t to, const std::string& place) {
        for (std::uint64_t at = from; at < to; at += kBlock - m_longest) {
            const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, to - at));
            const ssize_t got = ::pread(memory, buffer.bytes().data(), wanted, static_cast<off_t>(at));
            if (got > 0) {
                searchBlock(buffer.bytes().first(static_cast<std::size_t>(got)), place, found);
            }
        }
    };
    for (const Mapping& mapping : mappingsOf(process)) {
        if (!mapping.writable || mapping.guarded != guarded || mapping.to - mapping.from >= kTooLarge) {
            continue;
        }
        const std::string place = mapping.name.empty() ? "memory" : "memory of " + mapping.name;
        if (process == ::getpid() && mapping.from <= own && own < mapping.to) {
            // Pages side by side that are treated alike are one mapping.
            search(mapping.from, own, place);
            search(own + kBlock, mapping.to, place);
        } else {
            search(mapping.from, mapping.to, place);
        }
    }
    ::close(memory);
    return true;
}

SecretSearch::Findings SecretSearch::inMemory(pid_t process, bool guarded) const {
    Findings findings;
    return searchMemory(process, guarded, intoFindings(findings)) ? findings
                                                                  : Findings{"The process's memory can not be read."};
}

int SecretSearch::copiesInCoreImage(pid_t process, const std::string& secret) const {
    int copies = 0;
    const bool read = searchMemory(process, false, [&](const Needle& needle, const std::string& place) {
        copies += needle.isBegin && needle.secret == secret && place != "memory of [stack]" ? 1 : 0;
    });
    return read ? copies : -1;
}

SecretSearch::Findings SecretSearch::inCoreImage(pid_t process) const {
    return inMemory(process, false);
}

SecretSearch::Findings SecretSearch::inGuardedPages(pid_t process) const {
    return inMemory(process, true);
}

} // namespace dbv::support
