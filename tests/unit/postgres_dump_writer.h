// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dbv::postgres {

/// Writes what pg_dump does, with what a test wants to be in it.
class DumpWriter {
public:
    explicit DumpWriter(int version = 114, bool packed = false) : m_version(version) {
        bytes = "PGDMP";
        for (const int byte : {version / 100, version % 100, 0, 4, 8, 1}) {
            bytes += static_cast<char>(byte);
        }
        if (version >= 115) {
            bytes += packed ? '\1' : '\0';
        } else {
            number(packed ? -1 : 0);
        }
        for (int i = 0; i < 7; ++i) {
            number(i);
        }
        for (const char* const words : {"database", "15.1", "15.2"}) {
            text(words);
        }
    }
    void number(int value) {
        bytes += value < 0 ? '\1' : '\0';
        const auto size = static_cast<unsigned>(value < 0 ? -value : value);
        for (int i = 0; i < 4; ++i) {
            bytes += static_cast<char>(size >> (8 * i) & 0xFFU);
        }
    }
    void text(std::string_view value) {
        number(static_cast<int>(value.size()));
        bytes += value;
    }
    void entry(int id, std::string_view kind, std::string_view schema, std::string_view name) {
        number(id);
        number(1);
        text("1259");
        text("16384");
        text(name);
        text(kind);
        number(3);
        text("CREATE TABLE");
        number(-1);
        text("COPY");
        text(schema);
        text("");
        text("heap");
        if (m_version >= 116) {
            number('r');
        }
        text("owner");
        text("false");
        text("17");
        text("18");
        number(-1);
        bytes += '\1' + std::string(8, '\0');
    }
    void rows(int id, const std::vector<std::string_view>& chunks) {
        bytes += '\1';
        number(id);
        for (const std::string_view chunk : chunks) {
            text(chunk);
        }
        number(0);
    }
    void largeObjects(int id) {
        bytes += '\3';
        number(id);
        for (int object = 20'000; object < 20'002; ++object) {
            number(object);
            text("a\nb\n");
            text("c");
            number(0);
        }
        number(0);
    }

    std::string bytes;

private:
    int m_version;
};

} // namespace dbv::postgres
