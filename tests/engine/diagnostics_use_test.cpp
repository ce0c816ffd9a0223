// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/diagnostics_use.h"

namespace dbv::engine {

namespace {

using Use = DiagnosticsUse;

TEST(DiagnosticsUseOf, MariadbIsTold) {
    struct Case {
        const char* sql;
        Use use;
    };
    for (const Case& each : {Case{"show warnings", Use::Alone},
                             {"SHOW ERRORS LIMIT 5", Use::Alone},
                             {"SHOW COUNT(*) WARNINGS", Use::Alone},
                             {"SHOW TABLES", Use::None},
                             {"GET DIAGNOSTICS @n = NUMBER", Use::Alone},
                             {"GET CURRENT DIAGNOSTICS CONDITION 1 @m = MESSAGE_TEXT", Use::Alone},
                             {"SELECT row_count()", Use::Alone},
                             {"SELECT FOUND_ROWS() AS n, 'FROM t'", Use::Alone},
                             {"SELECT FOUND_ROWS() FROM DUAL", Use::Alone},
                             {"SET @n = ROW_COUNT()", Use::Alone},
                             {"SELECT @@warning_count", Use::Alone},
                             {"SELECT @@session.error_count", Use::Alone},
                             {"SELECT ROW_COUNT() FROM t", Use::WithTables},
                             {"SELECT ROW_COUNT() UNION TABLE t", Use::WithTables},
                             {"INSERT INTO t VALUES (ROW_COUNT())", Use::WithTables},
                             {"SELECT row_count FROM t", Use::None},
                             {"SELECT 'ROW_COUNT()'", Use::None},
                             {"SELECT 1", Use::None},
                             {"", Use::None}}) {
        EXPECT_EQ(diagnosticsUse(each.sql, DialectId::MariaDb), each.use) << each.sql;
    }
    EXPECT_EQ(diagnosticsUse("SELECT ROW_COUNT()", DialectId::PostgreSql), Use::None);
}

} // namespace

} // namespace dbv::engine
