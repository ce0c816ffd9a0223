// SPDX-License-Identifier: Apache-2.0
#include "bench/bare_server.h"

#include "bench/bare_mariadb.h"
#include "bench/bare_postgres.h"
#include "bench/measurement.h"

namespace dbv::bench {

std::unique_ptr<BareServer> startServer(std::string_view id) {
    if (id == "postgres") {
        return std::make_unique<BarePostgres>();
    }
    if (id == "mysql") {
        return std::make_unique<BareMariadb>();
    }
    giveUp("there is no server \"" + std::string(id) + "\": postgres or mysql");
}

} // namespace dbv::bench
