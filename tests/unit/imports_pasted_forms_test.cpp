// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports_workshop.h"

namespace {

using dbv::imports::workshop::pasted;
using dbv::imports::workshop::remarksOf;

TEST(PastedForms, KeywordsAreReadAsLibpqReadsThem) {
    EXPECT_EQ(pasted("host=db.example.org port=5433 user=ann password='a b' dbname=shop sslmode=require"),
              "postgres ann@db.example.org:5433 /shop require | a b");
    EXPECT_EQ(pasted("host = /run/postgresql dbname = 'it\\'s' "), "postgres /run/postgresql /it's");
    EXPECT_EQ(pasted("host=a,b port=1,2 dbname=d target_session_attrs=standby"),
              "postgres a,b /d port=1,2 target_session_attrs=standby");
    EXPECT_EQ(pasted("host=h password=se\\ cret"), "postgres h | se cret");
    EXPECT_EQ(pasted("host=h password=a;b"), "postgres h | a;b");
    EXPECT_EQ(pasted("service=prod user=ann"), "postgres ann@ service=prod");
    EXPECT_EQ(pasted("postgresql:///shop?service=prod"), "postgres  /shop service=prod");
    EXPECT_EQ(remarksOf("service=prod user=ann"), "");
}

TEST(PastedForms, GoSourceNamesForMysqlAreRead) {
    EXPECT_EQ(pasted("ann:p@ss/w(o)rd@tcp(db.example.org:3307)/shop?tls=true&parseTime=true"),
              "mysql ann@db.example.org:3307 /shop verify-full | p@ss/w(o)rd");
    EXPECT_EQ(pasted("root@unix(/run/mysqld/mysqld.sock)/shop"), "mysql root@/run/mysqld/mysqld.sock /shop");
    EXPECT_EQ(pasted("ann:pw@tcp([2001:db8::1]:3306)/"), "mysql ann@2001:db8::1:3306 | pw");
    EXPECT_EQ(pasted("ann:pw@tcp(h)/db?tls=skip-verify&timeout=5s"), "mysql ann@h /db require | pw");
    EXPECT_EQ(pasted("tcp(h:3306)/db?tls=preferred"), "mysql h:3306 /db prefer");
}

TEST(PastedForms, StringsOfAdoNetTellTheirEngineByTheirWords) {
    EXPECT_EQ(pasted("Server=db.example.org;Port=3306;Database=shop;Uid=ann;Pwd=s;SslMode=Required"),
              "mysql ann@db.example.org:3306 /shop require | s");
    EXPECT_EQ(
        pasted("Host=h;Username=ann;Password=\"a;b\"\"c\";Database=d;SSL Mode=VerifyFull;Root Certificate=/ca.pem"),
        "postgres ann@h /d verify-full ca=/ca.pem | a;b\"c");
    EXPECT_EQ(pasted("Server=h;Port=5432;User Id=ann;Password=x;Database=d"), "postgres ann@h:5432 /d | x");
    EXPECT_EQ(pasted("Driver={PostgreSQL Unicode};Server=h;Port=5434;Database=d;Uid=u;Pwd=p"),
              "postgres u@h:5434 /d | p");
    EXPECT_EQ(pasted("Data Source=/data/app.db;Version=3;"), "sqlite  //data/app.db");
}

TEST(PastedForms, AnEnvFileGivesItsUrlOrItsVariables) {
    EXPECT_EQ(pasted("DATABASE_URL=\"postgresql://ann:s@h/d?schema=public\""),
              "postgres ann@h /d search_path=public | s");
    EXPECT_EQ(pasted("# shop\nAPP_ENV=local\nexport DATABASE_URL=mysql://ann:s@h/d # old\n"), "mysql ann@h /d | s");
    EXPECT_EQ(pasted("PGHOST=h\nPGPORT=5433\nPGUSER=ann\nPGPASSWORD='a b'\nPGDATABASE=d\nPGSSLMODE=verify-full\n"),
              "postgres ann@h:5433 /d verify-full | a b");
    EXPECT_EQ(pasted("MYSQL_HOST=h\nMYSQL_USER=ann\nMYSQL_PASSWORD=p#w\nMYSQL_DATABASE=d"), "mysql ann@h /d | p#w");
    EXPECT_EQ(pasted("DB_CONNECTION=pgsql\nDB_HOST=127.0.0.1\nDB_PORT=5432\nDB_DATABASE=laravel\nDB_USERNAME=sail\n"
                     "DB_PASSWORD=password\n"),
              "postgres sail@127.0.0.1:5432 /laravel | password");
    EXPECT_EQ(pasted("DB_ENGINE=django.db.backends.mysql\r\nDB_NAME=d\r\nDB_HOST=h\r\nDB_PASS=x\r\n"),
              "mysql h /d | x");
    EXPECT_EQ(
        pasted("    environment:\n      - POSTGRES_USER=ann\n      - POSTGRES_PASSWORD=x\n      - POSTGRES_DB=d\n"),
        "postgres ann@ /d | x");
    EXPECT_EQ(pasted("      POSTGRES_USER: ann\n      POSTGRES_DB: d\n"), "postgres ann@ /d");
    EXPECT_EQ(pasted("spring.datasource.url=jdbc:mysql://h:3306/d\nspring.datasource.username=ann\n"
                     "spring.datasource.password=x\n"),
              "mysql ann@h:3306 /d | x");
    EXPECT_EQ(pasted("DB_CONNECTION=sqlite\nDB_DATABASE=/srv/app/database.sqlite\n"),
              "sqlite  //srv/app/database.sqlite");
}

TEST(PastedForms, CommandLinesOfPsqlAreReadWithTheirVariables) {
    EXPECT_EQ(pasted("psql -h db.example.org -p 5433 -U ann -d shop"), "postgres ann@db.example.org:5433 /shop");
    EXPECT_EQ(pasted("$ PGPASSWORD='a b' PGSSLMODE=require psql --host=h --username ann shop"),
              "postgres ann@h /shop require | a b");
    EXPECT_EQ(pasted("psql -hh -Uann -Atc 'select 1' shop"), "postgres ann@h /shop");
    EXPECT_EQ(pasted("psql shop ann"), "postgres ann@ /shop");
    EXPECT_EQ(pasted("psql \"postgres://ann:s@h/d?sslmode=require\" -c 'select 1'"), "postgres ann@h /d require | s");
    EXPECT_EQ(pasted("PGPASSWORD=s psql -d 'host=h user=ann dbname=d'"), "postgres ann@h /d | s");
    EXPECT_EQ(pasted("pg_dump -h h \\\n  -U ann \\\n  -Fc d > d.dump"), "postgres ann@h /d");
}

TEST(PastedForms, CommandLinesOfMysqlAreReadWithTheirPasswords) {
    EXPECT_EQ(pasted("mysql -hdb.example.org -P3307 -uann -ps3cret shop"),
              "mysql ann@db.example.org:3307 /shop | s3cret");
    EXPECT_EQ(pasted("mysql -h h -u ann -p shop"), "mysql ann@h /shop");
    EXPECT_EQ(
        pasted("mariadb --host=h --user=ann --password='a b' --ssl-mode=VERIFY_CA --ssl-ca=/ca.pem -D shop -e 'x'"),
        "mysql ann@h /shop verify-ca ca=/ca.pem | a b");
    EXPECT_EQ(pasted("sudo mysql -S /run/mysqld/mysqld.sock"), "mysql /run/mysqld/mysqld.sock");
    EXPECT_EQ(pasted("mysql --skip-ssl -h h"), "mysql h disable");
    EXPECT_EQ(pasted("MYSQL_PWD=x mysql -h h"), "mysql h | x");
    EXPECT_EQ(pasted("sqlite3 /data/app.db '.tables'"), "sqlite  //data/app.db");
}

TEST(PastedForms, QuotesAndSpacesAroundTheWholeDoNotMatter) {
    EXPECT_EQ(pasted("  \"postgres://ann@h/d\"\n"), "postgres ann@h /d");
    EXPECT_EQ(pasted("'host=h dbname=d'"), "postgres h /d");
    EXPECT_EQ(pasted("`mysql://h`"), "mysql h");
}

} // namespace
