// SPDX-License-Identifier: Apache-2.0
// Definitions make again all that was there: what pg_dump says of the copy is what it says of the original.
#include <algorithm>
#include <set>
#include <sstream>

#include <QtCore/QProcess>

#include "postgres_fixture.h"
#include "postgres_museum.h"

namespace dbv::conformance {

class PostgresDdl : public PostgresTest {
protected:
    /// Makes the museum in this test's database.
    void fill() const {
        server().run(std::string(museumGround()), database());
        server().run(std::string(museumPieces()), database());
    }
    [[nodiscard]] int version() const { return std::stoi(textOf("SHOW server_version_num")); }
    [[nodiscard]] ObjectDescription describe(ObjectType type, std::string_view name,
                                             const std::string& parent = {}) const {
        auto described = session().catalog().describe({"museum", std::string(name), parent}, type);
        if (!described) {
            ADD_FAILURE() << name << ": " << described.error().message;
            return {};
        }
        return std::move(*described);
    }
    [[nodiscard]] std::string ddlOf(ObjectType type, std::string_view name, const std::string& parent = {}) const {
        return describe(type, name, parent).ddl;
    }
    /// An empty museum in a database of its own.
    [[nodiscard]] static std::string emptyMuseum() {
        std::string name = server().makeDatabase();
        server().run(std::string(museumGround()), name);
        return name;
    }
    /// What pg_dump says of a database's museum, statement by statement. Its order among equals comes from numbers that
    /// are not the same in two databases.
    [[nodiscard]] static std::vector<std::string> dumpOf(const std::string& database) {
        const std::string program =
            support::findServerProgram("DBVIS_TEST_POSTGRES_BIN", "pg_dump", {"/usr/lib/postgresql/*/bin"});
        QProcess dump;
        QStringList words;
        for (const std::string& word :
             {std::string("--schema-only"), std::string("--schema=museum"), "--host=" + server().host(),
              "--port=" + std::to_string(server().port()), std::string("--username=postgres"), database}) {
            words.append(QString::fromStdString(word));
        }
        dump.start(QString::fromStdString(program), words);
        EXPECT_TRUE(dump.waitForFinished(60000)) << program;
        EXPECT_EQ(dump.exitCode(), 0) << dump.readAllStandardError().toStdString();
        std::istringstream lines(dump.readAllStandardOutput().toStdString());
        std::vector<std::string> statements;
        std::string statement;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("--") || line.starts_with("\\")) {
                continue;
            }
            statement += line + "\n";
            if (line.ends_with(";")) {
                statements.push_back(statement.substr(statement.find_first_not_of('\n')));
                statement.clear();
            }
        }
        std::ranges::sort(statements);
        return statements;
    }
    static void expectSame(const std::vector<std::string>& copy, const std::vector<std::string>& original) {
        const std::multiset<std::string> there(copy.begin(), copy.end());
        const std::multiset<std::string> here(original.begin(), original.end());
        for (const std::string& each : original) {
            EXPECT_TRUE(there.contains(each)) << "the copy lacks\n" << each;
        }
        for (const std::string& each : copy) {
            EXPECT_TRUE(here.contains(each)) << "only the copy has\n" << each;
        }
        EXPECT_EQ(copy.size(), original.size());
    }
};

TEST_F(PostgresDdl, MakesAllAgainThatPgDumpKnows) {
    fill();
    // However strange the session is: it is another one that runs what it tells.
    for (const char* setting : {"DateStyle = 'SQL, DMY'", "IntervalStyle = 'iso_8601'", "extra_float_digits = -12",
                                "standard_conforming_strings = off", "bytea_output = 'escape'",
                                "quote_all_identifiers = on", "search_path = museum, public"}) {
        run("SET " + std::string(setting));
    }
    if (version() >= 140000) {
        run("ALTER TABLE museum.piece ALTER COLUMN name SET COMPRESSION pglz");
    }
    const std::string copy = emptyMuseum();
    for (const Exhibit& each : exhibits()) {
        SCOPED_TRACE(each.name);
        const std::string ddl = ddlOf(each.type, each.name);
        ASSERT_FALSE(ddl.empty());
        EXPECT_FALSE(ddl.starts_with("--")) << ddl;
        server().run(ddl, copy);
    }
    EXPECT_TRUE(session().catalog().takeNotices().empty());
    const std::vector<std::string> original = dumpOf(database());
    EXPECT_GT(original.size(), 150U);
    expectSame(dumpOf(copy), original);
}

TEST_F(PostgresDdl, MakesWhatIsTemporaryInAnyOtherSession) {
    run("CREATE TEMPORARY TABLE scratch (id int PRIMARY KEY, note text DEFAULT 'x')");
    run("CREATE INDEX by_note ON scratch (note)");
    run("COMMENT ON COLUMN scratch.note IS 'a word'");
    run("CREATE TEMPORARY VIEW seen AS SELECT note FROM scratch");
    const std::string schema = textOf("SELECT pg_my_temp_schema()::regnamespace::text");
    std::string ddl;
    for (const auto& [name, type] : {std::pair("scratch", ObjectType::Table), std::pair("seen", ObjectType::View)}) {
        const auto described = session().catalog().describe({schema, name, {}}, type);
        ASSERT_TRUE(described) << described.error().message;
        ddl += described->ddl;
    }
    EXPECT_FALSE(ddl.contains("pg_temp_")) << ddl;
    const std::string last = "SELECT count(*) FROM pg_temp.seen";
    EXPECT_EQ(server().run(ddl + last, database()), "0");
}

TEST_F(PostgresDdl, NamesNothingTwice) {
    fill();
    const auto objects = session().catalog().objects("museum", ObjectScope::All);
    ASSERT_TRUE(objects) << objects.error().message;
    const auto count = [&](ObjectType type, std::string_view name) {
        return std::ranges::count_if(*objects,
                                     [&](const ObjectSummary& each) { return each.type == type && each.name == name; });
    };
    // A trigger is its own table's, and its partitions only have it from there.
    EXPECT_EQ(count(ObjectType::Trigger, "seen"), 1);
    EXPECT_EQ(count(ObjectType::Trigger, "only_here"), 1);
    const ObjectDescription rest = describe(ObjectType::Table, "visit_rest");
    ASSERT_EQ(rest.triggers.size(), 1U);
    EXPECT_EQ(rest.triggers[0].name, "only_here");
    EXPECT_EQ(rest.ddl.find("CREATE TRIGGER seen"), std::string::npos) << rest.ddl;
    // What makes a range of its ends comes with the range.
    EXPECT_EQ(std::ranges::count_if(*objects,
                                    [](const ObjectSummary& each) {
                                        return each.type == ObjectType::Routine &&
                                               (each.name.starts_with("span") || each.name.starts_with("words"));
                                    }),
              0);
    EXPECT_EQ(describe(ObjectType::Type, "span").type, ObjectType::Type);
    EXPECT_EQ(session().catalog().describe({"museum", "span", {}}, std::nullopt)->type, ObjectType::Type);
    // A domain over arrays is no array that comes with its type, and an aggregate of all rows says so.
    EXPECT_EQ(count(ObjectType::Type, "labels"), 1);
    EXPECT_EQ(count(ObjectType::Type, "_state"), 0);
    EXPECT_EQ(count(ObjectType::Routine, "number(*)"), 1);
    // An index that a constraint stands on is made with that.
    const std::string piece = ddlOf(ObjectType::Table, "piece");
    for (const std::string_view index : {"INDEX piece_pkey ON", "INDEX one_name ON", "INDEX apart ON"}) {
        EXPECT_EQ(piece.find(index), std::string::npos) << index;
    }
    EXPECT_TRUE(
        ddlOf(ObjectType::Index, "apart", "piece").starts_with("ALTER TABLE museum.piece ADD CONSTRAINT apart "));
    // The server keeps a foreign key for each partition of the table that it refers to.
    const ObjectDescription guest = describe(ObjectType::Table, "guest");
    ASSERT_EQ(guest.foreignKeys.size(), 1U);
    EXPECT_EQ(guest.foreignKeys[0].references.name, "visit");
}

TEST_F(PostgresDdl, IsForPeopleToRead) {
    fill();
    const std::string piece = ddlOf(ObjectType::Table, "piece");
    EXPECT_TRUE(piece.starts_with("CREATE SEQUENCE museum.piece_id_seq AS integer MAXVALUE 100000;\n"
                                  "CREATE SEQUENCE museum.piece_small_seq AS smallint;\n"
                                  "CREATE TABLE museum.piece (\n"
                                  "    id integer DEFAULT nextval('museum.piece_id_seq'::regclass) NOT NULL,\n"))
        << piece;
    for (const std::string_view part :
         {"\n    always bigint GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 5 MINVALUE 5 MAXVALUE 5000 "
          "CACHE 7 "
          "CYCLE) NOT NULL,\n",
          "\n    down integer GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -1) NOT NULL,\n",
          "\n    named integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME museum.\"Own numbers\") NOT NULL,\n",
          "\nALTER SEQUENCE museum.piece_id_seq OWNED BY museum.piece.id;\n",
          "\nALTER TABLE museum.piece ADD CONSTRAINT later CHECK (id <> 13) NOT VALID;\n",
          "\nALTER TABLE museum.piece DISABLE TRIGGER off;\n",
          "\nGRANT SELECT (id, name), UPDATE (\"Big\") ON museum.piece TO \"museum Writer\";\n"}) {
        EXPECT_NE(piece.find(part), std::string::npos) << part << "\n" << piece;
    }
    EXPECT_EQ(ddlOf(ObjectType::Type, "address"),
              "CREATE TYPE museum.address AS (\n    street text COLLATE pg_catalog.\"C\",\n"
              "    \"house number\" integer,\n    tags text[]\n);\n"
              "ALTER TYPE museum.address OWNER TO museum_keeper;\n"
              "COMMENT ON TYPE museum.address IS 'where';\n"
              "COMMENT ON COLUMN museum.address.\"house number\" IS 'with letters; no';\n");
    EXPECT_NE(
        ddlOf(ObjectType::Table, "visit_2024_a")
            .find("\nALTER TABLE ONLY museum.visit_2024 ATTACH PARTITION museum.visit_2024_a FOR VALUES IN (1, 2);"),
        std::string::npos);
    EXPECT_EQ(ddlOf(ObjectType::Trigger, "copy", "piece"),
              "CREATE TRIGGER copy BEFORE INSERT ON museum.piece FOR EACH ROW EXECUTE FUNCTION museum.touch();\n"
              "ALTER TABLE museum.piece ENABLE REPLICA TRIGGER copy;\n");
    EXPECT_TRUE(ddlOf(ObjectType::Sequence, "piece_always_seq")
                    .starts_with("ALTER TABLE museum.piece ALTER COLUMN always ADD GENERATED ALWAYS AS IDENTITY ("));
}

TEST_F(PostgresDdl, MakesTheIndexesOfADividedTableAsFarAsTheyGo) {
    fill();
    const std::string visit = ddlOf(ObjectType::Table, "visit");
    EXPECT_NE(visit.find("\nCREATE INDEX visit_who ON museum.visit USING btree (who);\n"), std::string::npos) << visit;
    EXPECT_TRUE(visit.ends_with("-- Left out, since a partition lacks its part of it, or making it was broken off:\n"
                                "-- CREATE INDEX visit_half ON ONLY museum.visit USING btree (fee DESC);\n"))
        << visit;
    EXPECT_EQ(visit.find("not everywhere"), std::string::npos) << visit;
    EXPECT_EQ(ddlOf(ObjectType::Index, "visit_half"),
              "CREATE INDEX visit_half ON ONLY museum.visit USING btree (fee DESC);\n"
              "ALTER INDEX museum.visit_half ATTACH PARTITION museum.rest_half;\n"
              "COMMENT ON INDEX museum.visit_half IS 'not everywhere';\n");
    // What stands alone is made for the partitions that there are.
    EXPECT_EQ(ddlOf(ObjectType::Index, "visit_who"), "CREATE INDEX visit_who ON museum.visit USING btree (who);\n");
    EXPECT_EQ(ddlOf(ObjectType::Index, "rest_by_who"),
              "CREATE INDEX rest_by_who ON museum.visit_rest USING btree (who);\n"
              "ALTER INDEX museum.visit_who ATTACH PARTITION museum.rest_by_who;\n");
    run("CREATE TABLE museum.twice (a int)");
    run("INSERT INTO museum.twice VALUES (1), (1)");
    EXPECT_FALSE(failureOf("CREATE UNIQUE INDEX CONCURRENTLY broken_off ON museum.twice (a)").message.empty());
    EXPECT_TRUE(ddlOf(ObjectType::Table, "twice")
                    .ends_with("\n-- CREATE UNIQUE INDEX broken_off ON museum.twice USING btree (a);\n"));
}

TEST_F(PostgresDdl, TellsWhatIsGrantedOnRoutinesAndTypes) {
    fill();
    const ObjectDescription apart = describe(ObjectType::Routine, "apart(a double precision, b double precision)");
    EXPECT_EQ(apart.grants, (std::vector<GrantInfo>{{"museum Writer", {"EXECUTE"}, {}}}));
    EXPECT_NE(apart.ddl.find("REVOKE EXECUTE ON FUNCTION museum.apart(a double precision, b double precision) FROM "
                             "PUBLIC;\nGRANT EXECUTE ON FUNCTION "),
              std::string::npos)
        << apart.ddl;
    EXPECT_EQ(describe(ObjectType::Type, "word").grants,
              (std::vector<GrantInfo>{{"museum_reader", {"USAGE"}, {"USAGE"}}}));
    EXPECT_TRUE(describe(ObjectType::Type, "price").grants.empty());
}

TEST_F(PostgresDdl, PutsKeysAndTablesWhereTheyLie) {
    if (version() < 150000) {
        GTEST_SKIP() << "the server has no tablespace without a folder of its own";
    }
    const std::string space = database() + "_space";
    run("SET allow_in_place_tablespaces = on");
    run("CREATE TABLESPACE " + space + " LOCATION ''");
    run("CREATE SCHEMA museum");
    run("CREATE TABLE museum.far_off (a int PRIMARY KEY USING INDEX TABLESPACE " + space +
        ", b int4range, EXCLUDE USING gist (b WITH &&) USING INDEX TABLESPACE " + space +
        " WHERE (a > 0), c int UNIQUE) " + "TABLESPACE " + space);
    run("CREATE MATERIALIZED VIEW museum.seen TABLESPACE " + space + " AS SELECT 1 AS one");
    const std::string copy = server().makeDatabase();
    server().run("CREATE SCHEMA museum", copy);
    server().run(ddlOf(ObjectType::Table, "far_off") + ddlOf(ObjectType::MaterializedView, "seen"), copy);
    const std::string placed =
        "SELECT string_agg(c.relname || ' ' || COALESCE(t.spcname, '-'), ', ' ORDER BY c.relname) "
        "FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = c.reltablespace "
        "WHERE c.relnamespace = 'museum'::regnamespace";
    EXPECT_EQ(server().run(placed, copy), server().run(placed, database()));
    EXPECT_NE(server().run(placed, copy).find("far_off_pkey " + space), std::string::npos);
}

} // namespace dbv::conformance
