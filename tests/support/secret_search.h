// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sys/types.h>

#include <dbv/core/secret.h>

#if defined(__has_feature)
#define DBV_HAS_ADDRESS_SANITIZER __has_feature(address_sanitizer)
#else
#define DBV_HAS_ADDRESS_SANITIZER 0
#endif

namespace dbv::support {

/// A secret that a test plants, and that stands in no memory but where it is put: this keeps it with every bit turned.
/// Its letters and digits mean the same in a URL, in JSON and in the files of all clients.
class PlantedSecret {
public:
    static constexpr std::size_t kSize = 40;

    explicit PlantedSecret(std::string name);

    [[nodiscard]] const std::string& name() const { return m_name; }
    [[nodiscard]] Secret secret() const;
    /// In plain memory, for what another process is told.
    [[nodiscard]] std::string text() const { return std::string(secret().reveal()); }
    [[nodiscard]] std::span<const char, kSize> turned() const { return m_turned; }

private:
    std::string m_name;
    std::array<char, kSize> m_turned{};
};

/// Looks for secrets, whole or in parts of fourteen characters, and in the forms in which programs write them down:
/// UTF-8 and UTF-16, Base64, hexadecimal, percent signs and the escapes of JSON.
///
/// A finding reads `<secret>: <place> (<form>)`.
class SecretSearch {
public:
    using Findings = std::set<std::string>;

    /// Whether freed memory is soon used for something else; the allocator of AddressSanitizer keeps it as it is, whoever has
    /// freed it.
#if defined(__SANITIZE_ADDRESS__) || DBV_HAS_ADDRESS_SANITIZER
    static constexpr bool kMemoryIsReused = false;
#else
    static constexpr bool kMemoryIsReused = true;
#endif

    void add(const PlantedSecret& secret);

    [[nodiscard]] Findings inText(std::string_view bytes, const std::string& place) const;
    /// All files below a folder, their names, and where links lead.
    [[nodiscard]] Findings inFolder(const std::filesystem::path& folder) const;
    /// What others on the machine may read of a process and of its descendants: command lines and environments.
    [[nodiscard]] Findings inShownParts(pid_t process) const;
    /// All memory of a process that a core image would hold, and all that is mapped from files and may be written.
    [[nodiscard]] Findings inCoreImage(pid_t process) const;
    /// How often a secret stands there as it is, from its beginning on, but for the first stack, where the variables are.
    [[nodiscard]] int copiesInCoreImage(pid_t process, const std::string& secret) const;
    /// The pages of a process that are kept out of core images.
    [[nodiscard]] Findings inGuardedPages(pid_t process) const;

    /// The process and all that it has started and that still live.
    [[nodiscard]] static std::vector<pid_t> familyOf(pid_t process);

private:
    static constexpr std::size_t kWindow = 14;

    /// One form of one part of a secret, with every bit turned.
    struct Needle {
        std::string turned;
        std::string secret;
        const char* form;
        /// It is how the secret begins.
        bool isBegin;
    };
    using Found = std::function<void(const Needle& needle, const std::string& place)>;
    struct Mapping;

    void addForms(const PlantedSecret& secret, std::size_t at);
    void addNeedle(std::string text, const PlantedSecret& secret, const char* form, bool isBegin = false);
    [[nodiscard]] static std::vector<Mapping> mappingsOf(pid_t process);
    /// False when the memory can not be read.
    [[nodiscard]] bool searchMemory(pid_t process, bool guarded, const Found& found) const;
    [[nodiscard]] Findings inMemory(pid_t process, bool guarded) const;
    [[nodiscard]] static Found intoFindings(Findings& findings);
    void searchBlock(std::span<const char> block, const std::string& place, const Found& found) const;

    /// By their first eight bytes, turned; and by a hash of these, to tell at once that none begins here.
    std::unordered_multimap<std::uint64_t, Needle> m_needles;
    std::vector<bool> m_begins = std::vector<bool>(1U << 16U);
    std::size_t m_longest = 0;
};

} // namespace dbv::support
