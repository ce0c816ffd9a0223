// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace dbv::imports {

/// The engines that there are connectors for.
enum class Engine : std::uint8_t { Unknown, Postgres, MySql, Sqlite };

/// The id of an engine's connector; empty for Unknown.
[[nodiscard]] std::string_view connectorIdOf(Engine engine);

/// The engine that programs call so: `pgsql`, `postgres-jdbc`, `mysql8`, `MariaDB`, `sqlite_jdbc`, ...; Unknown for others.
[[nodiscard]] Engine engineOfWord(std::string_view word);

/// A server that speaks an engine's language and is another: `redshift`, `tidb`, ...
[[nodiscard]] bool isCousin(std::string_view word);

/// The option of an engine's connector that a plain word of some other client means; empty for none.
[[nodiscard]] std::string_view optionFor(Engine engine, std::string_view word);

/// Plain words that change nothing here: what they ask for is so anyway, or concerns only the library they were for.
[[nodiscard]] bool changesNothing(std::string_view plain);

} // namespace dbv::imports
