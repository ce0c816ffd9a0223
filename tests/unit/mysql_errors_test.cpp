// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mysql/errors.h"
#include "mysql/server_facts.h"

namespace dbv::mysql {

namespace {

struct CodeRow {
    unsigned int code;
    std::string_view sqlState;
    ErrorKind kind;
    Damage damage;
};

// One line for each decision, and what nobody decided on.
constexpr CodeRow kStatementRows[] = {
    {1021, "HY000", ErrorKind::IoError, Damage::Statement},
    {1044, "42000", ErrorKind::SqlError, Damage::Statement},
    {1049, "42000", ErrorKind::NotFound, Damage::Statement},
    {1053, "08S01", ErrorKind::ConnectionLost, Damage::Session},
    {1062, "23000", ErrorKind::SqlError, Damage::Statement},
    {1064, "42000", ErrorKind::SqlError, Damage::Statement},
    {1153, "08S01", ErrorKind::SqlError, Damage::Session},
    {1158, "08S01", ErrorKind::ConnectionLost, Damage::Session},
    {1205, "HY000", ErrorKind::Busy, Damage::Statement},
    {1213, "40001", ErrorKind::SqlError, Damage::Transaction},
    {1317, "70100", ErrorKind::Cancelled, Damage::Statement},
    {1792, "25006", ErrorKind::RefusedReadOnly, Damage::Statement},
    {1927, "70100", ErrorKind::ConnectionLost, Damage::Session},
    {1969, "70100", ErrorKind::TimedOut, Damage::Statement},
    {2006, "HY000", ErrorKind::ConnectionLost, Damage::Session},
    {2013, "HY000", ErrorKind::ConnectionLost, Damage::Session},
    {2000, "HY000", ErrorKind::ConnectionLost, Damage::Session},
    {2027, "HY000", ErrorKind::ConnectionLost, Damage::Session},
    {2999, "HY000", ErrorKind::Internal, Damage::Statement},
    {3024, "HY000", ErrorKind::TimedOut, Damage::Statement},
    {4166, "HY000", ErrorKind::Unsupported, Damage::Statement},
};

struct ConnectRow {
    unsigned int code;
    ErrorKind kind;
    std::string_view step;
};
constexpr ConnectRow kConnectRows[] = {
    {1040, ErrorKind::Busy, "authenticate"},
    {1044, ErrorKind::AuthenticationFailed, "database"},
    {1045, ErrorKind::AuthenticationFailed, "authenticate"},
    {1049, ErrorKind::NotFound, "database"},
    {1129, ErrorKind::ConnectionFailed, "authenticate"},
    {1130, ErrorKind::AuthenticationFailed, "authenticate"},
    {1698, ErrorKind::AuthenticationFailed, "authenticate"},
    {2002, ErrorKind::ConnectionFailed, "tcp"},
    {2003, ErrorKind::ConnectionFailed, "tcp"},
    {2026, ErrorKind::TlsFailed, "tls"},
    {2059, ErrorKind::AuthenticationFailed, "authenticate"},
    {3159, ErrorKind::TlsFailed, "tls"},
    {4151, ErrorKind::AuthenticationFailed, "authenticate"},
    {9999, ErrorKind::ConnectionFailed, "authenticate"},
};

std::string placeIn(const std::string& sql, unsigned int code, const std::string& message) {
    const auto place = placeOf({code, "42000", message}, sql);
    return place ? sql.substr(place->begin, place->size()) : "nowhere";
}

} // namespace

TEST(MysqlErrors, AreJudgedByTheirCodes) {
    for (const CodeRow& row : kStatementRows) {
        const Error error = errorFor({row.code, std::string(row.sqlState), "the server's words"});
        EXPECT_EQ(error.kind, row.kind) << row.code << " " << kindName(error.kind);
        EXPECT_EQ(error.damage, row.damage) << row.code;
        EXPECT_EQ(error.message, "the server's words");
        EXPECT_EQ(error.nativeCode, row.code);
        EXPECT_EQ(error.sqlState, row.sqlState);
        EXPECT_FALSE(error.detail.empty());
        EXPECT_FALSE(error.inDoubt);
    }
}

TEST(MysqlErrors, OfOpeningAreJudgedByTheirCodesAndStep) {
    for (const ConnectRow& row : kConnectRows) {
        const Failure failure{row.code, "HY000", "words"};
        const Error error = connectErrorFor(failure);
        EXPECT_EQ(error.kind, row.kind) << row.code << " " << kindName(error.kind);
        EXPECT_FALSE(error.hint.empty()) << row.code;
        EXPECT_EQ(stepOf(failure), row.step) << row.code;
    }
}

TEST(MysqlErrors, LeaveInDoubtOnlyWhatMayHaveRun) {
    Failure lost{2013, "HY000", "Lost connection"};
    EXPECT_FALSE(errorFor(lost).inDoubt);
    lost.mayHaveChanged = true;
    EXPECT_TRUE(errorFor(lost).inDoubt);
    EXPECT_FALSE(errorFor({1064, "42000", "syntax", false, true}).inDoubt);
}

TEST(MysqlErrors, TellThatALineEndedUnderTlsOrWithoutAWord) {
    const Error broke = errorFor({2026, "HY000", "TLS/SSL error: unexpected eof while reading", false, true});
    EXPECT_EQ(broke.kind, ErrorKind::ConnectionLost);
    EXPECT_EQ(broke.damage, Damage::Session);
    EXPECT_TRUE(broke.inDoubt);
    EXPECT_NE(broke.message.find("encrypted connection"), std::string::npos) << broke.message;
    const Error silent = errorFor({0, "00000", "", false, true});
    EXPECT_EQ(silent.kind, ErrorKind::ConnectionLost);
    EXPECT_TRUE(silent.inDoubt);
    EXPECT_FALSE(silent.message.empty());
}

TEST(MysqlErrors, ComeOutOfTheLibrarysWrapping) {
    const Failure inner =
        unwrapped({2002, "HY000",
                   "Received error packet before completion of TLS handshake. The authenticity of the "
                   "following error cannot be verified: 1040 - Too many connections"});
    EXPECT_EQ(inner.code, 1040U);
    EXPECT_EQ(inner.message, "Too many connections");
    EXPECT_EQ(unwrapped({2002, "HY000", "error cannot be verified: x"}).code, 2002U);
    EXPECT_EQ(unwrapped({1064, "42000", "near"}).code, 1064U);
}

TEST(MysqlErrors, PointOnlyWhereThereIsNoDoubt) {
    EXPECT_EQ(placeIn("SELECT 1 FORM t", 1064, "... near 't' at line 1"), "t");
    EXPECT_EQ(placeIn("SELECT (", 1064, "... near '' at line 1"), "");
    EXPECT_EQ(placeIn("SELECT 'a", 1064, "... near ''a' at line 1"), "'a");
    EXPECT_EQ(placeIn("SELECT 1", 1064, "... near 'gone' at line 1"), "nowhere");
    EXPECT_EQ(placeIn("SELECT 1", 1064, "... near '1' at line 99999999999999999999"), "1");
    EXPECT_EQ(placeIn("SELECT x FROM t", 1054, "Unknown column 'x' in 'SELECT'"), "x");
    EXPECT_EQ(placeIn("SELECT 'x', x, x FROM t", 1054, "Unknown column 'x' in 'SELECT'"), "nowhere");
    EXPECT_EQ(placeIn("SELECT * FROM `A b`", 1146, "Table 'db.a b' doesn't exist"), "`A b`");
    EXPECT_EQ(placeIn("SELECT 1", 1146, "no quotes"), "nowhere");
}

TEST(MysqlProducts, AreRecognisedByWhatTheyReport) {
    EXPECT_EQ(productOf("10.11.19-MariaDB-0+deb12u1", "Debian 12"),
              (ProductVersion{"MariaDB", "10.11.19", DialectId::MariaDb}));
    EXPECT_EQ(productOf("5.5.5-10.6.1-MariaDB", ""), (ProductVersion{"MariaDB", "10.6.1", DialectId::MariaDb}));
    EXPECT_EQ(productOf("8.0.35", "MySQL Community Server - GPL"),
              (ProductVersion{"MySQL", "8.0.35", DialectId::MySql}));
    EXPECT_EQ(productOf("5.7.25-TiDB-v6.1.0", "TiDB Server"), (ProductVersion{"TiDB", "6.1.0", DialectId::MySql}));
    EXPECT_EQ(productOf("8.0.30-Vitess", "PlanetScale").product, "Vitess");
    EXPECT_EQ(productOf("8.0.33-25", "Percona Server (GPL), Release 25").product, "Percona Server for MySQL");
    EXPECT_EQ(productOf("", ""), (ProductVersion{"MySQL", "", DialectId::MySql}));
}

} // namespace dbv::mysql
