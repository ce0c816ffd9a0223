// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/browse_statement.h"

#include <gtest/gtest.h>

#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST(BrowseStatement, QuotesNamesAsTheDatabaseDoes) {
    const ObjectPath path{"my schema", "a\"b`c", {}};
    EXPECT_EQ(browseStatement(path, DialectId::PostgreSql), u"SELECT * FROM \"my schema\".\"a\"\"b`c\";"_s);
    EXPECT_EQ(browseStatement(path, DialectId::Sqlite), u"SELECT * FROM \"my schema\".\"a\"\"b`c\";"_s);
    EXPECT_EQ(browseStatement(path, DialectId::MySql), u"SELECT * FROM `my schema`.`a\"b``c`;"_s);
    EXPECT_EQ(browseStatement(path, DialectId::MariaDb), u"SELECT * FROM `my schema`.`a\"b``c`;"_s);
}

TEST(BrowseStatement, LeavesOutASchemaThatIsNotNamed) {
    EXPECT_EQ(browseStatement({{}, "orders", {}}, DialectId::MySql), u"SELECT * FROM `orders`;"_s);
}

} // namespace
} // namespace dbv::viewmodel
