// SPDX-License-Identifier: Apache-2.0
#include "app/last_words.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <initializer_list>
#include <new>
#include <system_error>

namespace dbv::app {

namespace {

// As of every verb that could not do what it was asked for.
constexpr int kExitFailed = 1;

const char* programName = "";

/// Piece by piece: there may be no memory for a whole sentence.
void say(std::initializer_list<const char*> pieces) {
    static_cast<void>(std::fputs(programName, stderr));
    static_cast<void>(std::fputs(": ", stderr));
    for (const char* piece : pieces) {
        static_cast<void>(std::fputs(piece, stderr));
    }
    static_cast<void>(std::fputs("\n", stderr));
}

[[noreturn]] void endForWant(const char* what) {
    say({"The system does not give the program what it needs: ", what,
         ". Close other programs, or raise the limits (ulimit), and start it again."});
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
        say({"An unexpected failure ended the program: ", failure.what(), ". Please report this."});
    }
    std::abort();
}

} // namespace

void prepareLastWords(const char* program) {
    programName = program;
    std::set_terminate(speak);
}

} // namespace dbv::app
