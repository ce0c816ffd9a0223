// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <dbv/connector/params.h>
#include <dbv/core/result.h>
#include <dbv/core/statement_class.h>

namespace dbv::engine {

/// What the safety of a connection lets through. There is one gate, for whoever sends a statement.
///
/// Thread: any.
class SafetyGate {
public:
    /// `askAbove` as `protocol::ConnectionConfig` has it.
    explicit SafetyGate(Safety safety, std::optional<std::uint64_t> askAbove = std::nullopt)
        : m_safety(safety), m_askAbove(askAbove) {}

    /// Whether anything is looked at.
    [[nodiscard]] bool isOpen() const { return m_safety == Safety::Off; }
    /// Whether it asks about some statements.
    [[nodiscard]] bool mayAsk() const { return m_safety == Safety::Confirm; }
    /// Whether what is sent runs in a transaction that is rolled back.
    [[nodiscard]] bool rollsBack() const { return m_safety == Safety::DryRun; }
    /// Whether a statement may be sent at all.
    /// Errors: RefusedReadOnly, or RefusedBySandbox by a sandbox and a dry run, each with what was found; nothing was sent.
    [[nodiscard]] Result<void> judge(const Classification& found) const;
    /// Whether it is asked about before it is sent.
    [[nodiscard]] bool asks(const Classification& found) const;
    /// A change of more rows than these is asked about, which has to be measured; nothing where its text decides.
    [[nodiscard]] std::optional<std::uint64_t> measuresAbove(const Classification& found) const;
    /// Whether views have to be looked at before a statement is sent: they may do what it does not show.
    [[nodiscard]] bool looksAtViews() const { return m_safety == Safety::Sandbox || m_safety == Safety::DryRun; }

private:
    Safety m_safety;
    std::optional<std::uint64_t> m_askAbove;
};

/// What was found in a statement, for people: "it empties a table, and its condition holds for every row".
[[nodiscard]] std::string effectsInWords(const Classification& found);

} // namespace dbv::engine
