// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include <dbv/connector/session.h>

namespace dbv::rpc {

/// `none`, `open` or `failed`.
[[nodiscard]] std::string_view transactionName(TransactionState state);

} // namespace dbv::rpc
