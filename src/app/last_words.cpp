// SPDX-License-Identifier: Apache-2.0
#include "app/last_words.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <string>
#include <system_error>

namespace dbv::app {

namespace {

// As of every verb that could not do what it was asked for.
constexpr int kExitFailed = 1;

const char* programName = "";

void say(const std::string& sentence) {
    const std::string line = std::string(programName) + ": " + sentence + "\n";
    static_cast<void>(std::fputs(line.c_str(), stderr));
}

[[noreturn]] void endForWant(const char* what) {
    say(std::string("The system does not give the program what it needs: ") + what +
        ". Close other programs, or raise the limits (ulimit), and start it again.");
    std::_Exit(kExitFailed);
}

[[noreturn]] void speak() {
    try {
        if (const std::exception_ptr failure = std::current_exception()) {
            std::rethrow_exception(failure);
        }
    } catch (const std::system_error& failure) {
        endForWant(failure.what());
    } catch (const std::bad_alloc&) {
        endForWant("memory");
    } catch (const std::exception& failure) {
        say(std::string("An unexpected failure ended the program: ") + failure.what() + ". Please report this.");
    }
    std::abort();
}

} // namespace

void prepareLastWords(const char* program) {
    programName = program;
    std::set_terminate(speak);
}

} // namespace dbv::app
