// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <dbv/connector/connector.h>

namespace dbv::sqlite {

/// Opens SQLite databases. A file is never made unless `mode=rwc` asks for it, and everything that can be known about a broken
/// file is said when it is opened, not at the first query.
class SqliteConnector : public Connector {
public:
    SqliteConnector();
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const ConnectParams& params, std::stop_token stop,
                                                        OpeningSteps& steps) override;
    [[nodiscard]] Result<void> check(const ConnectParams& params) const override;
    [[nodiscard]] Result<std::unique_ptr<TrialServer>>
    startTrialServer(const std::string& folder, std::string_view serverVersion, const std::stop_token& stop) override;
};

} // namespace dbv::sqlite
