// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::engine {

/// The numbers that a server remembers of a session's last statements (`last_insert_id()`, `row_count()`). They are gone with
/// the session, and the next one answers with a number that belongs to nothing instead of an error.
class LastNumbers {
public:
    /// A statement is sent that may change what is stored, or does not.
    void sent(bool mayChange);
    /// Another session takes the place.
    void sessionOpened();
    /// The function by which a statement asks for a number that is gone; empty when it does not. Said once.
    [[nodiscard]] std::string missedBy(std::string_view statement, Grammar grammar);

private:
    bool m_ran = false;
    bool m_changed = false;
    /// In the session that is gone, and nothing of the kind since.
    bool m_ranBefore = false;
    bool m_changedBefore = false;
};

} // namespace dbv::engine
