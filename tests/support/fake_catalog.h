// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/connector/catalog.h>

#include "support/fake_server.h"

namespace dbv::testing {

class FakeCatalog final : public Catalog {
public:
    explicit FakeCatalog(std::shared_ptr<FakeServer> server) : m_server(std::move(server)) {}

    Result<std::vector<SchemaInfo>> schemas() override {
        if (const auto gate = m_server->read(&FakeServer::m_metadata)) {
            gate->pass();
        }
        return std::vector<SchemaInfo>{{.name = "main", .isDefault = true}};
    }
    Result<std::vector<ObjectSummary>> objects(std::string_view /*schema*/, ObjectScope /*scope*/) override {
        throw std::runtime_error("the catalogue lost its head");
    }
    Result<ObjectDescription> describe(const ObjectPath& path, std::optional<ObjectType> /*type*/) override {
        return fail(ErrorKind::NotFound, "There is no " + path.name + ".", "Refresh.");
    }
    Result<void> describeAll(std::string_view /*schema*/, const std::function<bool(ObjectDescription)>&) override {
        return {};
    }

private:
    std::shared_ptr<FakeServer> m_server;
};

} // namespace dbv::testing
