// SPDX-License-Identifier: Apache-2.0
// Loaded into the sshd of a test instead of libpam, so that it asks for what the test says and knows the answers, as any
// user and without a change of the system. DBV_PAM_PROMPTS holds lines of `echo|prompt|answer`, echo being 0 or 1.
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <dlfcn.h>
#include <pwd.h>

#define DBV_EXPORTED extern "C" __attribute__((visibility("default")))

namespace {

constexpr int kSuccess = 0;
constexpr int kAuthError = 7;
constexpr int kBadItem = 29;
constexpr int kConversationItem = 5;
constexpr int kUserItem = 2;
constexpr int kEchoOff = 1;
constexpr int kEchoOn = 2;

struct Message {
    int style;
    const char* text;
};
struct Response {
    char* text;
    int code;
};
struct Conversation {
    int (*ask)(int count, const Message** messages, Response** responses, void* data);
    void* data;
};

struct Expected {
    bool echo;
    std::string prompt;
    std::string answer;
};

std::vector<Expected> readExpected() {
    std::vector<Expected> all;
    const char* text = std::getenv("DBV_PAM_PROMPTS");
    std::string left = text == nullptr ? "" : text;
    while (!left.empty()) {
        const std::string line = left.substr(0, left.find('\n'));
        left.erase(0, line.size() + 1);
        const std::size_t bar = line.find('|', 2);
        all.push_back({line.front() == '1', line.substr(2, bar - 2), line.substr(bar + 1)});
    }
    return all;
}

// Read when the program starts, before it clears its environment.
const std::vector<Expected> kExpected = readExpected();

struct Handle {
    std::string user;
    Conversation conversation;
};

} // namespace

DBV_EXPORTED int pam_start(const char* /*service*/, const char* user, const Conversation* conversation,
                           Handle** handle) {
    *handle = new Handle{user == nullptr ? "" : user, *conversation};
    return kSuccess;
}

DBV_EXPORTED int pam_end(Handle* handle, int /*status*/) {
    delete handle;
    return kSuccess;
}

DBV_EXPORTED int pam_set_item(Handle* handle, int item, const void* value) {
    if (item == kConversationItem) {
        handle->conversation = *static_cast<const Conversation*>(value);
    }
    return kSuccess;
}

DBV_EXPORTED int pam_get_item(const Handle* handle, int item, const void** value) {
    *value = item == kUserItem ? handle->user.c_str() : nullptr;
    return item == kUserItem ? kSuccess : kBadItem;
}

DBV_EXPORTED int pam_authenticate(Handle* handle, int /*flags*/) {
    bool right = true;
    for (const Expected& expected : kExpected) {
        const Message message{expected.echo ? kEchoOn : kEchoOff, expected.prompt.c_str()};
        const Message* messages = &message;
        Response* response = nullptr;
        if (handle->conversation.ask(1, &messages, &response, handle->conversation.data) != kSuccess ||
            response == nullptr) {
            return kAuthError;
        }
        right = right && response->text != nullptr && expected.answer == response->text;
        std::free(response->text);
        std::free(response);
    }
    return right ? kSuccess : kAuthError;
}

DBV_EXPORTED int pam_acct_mgmt(Handle* /*handle*/, int /*flags*/) {
    return kSuccess;
}
DBV_EXPORTED int pam_setcred(Handle* /*handle*/, int /*flags*/) {
    return kSuccess;
}
DBV_EXPORTED int pam_open_session(Handle* /*handle*/, int /*flags*/) {
    return kSuccess;
}
DBV_EXPORTED int pam_close_session(Handle* /*handle*/, int /*flags*/) {
    return kSuccess;
}
DBV_EXPORTED int pam_chauthtok(Handle* /*handle*/, int /*flags*/) {
    return kSuccess;
}
DBV_EXPORTED int pam_putenv(Handle* /*handle*/, const char* /*text*/) {
    return kSuccess;
}
DBV_EXPORTED char** pam_getenvlist(Handle* /*handle*/) {
    return static_cast<char**>(std::calloc(1, sizeof(char*)));
}
DBV_EXPORTED const char* pam_strerror(Handle* /*handle*/, int /*code*/) {
    return "refused by the test";
}

/// An account that may not log in runs what a test wants to be run.
DBV_EXPORTED passwd* getpwnam(const char* name) {
    using Finding = passwd* (*)(const char*);
    static const auto kSystems = reinterpret_cast<Finding>(::dlsym(RTLD_NEXT, "getpwnam"));
    static char shell[] = "/bin/sh";
    passwd* const found = kSystems == nullptr ? nullptr : kSystems(name);
    if (found != nullptr) {
        found->pw_shell = shell;
    }
    return found;
}
