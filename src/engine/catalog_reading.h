// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <stop_token>
#include <string_view>

#include <dbv/connector/session.h>

#include "catalog/catalog_index.h"

namespace dbv::engine {

/// Reads the names of all that a session's database holds, in a bounded number of statements a schema. What the server does not
/// tell of a schema is left out.
/// Blocks: on the server. Errors: Cancelled soon after `stop`; those that break the session.
[[nodiscard]] Result<std::shared_ptr<const catalog::CatalogIndex>> readCatalog(Session& session,
                                                                               const std::stop_token& stop);

/// Whether a statement that did this (its `StatementReport::command`) may have changed names.
[[nodiscard]] bool mayChangeNames(std::string_view command);

} // namespace dbv::engine
