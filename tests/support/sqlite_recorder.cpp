// SPDX-License-Identifier: Apache-2.0
// Loaded into SQLite's own shell (LD_PRELOAD) by `split_suites.py`: writes down what the shell gives to SQLite, text for text.
// A record in the file that DBV_RECORD names: the answer, the length of the statement, that of the text it was at the start of,
// in one line, and that text.
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>

struct sqlite3;
struct sqlite3_stmt;

namespace {

using Prepare = int (*)(sqlite3*, const char*, int, sqlite3_stmt**, const char**);

const void* moduleOf(const void* code) {
    Dl_info info{};
    return ::dladdr(code, &info) != 0 ? info.dli_fbase : nullptr;
}

void record(int answer, const char* text, const char* tail) {
    const char* const path = std::getenv("DBV_RECORD");
    if (path == nullptr || text == nullptr) {
        return;
    }
    std::FILE* const file = std::fopen(path, "ab");
    if (file == nullptr) {
        std::perror(path);
        std::abort();
    }
    const std::size_t size = std::strlen(text);
    const std::size_t statement = tail == nullptr ? size : static_cast<std::size_t>(tail - text);
    std::fprintf(file, "%d %zu %zu\n%s\n", answer, statement, size, text);
    if (std::fclose(file) != 0) {
        std::perror(path);
        std::abort();
    }
}

} // namespace

extern "C" __attribute__((visibility("default"))) int sqlite3_prepare_v2(sqlite3* database, const char* text, int bytes,
                                                                         sqlite3_stmt** statement, const char** tail) {
    static const auto kReal = reinterpret_cast<Prepare>(::dlsym(RTLD_NEXT, "sqlite3_prepare_v2"));
    static const void* const kLibrary = moduleOf(reinterpret_cast<const void*>(kReal));
    const char* end = nullptr;
    const int answer = kReal(database, text, bytes, statement, &end);
    // The shell gives a text up to its end and asks where it goes on; the library itself calls from within itself.
    if (bytes == -1 && tail != nullptr && moduleOf(__builtin_return_address(0)) != kLibrary) {
        record(answer, text, end);
    }
    if (tail != nullptr) {
        *tail = end;
    }
    return answer;
}
