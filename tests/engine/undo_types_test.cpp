// SPDX-License-Identifier: Apache-2.0
// Changes of tables with values of all types are undone, value for value.
#include "undo_fixture.h"

namespace dbv::testing {

namespace {

constexpr const char* kPostgresTable = R"(CREATE TABLE "every ""type" (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, b bytea, n numeric, f double precision, r real, t text,
    c char(5), j json, jb jsonb, a int[], ta text[], ts timestamptz, tn timestamp, d date, iv interval, u uuid,
    bo boolean, bi bit(5), ip inet, m money, rg int4range, pt point, oc "char", dou numeric(8,2),
    g text GENERATED ALWAYS AS (t || '!') STORED))";
constexpr const char* kPostgresRows = R"(INSERT INTO "every ""type"
    (b, n, f, r, t, c, j, jb, a, ta, ts, tn, d, iv, u, bo, bi, ip, m, rg, pt, oc, dou) VALUES
    ('\x00ff27', 1.0, 0.1, 0.1, E'it''s\na \\ "text" é', 'ab', '{"a" : 1.0}', '{"b": [1, null]}', '{1,NULL,3}',
     '{"a b","c,d","\"",NULL,""}', '2020-10-25 01:30:00.123456+02', '0044-03-15 12:00:00 BC', 'infinity',
     '1 year -2 days -03:04:05.6', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', true, B'10101', '10.0.0.1', -12.34,
     '[1,10)', '(1.5,-2)', 'x', 3.10),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL),
    ('', 'NaN', '-Infinity', '-0', '', '', 'null', '[]', '{}', '{}', '-infinity', '1999-12-31 23:59:59.9', '0001-01-01',
     '0', '00000000-0000-0000-0000-000000000000', false, B'00000', '::1/64', 0, 'empty', '(0,0)', '', 0),
    ('\x5c', 123456789012345678901234567890.1234567890, 1e308, 3.4e38, '\', '  x', '"\u0000"', '1', '{{1,2},{3,4}}',
     '{NULL}', '2020-10-25 02:30:00+01', '2021-02-28', '2021-02-28', '1 mon', NULL, NULL, NULL, '1.2.3.0/24', 1, '(,5]',
     '(1e-300,1e300)', 'é', -1.5))";

constexpr const char* kMariadbTable = R"(CREATE TABLE `every ``type` (
    id bigint unsigned AUTO_INCREMENT PRIMARY KEY, big bigint unsigned, n decimal(30,10), f float, d double, bt bit(12),
    c char(5), v varchar(50) CHARACTER SET latin1, t text, bl blob, bn binary(4), dt datetime(6), da date,
    ts timestamp(6) NULL, tu timestamp DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, y year,
    e enum('a','it''s','c'), s set('x','y','z'), j json, tm time(3), pt point, bo boolean,
    g varchar(60) AS (concat(v, '!')) STORED) ENGINE=InnoDB CHARACTER SET utf8mb4)";
constexpr const char* kMariadbRows = R"(INSERT INTO `every ``type`
    (big, n, f, d, bt, c, v, t, bl, bn, dt, da, ts, tu, y, e, s, j, tm, pt, bo) VALUES
    (18446744073709551615, 1.1, 1.23456789, 0.1, b'101010101010', 'ab', 'été ''q''', 'a\\b "x"\ny\0z é😀',
     x'00ff5c27', x'01', '2020-10-25 02:30:00.123456', '2020-02-29', '2020-10-25 02:30:00.5', '2001-02-03 04:05:06',
     1999, 'it''s', 'x,z', '{"a": 1.0}', '-838:59:59.999', ST_GeomFromText('POINT(1 2)', 4326), 1),
    (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2001-02-03 04:05:06', NULL, NULL,
     NULL, NULL, NULL, NULL, NULL),
    (0, -0.0000000001, -1e-30, -1.7976931348623157e308, b'0', '', '', '', '', '', '0000-00-00 00:00:00', '0000-00-00',
     '0000-00-00 00:00:00', '0000-00-00 00:00:00', 0, 'a', '', '[]', '00:00:00', ST_GeomFromText('POINT(0 0)'), 0),
    (9223372036854775808, 12345678901234567890.1234567891, 3.4e38, 2.2250738585072014e-308, b'1', 'Ab  ', 'x ', '\\',
     x'5c', x'ffffffff', '9999-12-31 23:59:59.999999', '2021-00-00', '2038-01-19 03:14:07', '2020-01-01 00:00:00', 2155,
     'c', 'x,y,z', 'null', '12:34:56.789', NULL, 1))";

constexpr const char* kSqliteTable = R"(CREATE TABLE "every ""type" (id INTEGER PRIMARY KEY, a, b BLOB, t TEXT, r REAL,
    n NUMERIC, c TEXT COLLATE NOCASE, g TEXT GENERATED ALWAYS AS (t || '!') STORED))";
constexpr const char* kSqliteRows = R"(INSERT INTO "every ""type" (id, a, b, t, r, n, c) VALUES
    (1, 1, x'00ff27', 'it''s
a \ "text" é', 0.1, '12', 'Ab'),
    (2, NULL, NULL, NULL, NULL, NULL, NULL),
    (-5, 1.0, x'', '', 9e999, 1e300, ''),
    (9223372036854775807, 'text', 'text in a blob', 'a' || char(0) || 'b', -9e999, -9223372036854775807 - 1, 'é'),
    (7, x'01', 5, '5', 1e-7, 123456789.123456789, 'x '))";

class UndoTypes : public UndoTest {
protected:
    void SetUp() override {
        UndoTest::SetUp();
        switch (GetParam()) {
        case UndoServer::Sqlite:
            succeeds(kSqliteTable);
            succeeds(kSqliteRows);
            m_table = R"("every ""type")";
            m_rows = 5;
            break;
        case UndoServer::Postgres:
            // Written and shown in ways of its own.
            succeeds("SET timezone = 'Europe/Berlin'; SET datestyle = 'German'; SET bytea_output = 'escape'");
            succeeds(kPostgresTable);
            succeeds(kPostgresRows);
            m_table = R"("every ""type")";
            break;
        case UndoServer::MariaDb:
            succeeds("SET SESSION sql_mode = '', time_zone = '+02:00'");
            succeeds(kMariadbTable);
            succeeds(kMariadbRows);
            m_table = "`every ``type`";
            break;
        }
    }
    [[nodiscard]] std::string everything() {
        const std::string more = GetParam() == UndoServer::MariaDb ? ", hex(t), hex(v), hex(c), f + 0e0, hex(pt)" : "";
        return content("SELECT *" + more + " FROM " + m_table + " ORDER BY id");
    }

    std::string m_table;
    std::uint64_t m_rows = 4;
};

TEST_P(UndoTypes, ComeBackAfterADelete) {
    const std::string before = everything();
    const std::string id = commit("DELETE FROM " + m_table);
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    EXPECT_EQ(everything(), "");
    EXPECT_EQ(undo(id, false).found, (UndoCounts{.restorable = m_rows}));
    EXPECT_EQ(everything(), "");
    const UndoDone done = undo(id, true);
    EXPECT_TRUE(done.applied);
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(listed().size(), 0U);
}

TEST_P(UndoTypes, ComeBackAfterAnUpdate) {
    const std::string before = everything();
    std::string assignments;
    switch (GetParam()) {
    case UndoServer::Sqlite: assignments = "a = 'new', b = 1.5, t = NULL, r = 2, n = 'x', c = upper(c)"; break;
    case UndoServer::Postgres:
        assignments = "b = 'x', n = 2, f = 1, r = 1, t = 'n', c = 'z', j = '1', jb = '2', a = '{9}', ta = '{q}', ts = "
                      "'2000-01-01', tn = NULL, d = '1.1.2000', iv = '1 day', u = NULL, bo = NULL, bi = B'11111', ip = "
                      "NULL, m = 5, rg = '[2,3)', pt = '(9,9)', oc = 'y', dou = 9";
        break;
    case UndoServer::MariaDb:
        assignments =
            "big = 1, n = 2, f = 3, d = 4, bt = 5, c = 'n', v = 'n', t = 'n', bl = 'n', bn = 'n', dt = NULL, "
            "da = '2000-01-01', ts = NULL, y = 2000, e = 'c', s = 'y', j = '1', tm = '01:00:00', pt = NULL, bo "
            "= NULL";
        break;
    }
    const std::string id = commit("UPDATE " + m_table + " SET " + assignments);
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    EXPECT_NE(everything(), before);
    const UndoDone done = undo(id, true);
    EXPECT_TRUE(done.applied);
    EXPECT_EQ(done.found, (UndoCounts{.restorable = m_rows}));
    EXPECT_EQ(everything(), before);
}

TEST_P(UndoTypes, GoAgainAfterAnInsert) {
    // SQLite's highest number is taken already.
    succeeds("DELETE FROM " + m_table + " WHERE id > 1000");
    const std::string before = everything();
    const std::string columns = GetParam() == UndoServer::Sqlite ? "(a, b, t, r, n, c)"
                                : GetParam() == UndoServer::MariaDb
                                    ? "(big, n, f, d, bt, c, v, t, bl, bn, dt, da, ts, tu, y, e, "
                                      "s, j, tm, pt, bo)"
                                    : "(b, n, f, r, t, c, j, jb, a, ta, ts, tn, d, iv, u, bo, bi, "
                                      "ip, m, rg, pt, oc, dou)";
    const std::string id = commit("INSERT INTO " + m_table + " " + columns + " SELECT " +
                                  columns.substr(1, columns.size() - 2) + " FROM " + m_table);
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    EXPECT_NE(everything(), before);
    EXPECT_TRUE(undo(id, true).applied);
    EXPECT_EQ(everything(), before);
}

TEST_P(UndoTypes, ComeBackByTheScriptAsWell) {
    const std::string before = everything();
    const std::string id = commit("DELETE FROM " + m_table);
    const auto written = std::get<protocol::UndoScriptWritten>(m_log->awaitLast(send(protocol::WriteUndoScript{id})));
    succeeds(written.sql, 3);
    EXPECT_EQ(everything(), before) << written.sql;
    EXPECT_EQ(undo(id, false).found, (UndoCounts{.back = m_rows}));
}

TEST_P(UndoTypes, ComeBackByTheScriptOfAnUpdate) {
    const std::string before = everything();
    const std::string id = commit("UPDATE " + m_table + " SET t = 'other' WHERE t IS NOT NULL");
    const auto written = std::get<protocol::UndoScriptWritten>(m_log->awaitLast(send(protocol::WriteUndoScript{id})));
    succeeds(written.sql, 3);
    EXPECT_EQ(everything(), before) << written.sql;
}

INSTANTIATE_TEST_SUITE_P(Servers, UndoTypes,
                         ::testing::Values(UndoServer::Sqlite, UndoServer::Postgres, UndoServer::MariaDb),
                         undoServerName);

} // namespace

} // namespace dbv::testing
