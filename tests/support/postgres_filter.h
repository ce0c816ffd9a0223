// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "link_filter.h"
#include "personality.h"

namespace dbv::support {

/// Makes a PostgreSQL server seem to be another one that speaks its protocol (version 3).
/// Source: the PostgreSQL documentation, "Message Formats". Limits: no encryption.
class PostgresFilter : public LinkFilter {
public:
    explicit PostgresFilter(std::shared_ptr<const Personality> personality) : m_personality(std::move(personality)) {}

    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override;

private:
    void passStart(Passed& passed);
    void passStatements(Passed& passed);
    void passAnswers(Passed& passed);

    std::shared_ptr<const Personality> m_personality;
    std::string m_fromClient;
    std::string m_fromServer;
    bool m_started = false;
    /// A request to stop a statement: nothing but its bytes.
    bool m_isCancel = false;
};

} // namespace dbv::support
