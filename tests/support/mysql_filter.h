// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "link_filter.h"
#include "personality.h"

namespace dbv::support {

/// Makes a MySQL or MariaDB server seem to be another one that speaks the protocol.
/// Source: the MariaDB documentation, "Clients & Utilities: client/server protocol". Limits: no encryption, no compression,
/// no packets of 16 MB.
class MysqlFilter : public LinkFilter {
public:
    explicit MysqlFilter(std::shared_ptr<const Personality> personality) : m_personality(std::move(personality)) {}

    [[nodiscard]] Passed pass(ProxyDirection direction, std::string_view bytes) override;

private:
    [[nodiscard]] std::string greeting(std::string_view body) const;

    std::shared_ptr<const Personality> m_personality;
    std::string m_fromClient;
    std::string m_fromServer;
    bool m_greeted = false;
};

} // namespace dbv::support
