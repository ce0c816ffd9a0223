// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "secrets/password_search.h"
#include "secrets/pgpass.h"
#include "secrets/user_places.h"

namespace dbv::secrets {

/// The password that `psql` would find by itself: the variable PGPASSWORD, else the password file.
/// Blocks: on the disk.
[[nodiscard]] PasswordSearch postgresPassword(const PgpassQuestion& question, const UserPlaces& places);

/// The password that `mysql` or `mariadb` would find by itself: the last one in the login path file, the option files, the
/// variable MYSQL_PWD, in this order. `loginPath` may name one login path beside the usual groups.
/// Blocks: on the disk.
[[nodiscard]] PasswordSearch mysqlPassword(const std::string& loginPath, const UserPlaces& places);

} // namespace dbv::secrets
