// SPDX-License-Identifier: Apache-2.0
#include "mysql/local_files.h"

#include <algorithm>
#include <fstream>
#include <memory>

namespace dbv::mysql {

namespace {

// The codes by which `errorFor` knows what was refused here: MariaDB's for LOAD DATA LOCAL that is not allowed, and the
// system's for a file that is not there.
constexpr int kNotNamed = 4166;
constexpr int kNotRead = 29;

} // namespace

/// A file while it is sent, or why it is not.
struct LocalFiles::OpenFile {
    std::ifstream stream;
    std::string refusal;
    int code = kNotNamed;
};

void LocalFiles::serve(MYSQL* connection) {
    mysql_set_local_infile_handler(connection, &LocalFiles::open, &LocalFiles::read, &LocalFiles::close,
                                   &LocalFiles::explain, this);
}

int LocalFiles::open(void** file, const char* name, void* self) {
    const auto& files = *static_cast<const LocalFiles*>(self);
    auto opened = std::make_unique<OpenFile>();
    if (!files.m_loading || std::ranges::find(files.m_allowed, std::string_view(name)) == files.m_allowed.end()) {
        opened->refusal = "The server asked for the file \"" + std::string(name) +
                          "\", which the connection's option localInfile does not name.";
    } else {
        opened->stream.open(name, std::ios::binary);
        if (!opened->stream) {
            opened->refusal = "The file \"" + std::string(name) + "\" can't be read.";
            opened->code = kNotRead;
        }
    }
    const bool refused = !opened->refusal.empty();
    *file = opened.release();
    return refused ? 1 : 0;
}

int LocalFiles::read(void* file, char* into, unsigned int size) {
    auto& opened = *static_cast<OpenFile*>(file);
    opened.stream.read(into, static_cast<std::streamsize>(size));
    if (opened.stream.bad()) {
        opened.refusal = "The file could not be read to its end.";
        opened.code = kNotRead;
        return -1;
    }
    return static_cast<int>(opened.stream.gcount());
}

void LocalFiles::close(void* file) {
    const std::unique_ptr<OpenFile> opened(static_cast<OpenFile*>(file));
}

int LocalFiles::explain(void* file, char* into, unsigned int size) {
    if (size > 0) {
        const std::string_view refusal = file == nullptr ? std::string_view("There is not enough memory.")
                                                         : std::string_view(static_cast<OpenFile*>(file)->refusal);
        into[refusal.copy(into, size - 1)] = '\0';
    }
    return file == nullptr ? kNotRead : static_cast<OpenFile*>(file)->code;
}

} // namespace dbv::mysql
