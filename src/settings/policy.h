// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/params.h>
#include <dbv/core/result.h>

namespace dbv::settings {

/// What whoever packaged the program has fixed for all who use it: one JSON file, `policy.json`, which comes with the program and is
/// outside the user's own folder. Without a file nothing is fixed.
///
/// A file that can not be read, or that says something this program does not know, locks down: no connection can be opened,
/// and the error says what is wrong with which file. Guessing at a lock would be to leave it open.
/// Source: docs/policy-file.md.
class Policy {
public:
    /// Nothing is fixed.
    Policy() = default;

    /// The policy of the first of these files that is there.
    /// Blocks: on the disk.
    [[nodiscard]] static Policy read(std::span<const std::filesystem::path> places);

    /// The safety of a connection for which this one is asked. The fixed one takes the place of every other, but read-only stays.
    /// Errors: the reason for which nothing may be opened.
    [[nodiscard]] Result<Safety> safetyFor(Safety asked) const;
    /// The one safety that connections have; none where users choose.
    [[nodiscard]] std::optional<Safety> fixedSafety() const { return m_safety; }
    /// The ids of the actions that the window does not offer.
    [[nodiscard]] const std::vector<std::string>& hiddenActions() const { return m_hidden; }
    /// What is to be said at each start; empty for nothing.
    [[nodiscard]] const std::string& notice() const { return m_notice; }
    /// Why nothing may be opened.
    [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

    /// Locks down where an action is hidden that there is not: a slip of the pen would leave the one that was meant.
    /// Pure but for that.
    void holdToActions(std::span<const std::string_view> known);

private:
    void lockDown(const std::string& why);
    void take(const std::string& text);

    std::filesystem::path m_file;
    std::optional<Safety> m_safety;
    std::vector<std::string> m_hidden;
    std::string m_notice;
    std::optional<Error> m_trouble;
};

} // namespace dbv::settings
