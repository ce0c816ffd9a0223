// SPDX-License-Identifier: Apache-2.0
#include "mysql/dialog_answer.h"

#include <cstdarg>
#include <cstddef>
#include <cstring>

namespace dbv::mysql {

namespace {

constexpr int kAuthentication = 2;
constexpr unsigned kInterfaceVersion = 0x0100;

/// What a way of authentication answers, and reads and writes by, as the library has it.
constexpr int kFailed = 0;
constexpr int kDone = -1;
constexpr int kDoneAndHeard = -2;
struct Packets {
    int (*read)(Packets*, unsigned char**);
    int (*write)(Packets*, const unsigned char*, int);
    void (*tell)(Packets*, void*);
};

/// A way of authentication, as the library takes it; its own header for that includes one that is not installed with it.
struct AuthenticationPlugin {
    int type = kAuthentication;
    unsigned interfaceVersion = kInterfaceVersion;
    const char* name = nullptr;
    const char* author = "";
    const char* description = "";
    unsigned version[3] = {1, 0, 0};
    const char* licence = "";
    void* reserved = nullptr;
    int (*init)(char*, std::size_t, int, std::va_list) = nullptr;
    int (*end)() = nullptr;
    int (*setOption)(const char*, const void*) = nullptr;
    int (*authenticate)(Packets*, MYSQL*) = nullptr;
};

// Source: the MariaDB documentation, "PAM Authentication Plugin": the first byte of a question is its kind times two, plus one
// when it is the last.
constexpr unsigned kPasswordKind = 2;
constexpr unsigned char kSwitch = 254;

int answer(Packets* server, MYSQL* connection) {
    const char* password = connection->passwd == nullptr ? "" : connection->passwd;
    bool answered = false;
    while (true) {
        unsigned char* question = nullptr;
        const int size = server->read(server, &question);
        if (size < 0) {
            return kFailed;
        }
        if (size > 0 && (question[0] == 0 || question[0] == kSwitch)) {
            // It is the end of the login.
            return kDoneAndHeard;
        }
        const bool asksForPassword = size == 0 || question[0] / 2U == kPasswordKind;
        if (answered || !asksForPassword ||
            server->write(server, reinterpret_cast<const unsigned char*>(password),
                          static_cast<int>(std::strlen(password)) + 1) != 0) {
            return kFailed;
        }
        answered = true;
        if (size > 0 && question[0] % 2U == 1) {
            return kDone;
        }
    }
}

} // namespace

bool answerDialogs(MYSQL* connection) {
    // The library keeps its address.
    static AuthenticationPlugin dialog{.name = "dialog", .authenticate = &answer};
    static const bool kRegistered =
        mysql_client_register_plugin(connection, reinterpret_cast<st_mysql_client_plugin*>(&dialog)) != nullptr;
    return kRegistered;
}

} // namespace dbv::mysql
