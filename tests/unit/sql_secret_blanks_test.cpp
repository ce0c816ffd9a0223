// SPDX-License-Identifier: Apache-2.0
#include "sql/secret_blanks.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace {

using dbv::DialectId;
using dbv::sql::blankSecrets;

using Cases = std::vector<std::pair<std::string, std::string>>;

void expectAll(DialectId dialect, const Cases& cases) {
    for (const auto& [given, expected] : cases) {
        SCOPED_TRACE(given);
        const auto blanked = blankSecrets(given, dialect);
        EXPECT_EQ(blanked.text, expected);
        EXPECT_EQ(blanked.blanked, given != expected);
    }
}

TEST(SecretBlanks, TakePasswordsOfPostgresqlOut) {
    expectAll(
        DialectId::PostgreSql,
        {{"ALTER ROLE ann PASSWORD 'hunter2'", "ALTER ROLE ann PASSWORD '***'"},
         {"alter user \"Ann\" with encrypted password 'a''b' valid until '2030-01-01'",
          "alter user \"Ann\" with encrypted password '***' valid until '***'"},
         {"CREATE ROLE ann LOGIN PASSWORD E'a\\'b'", "CREATE ROLE ann LOGIN PASSWORD '***'"},
         {"CREATE USER ann PASSWORD hunter2", "CREATE USER ann PASSWORD ***"},
         {"ALTER ROLE ann PASSWORD \"hunter2\"", "ALTER ROLE ann PASSWORD ***"},
         {"ALTER ROLE ann PASSWORD NULL", "ALTER ROLE ann PASSWORD NULL"},
         {"CREATE USER MAPPING FOR ann SERVER s OPTIONS (user 'ann', password 'hunter2')",
          "CREATE USER MAPPING FOR ann SERVER s OPTIONS (user 'ann', password '***')"},
         {"CREATE SUBSCRIPTION s CONNECTION 'host=h password=hunter2' PUBLICATION p",
          "CREATE SUBSCRIPTION s CONNECTION '***' PUBLICATION p"},
         {"SELECT dblink_connect('c', 'host=h user=u PASSWORD = hunter2')", "SELECT dblink_connect('c', '***')"},
         {"SELECT * FROM dblink('postgresql://u:hunter2@h/d', 'select 1')", "SELECT * FROM dblink('***', 'select 1')"},
         {"SELECT pgp_sym_decrypt(data, 'hunter2') FROM t", "SELECT pgp_sym_decrypt(data, '***') FROM t"},
         {"UPDATE u SET pwd_hash = 1, password = crypt('hunter2', gen_salt('bf'))",
          "UPDATE u SET pwd_hash = 1, password = crypt('***', gen_salt('bf'))"},
         {"DO $$ BEGIN EXECUTE 'ALTER ROLE a PASSWORD ''x'''; END $$", "DO '***'"},
         {"SELECT * FROM t WHERE api_token IN ('a', 'b') AND x = 'c'",
          "SELECT * FROM t WHERE api_token IN ('***', '***') AND x = 'c'"},
         {"SELECT 1 -- password: hunter2\n", "SELECT 1 -- ***\n"}});
}

TEST(SecretBlanks, TakePasswordsOfMysqlOut) {
    expectAll(DialectId::MySql,
              {{"CREATE USER 'ann'@'%' IDENTIFIED BY 'hunter2'", "CREATE USER 'ann'@'%' IDENTIFIED BY '***'"},
               {"ALTER USER ann IDENTIFIED WITH mysql_native_password AS '*94BDCEBE'",
                "ALTER USER ann IDENTIFIED WITH mysql_native_password AS '***'"},
               {"GRANT ALL ON *.* TO ann IDENTIFIED BY \"hunter2\"", "GRANT ALL ON *.* TO ann IDENTIFIED BY '***'"},
               {"SET PASSWORD FOR ann = PASSWORD('hunter2')", "SET PASSWORD FOR ann = PASSWORD('***')"},
               {"SET PASSWORD = 'hunter2'", "SET PASSWORD = '***'"},
               {"CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='hunter2'",
                "CHANGE MASTER TO MASTER_HOST='h', MASTER_PASSWORD='***'"},
               {"CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 'hunter2')",
                "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD '***')"},
               {"SELECT AES_ENCRYPT(a, 'hunter2')", "SELECT AES_ENCRYPT(a, '***')"},
               {"/*!50000 ALTER USER a IDENTIFIED BY 'x' */", "/*!50000 ALTER USER a IDENTIFIED BY '***' */"}});
}

TEST(SecretBlanks, ReadABackslashInBothWays) {
    // Where it escapes, the text goes on behind it.
    EXPECT_EQ(blankSecrets("ALTER USER a IDENTIFIED BY 'x\\' AND hunter2'", DialectId::MySql).text,
              "ALTER USER a IDENTIFIED BY '***'");
    EXPECT_EQ(blankSecrets(R"(ALTER ROLE a PASSWORD 'x\'hunter2')", DialectId::PostgreSql).text.find("hunter2"),
              std::string::npos);
}

TEST(SecretBlanks, TakeKeysOfSqliteOut) {
    expectAll(DialectId::Sqlite, {{"PRAGMA key = 'hunter2'", "PRAGMA key = '***'"},
                                  {"ATTACH 'a.db' AS a KEY 'hunter2'", "ATTACH 'a.db' AS a KEY '***'"},
                                  {"PRAGMA journal_mode = 'wal'", "PRAGMA journal_mode = 'wal'"}});
}

TEST(SecretBlanks, BlankATextThatIsNeverClosed) {
    EXPECT_EQ(blankSecrets("ALTER ROLE a PASSWORD 'hunter2", DialectId::PostgreSql).text,
              "ALTER ROLE a PASSWORD '***'");
}

TEST(SecretBlanks, LeaveAllElseAsItIs) {
    expectAll(DialectId::PostgreSql,
              {{"SELECT 'a', \"b\" FROM t WHERE x = 'y' -- z\n", "SELECT 'a', \"b\" FROM t WHERE x = 'y' -- z\n"},
               {"CREATE TABLE t (password text, token uuid)", "CREATE TABLE t (password text, token uuid)"},
               {"SELECT 'https://example.org/a:b@c'", "SELECT 'https://example.org/a:b@c'"},
               {"GRANT SELECT ON t TO ann", "GRANT SELECT ON t TO ann"},
               {"SELECT name FROM passwords WHERE id = 3", "SELECT name FROM passwords WHERE id = 3"},
               {"", ""}});
}

} // namespace
