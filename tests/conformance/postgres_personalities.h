// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "postgres_fixture.h"
#include "support/fault_proxy.h"
#include "support/postgres_filter.h"

namespace dbv::conformance {

/// A real server behind a filter that makes it one of those that speak its protocol.
class PostgresPersonalities : public PostgresTest {
protected:
    void seem(support::Personality personality) {
        m_proxy = std::make_unique<support::FaultProxy>(server().port());
        m_proxy->setFilter([shared = std::make_shared<const support::Personality>(std::move(personality))] {
            return std::make_unique<support::PostgresFilter>(shared);
        });
    }
    [[nodiscard]] ConnectParams there() const {
        ConnectParams params = this->params();
        params.port = m_proxy->port();
        return params;
    }
    [[nodiscard]] static Result<std::unique_ptr<Session>> tryOpen(const ConnectParams& params) {
        postgres::PostgresConnector connector;
        return openSession(connector, params, {});
    }
    [[nodiscard]] std::unique_ptr<Session> openThere() const { return open(there()); }
    [[nodiscard]] support::FaultProxy& proxy() const { return *m_proxy; }

    /// Tables with all that a table can have, made past the filter.
    void makeShop() const {
        server().run("CREATE TABLE customer (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x' CHECK (name <> ''));"
                     "CREATE INDEX by_name ON customer (name);"
                     "CREATE POLICY own ON customer USING (id > 0);"
                     "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                     "COMMENT ON TABLE customer IS 'who buys'",
                     database());
    }
    [[nodiscard]] static std::string allOf(const std::vector<Notice>& notices) {
        std::string text;
        for (const Notice& each : notices) {
            text += each.severity + ": " + each.message + "\n";
        }
        return text;
    }
    [[nodiscard]] static bool has(const std::vector<Notice>& notices, const std::string& part) {
        return allOf(notices).find(part) != std::string::npos;
    }
    [[nodiscard]] static bool lists(const std::vector<ObjectSummary>& objects, ObjectType type,
                                    const std::string& name) {
        return std::ranges::any_of(objects,
                                   [&](const ObjectSummary& each) { return each.type == type && each.name == name; });
    }

private:
    std::unique_ptr<support::FaultProxy> m_proxy;
};

} // namespace dbv::conformance
