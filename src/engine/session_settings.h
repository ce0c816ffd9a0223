// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>
#include <dbv/connector/session.h>

namespace dbv::engine {

/// The settings that a user's statements have made in a session, as the statements that make the same in another: they
/// set constants, so that the last word about each is what holds.
///
/// Limits: 200 different statements of 64 KiB together; with more, nothing is known.
class SessionSettings {
public:
    /// A statement was carried out; `command` is the server's word for what it did, `state` where the transaction stands
    /// since. `setting` is the statement if it is a repeatable setting, otherwise empty.
    void carriedOut(std::string_view setting, DialectId dialect, std::string_view command, TransactionState state);
    /// Another session takes the place: what a transaction of the last one would have set was taken back.
    void sessionOpened();
    /// What makes the settings again, in order.
    [[nodiscard]] const std::vector<std::string>& statements() const { return m_statements; }
    /// A setting that could not be made again is none any more.
    void forget(const std::string& statement);
    /// Whether all that could be made again is among the statements; where not, what the session has set is not known.
    [[nodiscard]] bool isWhole() const { return m_whole; }

private:
    void keep(std::string statement, DialectId dialect);
    void keepPending(DialectId dialect);
    void giveUp();

    std::vector<std::string> m_statements;
    /// Set in the open transaction, at a server that takes back what a transaction set.
    std::vector<std::string> m_pending;
    bool m_whole = true;
};

} // namespace dbv::engine
