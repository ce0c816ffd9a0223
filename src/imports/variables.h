// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "imports/connection_words.h"

namespace dbv::imports {

/// Takes what variables of the environment say about a connection to one engine, in whichever of the usual spellings:
/// `PGHOST`, `POSTGRES_USER`, `MYSQL_PWD`, `MARIADB_DATABASE`, `DB_HOST`, ... Others are passed over.
/// The answer is the name of the first variable whose value can not be right; empty when all are.
std::string takeVariables(Engine engine, std::vector<std::pair<std::string, std::string>> variables,
                          ConnectionWords& words);

} // namespace dbv::imports
