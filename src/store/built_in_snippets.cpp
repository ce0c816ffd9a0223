// SPDX-License-Identifier: Apache-2.0
#include "store/snippet_folder.h"

#include <array>

namespace dbv::store {

namespace {

/// Which engines a snippet of the program is for.
enum class For : std::uint8_t { All, Sqlite, Postgres, Mysql };

struct BuiltIn {
    const char* trigger;
    const char* name;
    For dialect;
    const char* body;
};

constexpr std::array kBuiltIn{
    BuiltIn{"sel", "Select rows", For::All, "SELECT ${1:*}\nFROM ${2:table}\nWHERE ${3:condition};$0"},
    BuiltIn{"ins", "Insert a row", For::All, "INSERT INTO ${1:table} (${2:columns})\nVALUES (${3:values});$0"},
    BuiltIn{"upd", "Update rows", For::All, "UPDATE ${1:table}\nSET ${2:column} = ${3:value}\nWHERE ${4:condition};$0"},
    BuiltIn{"del", "Delete rows", For::All, "DELETE FROM ${1:table}\nWHERE ${2:condition};$0"},
    BuiltIn{"cte", "Common table expression", For::All,
            "WITH ${1:name} AS (\n    ${2:SELECT 1}\n)\nSELECT *\nFROM ${1};$0"},
    BuiltIn{"dup", "Find duplicates", For::All,
            "SELECT ${1:column}, count(*) AS times\nFROM ${2:table}\nGROUP BY ${1}\nHAVING count(*) > 1\nORDER BY "
            "times DESC;$0"},
    BuiltIn{"lj", "Left join", For::All, "LEFT JOIN ${1:table} ON ${1}.${2:id} = ${3:other}.${4:id}$0"},
    BuiltIn{"case", "Case expression", For::All, "CASE WHEN ${1:condition} THEN ${2:value} ELSE ${3:other} END$0"},
    BuiltIn{
        "rown", "Newest row of each", For::All,
        "SELECT *\nFROM (\n    SELECT t.*, row_number() OVER (PARTITION BY ${1:group} ORDER BY ${2:time} DESC) AS n\n"
        "    FROM ${3:table} AS t\n) AS ranked\nWHERE n = 1;$0"},
    BuiltIn{"crt", "Create a table", For::Sqlite,
            "CREATE TABLE ${1:name} (\n    id INTEGER PRIMARY KEY,\n    ${2:column} ${3:TEXT} NOT NULL\n) STRICT;$0"},
    BuiltIn{"ups", "Insert or update", For::Sqlite,
            "INSERT INTO ${1:table} (${2:key}, ${3:column})\nVALUES (${4:values})\nON CONFLICT (${2}) DO UPDATE SET "
            "${3} = excluded.${3};$0"},
    BuiltIn{"trg", "Create a trigger", For::Sqlite,
            "CREATE TRIGGER ${1:name} AFTER ${2:UPDATE} ON ${3:table}\nBEGIN\n    ${4:SELECT 1};\nEND;$0"},
    BuiltIn{"idxs", "Indexes of a table", For::Sqlite, "SELECT * FROM pragma_index_list('${1:table}');$0"},
    BuiltIn{"crt", "Create a table", For::Postgres,
            "CREATE TABLE ${1:name} (\n    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n    ${2:column} "
            "${3:text} NOT NULL\n);$0"},
    BuiltIn{"ups", "Insert or update", For::Postgres,
            "INSERT INTO ${1:table} (${2:key}, ${3:column})\nVALUES (${4:values})\nON CONFLICT (${2}) DO UPDATE SET "
            "${3} = excluded.${3};$0"},
    BuiltIn{"fn", "Create a function", For::Postgres,
            "CREATE OR REPLACE FUNCTION ${1:name}(${2:arguments})\nRETURNS ${3:integer}\nLANGUAGE plpgsql\nAS "
            "\\$\\$\nBEGIN\n    ${4:RETURN 1;}\nEND;\n\\$\\$;$0"},
    BuiltIn{"act", "What runs now", For::Postgres,
            "SELECT pid, usename, state, wait_event_type, now() - query_start AS runs, query\nFROM "
            "pg_stat_activity\nWHERE state <> 'idle'\nORDER BY runs DESC;$0"},
    BuiltIn{"sizes", "Largest tables", For::Postgres,
            "SELECT relid::regclass AS name, pg_size_pretty(pg_total_relation_size(relid)) AS size\nFROM "
            "pg_stat_user_tables\nORDER BY pg_total_relation_size(relid) DESC\nLIMIT ${1:20};$0"},
    BuiltIn{"crt", "Create a table", For::Mysql,
            "CREATE TABLE ${1:name} (\n    id BIGINT AUTO_INCREMENT PRIMARY KEY,\n    ${2:column} ${3:VARCHAR(200)} "
            "NOT NULL\n);$0"},
    BuiltIn{"ups", "Insert or update", For::Mysql,
            "INSERT INTO ${1:table} (${2:key}, ${3:column})\nVALUES (${4:values})\nON DUPLICATE KEY UPDATE ${3} = "
            "VALUES(${3});$0"},
    BuiltIn{"proc", "Create a procedure", For::Mysql,
            "DELIMITER //\nCREATE PROCEDURE ${1:name}(${2:arguments})\nBEGIN\n    ${3:SELECT 1};\nEND//\nDELIMITER "
            ";$0"},
    BuiltIn{"sizes", "Largest tables", For::Mysql,
            "SELECT table_schema, table_name, (data_length + index_length) / 1048576 AS mebibytes\nFROM "
            "information_schema.tables\nORDER BY data_length + index_length DESC\nLIMIT ${1:20};$0"},
};

} // namespace

std::vector<protocol::Snippet> builtInSnippets() {
    std::vector<protocol::Snippet> snippets;
    snippets.reserve(kBuiltIn.size());
    for (const BuiltIn& each : kBuiltIn) {
        protocol::Snippet snippet{.path = {},
                                  .name = each.name,
                                  .folder = {},
                                  .trigger = each.trigger,
                                  .dialects = {},
                                  .description = {},
                                  .body = each.body,
                                  .builtIn = true};
        switch (each.dialect) {
        case For::All: break;
        case For::Sqlite: snippet.dialects = {DialectId::Sqlite}; break;
        case For::Postgres: snippet.dialects = {DialectId::PostgreSql}; break;
        case For::Mysql: snippet.dialects = {DialectId::MySql, DialectId::MariaDb}; break;
        }
        snippets.push_back(std::move(snippet));
    }
    return snippets;
}

} // namespace dbv::store
