// SPDX-License-Identifier: Apache-2.0
#include "bench/bare_postgres.h"

#include <initializer_list>

#include "bench/measurement.h"

namespace dbv::bench {

namespace {

using PgResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

std::uint64_t lookAtRows(const PGresult* rows) {
    std::uint64_t sum = 0;
    const int columns = PQnfields(rows);
    for (int row = 0; row < PQntuples(rows); ++row) {
        for (int column = 0; column < columns; ++column) {
            sum += lookAt(PQgetvalue(rows, row, column), static_cast<std::size_t>(PQgetlength(rows, row, column)));
        }
    }
    return sum;
}

/// Reads whole results, one after the other, and looks at each value. Unit: milliseconds.
double timeOf(PGconn* connection, std::initializer_list<std::string> statements) {
    const Stopwatch watch;
    for (const std::string& sql : statements) {
        const PgResult rows(PQexec(connection, sql.c_str()), &PQclear);
        if (PQresultStatus(rows.get()) != PGRES_TUPLES_OK || lookAtRows(rows.get()) == 0) {
            giveUp(sql + ": " + PQerrorMessage(connection));
        }
    }
    return watch.milliseconds();
}

} // namespace

BarePostgres::BarePostgres()
    : m_certificate(m_authority.issueForThisMachine()),
      m_server({.settings = {"ssl = on", "ssl_cert_file = '" + m_certificate.certificate.string() + "'",
                             "ssl_key_file = '" + m_certificate.key.string() + "'", "shared_buffers = 512MB",
                             "max_locks_per_transaction = 1024", "autovacuum = off"},
                .hba = {}}) {
    if (!m_authority.problem().empty() || !m_server.problem().empty()) {
        giveUp(m_authority.problem() + m_server.problem());
    }
}

std::string BarePostgres::url(LineKind kind) const {
    return "postgresql://postgres@127.0.0.1:" + std::to_string(m_server.port()) +
           "/postgres?sslmode=" + (kind == LineKind::Tls ? "verify-full" : "disable") +
           (kind == LineKind::Tls ? "&sslrootcert=" + m_authority.certificate().string() : "");
}

ConnectParams BarePostgres::params() const {
    ConnectParams params;
    params.host = m_server.host();
    params.port = m_server.port();
    params.user = "postgres";
    params.database = "postgres";
    return params;
}

BarePostgres::Connection BarePostgres::connect(LineKind kind) const {
    // We never ask for Kerberos either, which the library would take longer to load than all the rest.
    Connection connection(PQconnectdb((url(kind) + "&gssencmode=disable").c_str()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        giveUp(PQerrorMessage(connection.get()));
    }
    return connection;
}

void BarePostgres::makeMixedRows(std::uint64_t rows) {
    m_server.run(
        "CREATE UNLOGGED TABLE t AS SELECT i AS id, (i::bigint * 7919 % 1000)::integer AS a, (i::bigint * 31 % "
        "100000)::integer AS b,"
        " i * 7310000000057 AS big, i / 7.0::float8 AS r1, (i * 0.37 - 9)::numeric(12,2) AS r2,"
        " i % 2 = 1 AS flag, date '2001-01-01' + i % 9000 AS day,"
        " timestamp '2024-03-01 12:34:56.100001' + i * interval '1.000017 s' AS at,"
        " 'Name of person ' || i AS name, 'person' || i || '@mail.example.org' AS mail,"
        " ('City ' || i % 400)::varchar(40) AS city,"
        " CASE WHEN i % 3 <> 0 THEN 'a note that says a few words about row ' || i END AS note,"
        " ('{\"id\":' || i || ',\"tags\":[\"red\",\"green\"],\"ok\":true,\"price\":' || i % 997 || '}')::jsonb AS json,"
        " decode(md5(i::text), 'hex') AS hash, md5(i::text)::uuid AS uuid,"
        " CASE WHEN i % 5 = 0 THEN 'present' END AS some, ('C' || lpad(i::text, 7, '0'))::char(8) AS code,"
        " -i AS c,"
        " 'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore"
        " et dolore' || left(' magna aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris"
        " nisi ut aliquip', 20 + i % 80) AS body"
        " FROM generate_series(1, " +
        std::to_string(rows) + ") i");
    // What the first reader of fresh rows would have to do.
    m_server.run("VACUUM ANALYZE t");
    m_reader = connect(LineKind::Plain);
}

void BarePostgres::makeTables(const std::string& schema, int count, const std::string& body) {
    m_server.run("CREATE SCHEMA " + schema);
    m_server.run("DO $$ BEGIN FOR i IN 0.." + std::to_string(count - 1) + " LOOP EXECUTE 'CREATE TABLE " + schema +
                 ".table_' || i || ' " + body + "'; IF i % 500 = 0 THEN COMMIT; END IF; END LOOP; END $$");
    // All that is read below; the new tables themselves are empty.
    for (const char* table : {"pg_class", "pg_attribute", "pg_attrdef", "pg_constraint", "pg_index", "pg_type",
                              "pg_depend", "pg_namespace"}) {
        m_server.run(std::string("VACUUM ANALYZE pg_catalog.") + table);
    }
}

void BarePostgres::makeManyTables(int count) {
    makeTables("many", count,
               "(id integer PRIMARY KEY, a text NOT NULL, b float8, c integer DEFAULT 0, d text, e bytea,"
               " f numeric(10,2), g varchar(40), h text UNIQUE, i integer REFERENCES many.table_' || i - i % 20 || ')");
    // Something of every kind that is asked for.
    m_server.run("COMMENT ON TABLE many.table_0 IS 'the first'; ALTER TABLE many.table_0 ADD CHECK (c >= 0);"
                 " CREATE POLICY own ON many.table_0 USING (c = 1);"
                 " CREATE TRIGGER touched BEFORE UPDATE ON many.table_0 FOR EACH ROW EXECUTE FUNCTION"
                 " suppress_redundant_updates_trigger()");
}

void BarePostgres::makeCrowd(int count) {
    makeTables("crowd", count, "(id integer)");
}

void BarePostgres::holdLock() {
    m_server.run("CREATE TABLE locked AS SELECT 1 AS n");
    m_locker = connect(LineKind::Plain);
    timeOf(m_locker.get(), {"BEGIN; SELECT n FROM locked FOR UPDATE"});
}

std::string BarePostgres::endlessStatement() const {
    return "SELECT t.*, n FROM t CROSS JOIN generate_series(1, 1000) n";
}

double BarePostgres::timeOfConnect(LineKind kind) {
    const Stopwatch watch;
    const Connection connection = connect(kind);
    return watch.milliseconds();
}

std::uint64_t BarePostgres::readRows() {
    if (PQsendQuery(m_reader.get(), "SELECT * FROM t") != 1 || PQsetSingleRowMode(m_reader.get()) != 1) {
        giveUp(PQerrorMessage(m_reader.get()));
    }
    std::uint64_t sum = 0;
    for (PgResult row(PQgetResult(m_reader.get()), &PQclear); row; row.reset(PQgetResult(m_reader.get()))) {
        const ExecStatusType status = PQresultStatus(row.get());
        if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK) {
            giveUp(PQerrorMessage(m_reader.get()));
        }
        sum += lookAtRows(row.get());
    }
    return sum;
}

double BarePostgres::timeOfFirstRow() {
    const Stopwatch watch;
    if (PQsendQuery(m_reader.get(), "SELECT * FROM t") != 1 || PQsetSingleRowMode(m_reader.get()) != 1) {
        giveUp(PQerrorMessage(m_reader.get()));
    }
    PgResult row(PQgetResult(m_reader.get()), &PQclear);
    const double took = watch.milliseconds();
    if (PQresultStatus(row.get()) != PGRES_SINGLE_TUPLE) {
        giveUp(PQerrorMessage(m_reader.get()));
    }
    while (row) {
        row.reset(PQgetResult(m_reader.get()));
    }
    return took;
}

double BarePostgres::timeOfNames() {
    const Connection connection = connect(LineKind::Plain);
    // As the list of schemas, which comes first: the server's process has read a part of its catalogue then.
    timeOf(connection.get(), {"SELECT nspname FROM pg_catalog.pg_namespace"});
    return timeOf(connection.get(), {"SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON"
                                     " n.oid = c.relnamespace WHERE n.nspname = 'many' AND c.relkind IN"
                                     " ('r', 'p', 'v', 'm', 'f')"});
}

double BarePostgres::timeOfDescriptions() {
    const Connection connection = connect(LineKind::Plain);
    const std::string ofTables = "c.relnamespace = 'many'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    return timeOf(
        connection.get(),
        {"SELECT c.oid, c.relname, c.relkind, c.reltuples FROM pg_catalog.pg_class c WHERE " + ofTables,
         "SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,"
         " pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON"
         " c.oid = a.attrelid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
         "WHERE " +
             ofTables + " AND a.attnum > 0 AND NOT a.attisdropped",
         "SELECT d.objoid, d.objsubid, d.description FROM pg_catalog.pg_description d JOIN pg_catalog.pg_class c ON"
         " c.oid = d.objoid WHERE d.classoid = 'pg_catalog.pg_class'::regclass AND " +
             ofTables,
         "SELECT k.conrelid, k.conname, k.contype, k.conkey, k.confrelid, k.confkey, k.confupdtype, k.confdeltype,"
         " pg_catalog.pg_get_expr(k.conbin, k.conrelid) FROM pg_catalog.pg_constraint k WHERE"
         " k.connamespace = 'many'::regnamespace",
         "SELECT x.indrelid, i.relname, x.indisunique, x.indkey, pg_catalog.pg_get_expr(x.indpred, x.indrelid) FROM"
         " pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid WHERE"
         " i.relnamespace = 'many'::regnamespace",
         "SELECT t.tgrelid, t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid"
         " WHERE NOT t.tgisinternal AND " +
             ofTables,
         "SELECT p.polrelid, p.polname, pg_catalog.pg_get_expr(p.polqual, p.polrelid) FROM pg_catalog.pg_policy p"
         " JOIN pg_catalog.pg_class c ON c.oid = p.polrelid WHERE " +
             ofTables});
}

std::vector<std::string> BarePostgres::ownClient() const {
    return {"psql", "-XAtq", "-c", "SELECT * FROM t", url(LineKind::Plain)};
}

std::vector<std::string> BarePostgres::scriptClient() const {
    return {"psql", "-Xq", "-f", "-", url(LineKind::Plain)};
}

} // namespace dbv::bench
