// SPDX-License-Identifier: Apache-2.0
// Every kind of value, as psql shows it.
#include <iostream>
#include <vector>

#include "postgres_fixture.h"
#include "support/child_program.h"

namespace dbv::conformance {

namespace {

// One a line; each gives one column.
constexpr std::string_view kExpressions = R"(NULL
true
false
32767::smallint
'-32768'::smallint
2147483647
'-2147483648'::integer
9223372036854775807
'-9223372036854775808'::bigint
4294967295::oid
0.1::real
'1e-45'::real
3.4028235e38::real
0.1::double precision
5e-324::double precision
1.7976931348623157e308::double precision
1::double precision / 3
'NaN'::real
'Infinity'::double precision
'-Infinity'::double precision
'-0'::double precision
'NaN'::numeric
'Infinity'::numeric
'-Infinity'::numeric
0::numeric(10,4)
'-1.50'::numeric(10,2)
123.456::numeric(5,-1)
repeat('9', 1000)::numeric
('0.' || repeat('1', 1000))::numeric
('1' || repeat('0', 999))::numeric
'12.34'::money
''::text
' blanks '::text
'ä€🦜'::text
'ab'::char(5)
'x'::"char"
'ab'::varchar(3)
'name'::name
E'tab\tnewline\nquote''back\\slash'
repeat('long ', 20000)
'\x'::bytea
'\x00ff10'::bytea
decode(repeat('00', 1000), 'hex')
'infinity'::date
'-infinity'::date
'0044-03-15 BC'::date
'5874897-12-31'::date
'2024-02-29'::date
'infinity'::timestamp
'294276-12-31 23:59:59.999999'::timestamp
'4713-01-01 00:00:00 BC'::timestamp
'2024-02-29 12:34:56.789'::timestamp(3)
'2024-02-29 12:34:56.1'::timestamp
'2024-02-29 12:34:56.789012+05:30'::timestamptz
'-infinity'::timestamptz
'24:00:00'::time
'12:34:56.5'::time(2)
'23:59:59.999999+14:59'::timetz
'1 year 2 mons -3 days 04:05:06.789'::interval
'-178000000 years'::interval
'0'::interval
'1 day'::interval day to second(2)
'3 years'::interval year
'{}'::int[]
'{1,NULL,3}'::int[]
'{{1,2},{3,4}}'::int[]
'[2:3]={1,2}'::int[]
'{"a b","c,d","e\"f",NULL,"NULL",""}'::text[]
ARRAY['\xff'::bytea]
ARRAY[1.50::numeric(4,2)]
ARRAY['2024-01-01'::date]
ARRAY[true,false]
'[1,5)'::int4range
'empty'::int4range
'(,5]'::int8range
'[2024-01-01,)'::daterange
'[1.5,2.5]'::numrange
'["2024-01-01 00:00:00",)'::tsrange
'["2024-01-01 00:00:00+02",)'::tstzrange
'{[1,3),[5,9)}'::int4multirange
'{}'::nummultirange
ROW(1,'a b',NULL)
ROW('x')
(SELECT p FROM (SELECT 1 a, 'b' b) p)
'{"b": 1,  "a":[1,2]}'::json
'{"b": 1,  "a":[1,2]}'::jsonb
'null'::jsonb
'$.a[*] ? (@ > 1)'::jsonpath
B'101'
B''
'1010'::bit(4)
'10101'::bit varying(8)
'(1.5,2)'::point
'{1,2,3}'::line
'[(1,2),(3,4)]'::lseg
'(3,4),(1,2)'::box
'[(1,2),(3,4)]'::path
'((1,2),(3,4))'::path
'((1,2),(3,4),(5,6))'::polygon
'<(1,2),3>'::circle
'192.168.0.1'::inet
'192.168.0.1/24'::inet
'::1'::inet
'10.0.0.0/8'::cidr
'2001:db8::/32'::cidr
'08:00:2b:01:02:03'::macaddr
'08:00:2b:01:02:03:04:05'::macaddr8
'<a b="1">x</a>'::xml
'a fat cat'::tsvector
'fat & (cat | rat)'::tsquery
to_tsvector('english', 'The quick brown foxes jumped')
'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid
'pg_class'::regclass
'now()'::regprocedure
'integer'::regtype
'public'::regnamespace
'(0,1)'::tid
'16/B374D848'::pg_lsn
'10:20:10,14,15'::pg_snapshot
'1'::xid
'1'::xid8
'1'::cid
'happy'::mood
ARRAY['happy','sad']::mood[]
'5'::positive
ROW(1,'x')::pair
ARRAY[ROW(1,'x')::pair]
'[1.5,2.5]'::floatrange
'sad'::mood::text
current_setting('server_encoding')
)";

std::vector<std::string> expressions() {
    std::vector<std::string> list;
    std::string_view rest = kExpressions;
    while (!rest.empty()) {
        const std::size_t end = rest.find('\n');
        list.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    for (std::size_t i = 1; i <= 9; ++i) {
        list.push_back("'" + std::string(i, '7') + "." + std::string(10 - i, '3') + "'::numeric");
        list.push_back("'2024-01-01 00:00:00." + std::string(i % 7, '9') + "'::timestamp");
    }
    return list;
}

std::string hexOf(const std::string& bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

constexpr std::string_view kNull = "(null)";
constexpr char kBetween = '\x1f';

} // namespace

class PostgresTypes : public PostgresTest {
protected:
    void SetUp() override {
        PostgresTest::SetUp();
        server().run("CREATE TYPE mood AS ENUM ('sad', 'happy'); "
                     "CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE TYPE pair AS (a integer, b text); "
                     "CREATE TYPE floatrange AS RANGE (subtype = float8)",
                     database());
        m_later = open(params());
    }
    /// A session that was opened when the types were there.
    [[nodiscard]] ResultTable runLater(const StatementText& statement) const {
        Result<ResultTable> result = runAll(*m_later, statement);
        if (!result) {
            ADD_FAILURE() << statement.sql.substr(0, 300) << ": " << result.error().message;
            return {};
        }
        return std::move(*result);
    }
    [[nodiscard]] std::string psql(const std::string& sql) const {
        support::ChildProgram psql;
        EXPECT_TRUE(psql.start("/usr/bin/env",
                               {"psql", "-X", "-A", "-t", "-q", "-F", std::string(1, kBetween), "-P",
                                "null=" + std::string(kNull), "-h", server().host(), "-p",
                                std::to_string(server().port()), "-U", "postgres", "-d", database(), "-c", sql}));
        EXPECT_EQ(psql.wait(), 0);
        std::string output = psql.output();
        EXPECT_TRUE(output.ends_with('\n'));
        output.pop_back();
        return output;
    }

private:
    std::unique_ptr<Session> m_later;
};

TEST_F(PostgresTypes, AreShownAsPsqlShowsThemByteByByte) {
    const std::vector<std::string> all = expressions();
    std::string sql;
    for (const std::string& each : all) {
        sql += (sql.empty() ? "SELECT " : ", ") + each;
    }
    const ResultTable ours = runLater({sql, {}, {}});
    std::string theirs = psql(sql);
    ASSERT_EQ(ours.rows.size(), 1U);
    ASSERT_EQ(ours.rows[0].size(), all.size());
    std::size_t compared = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::size_t end = theirs.find(kBetween);
        const std::string expected = theirs.substr(0, end);
        theirs.erase(0, end == std::string::npos ? end : end + 1);
        const Value& value = ours.rows[0][i];
        const std::string got = !value.text ? std::string(kNull) : value.bytes ? hexOf(*value.text) : *value.text;
        EXPECT_EQ(got, expected) << all[i];
        ++compared;
    }
    EXPECT_TRUE(theirs.empty());
    std::cout << compared << " cells were compared with psql\n";
}

TEST_F(PostgresTypes, HaveTheirServersNames) {
    // Every column of a table with every type, against what the server itself calls it.
    const std::vector<std::string> types{"boolean",
                                         "bytea",
                                         "\"char\"",
                                         "name",
                                         "bigint",
                                         "smallint",
                                         "integer",
                                         "text",
                                         "oid",
                                         "json",
                                         "xml",
                                         "point",
                                         "lseg",
                                         "path",
                                         "box",
                                         "polygon",
                                         "line",
                                         "real",
                                         "double precision",
                                         "money",
                                         "macaddr",
                                         "inet",
                                         "cidr",
                                         "macaddr8",
                                         "character(7)",
                                         "character varying(20)",
                                         "character varying",
                                         "date",
                                         "time without time zone",
                                         "time(3) without time zone",
                                         "timestamp without time zone",
                                         "timestamp(0) with time zone",
                                         "timestamp with time zone",
                                         "interval",
                                         "interval(3)",
                                         "time(6) with time zone",
                                         "bit(3)",
                                         "bit varying(9)",
                                         "bit varying",
                                         "numeric",
                                         "numeric(10,2)",
                                         "numeric(1000,0)",
                                         "numeric(5,-2)",
                                         "uuid",
                                         "tsvector",
                                         "tsquery",
                                         "jsonb",
                                         "int4range",
                                         "nummultirange",
                                         "pg_lsn",
                                         "mood",
                                         "mood[]",
                                         "pair",
                                         "pair[]",
                                         "floatrange",
                                         "integer[]",
                                         "character varying(5)[]",
                                         "numeric(4,1)[]",
                                         "timestamp(2) without time zone[]",
                                         "bpchar"};
    std::string definition;
    for (std::size_t i = 0; i < types.size(); ++i) {
        definition += (i == 0 ? "c" : ", c") + std::to_string(i) + " " + types[i];
    }
    run("CREATE TABLE every (" + definition + ")");
    const ResultTable columns = runLater({"SELECT * FROM every", {}, {}});
    const ResultTable named = run("SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
                                  "WHERE attrelid = 'every'::regclass AND attnum > 0 ORDER BY attnum");
    ASSERT_EQ(columns.columns.size(), types.size());
    for (std::size_t i = 0; i < types.size(); ++i) {
        EXPECT_EQ(columns.columns[i].type, named.rows[i][0].text);
    }
}

TEST_F(PostgresTypes, AreKnownByNameSoonAfterTheyAreMade) {
    run("CREATE TYPE colour AS ENUM ('red')");
    EXPECT_EQ(run("SELECT 'red'::colour").columns[0].type, "colour");
    run("CREATE TABLE thing (a integer)");
    run("SELECT thing FROM thing");
    EXPECT_EQ(run("SELECT thing FROM thing").columns[0].type, "thing");
}

TEST_F(PostgresTypes, OfParametersAreInferredFromWhereTheyStand) {
    const ResultTable table =
        run({"SELECT $1::int + 1, $2 || 'x', $3::bytea, $4::double precision, $5::jsonb, $6::date",
             {std::int64_t{41}, "ü", ParameterBytes{std::string("\0\xff", 2)}, 0.1, "{\"a\": 1}", ParameterValue()},
             {}});
    EXPECT_EQ(table.rows[0], (std::vector<Value>{textValue("42"),
                                                 textValue("üx"),
                                                 bytesValue(std::string("\0\xff", 2)),
                                                 textValue("0.1"),
                                                 textValue("{\"a\": 1}"),
                                                 {}}));
    EXPECT_EQ(failureOf({"SELECT $1", {std::string("a\0b", 3)}, {}}).kind, ErrorKind::InvalidInput);
}

TEST_F(PostgresTypes, OfBytesAreReadInTheOlderFormAsWell) {
    run("SET bytea_output = 'escape'");
    EXPECT_EQ(run("SELECT '\\x00ff5c41'::bytea").rows[0][0], bytesValue(std::string("\0\xff\\A", 4)));
}

} // namespace dbv::conformance
