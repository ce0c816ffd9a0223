// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <new>
#include <string>
#include <utility>

#include <dbv/core/result.h>

namespace dbv::engine {

/// Runs the body of a lane step. One of the two places that catch everything: a step calls code of connectors and
/// libraries, and a thread that ends by an exception would end the program.
template <class Body>
[[nodiscard]] auto guardedStep(Body body) -> decltype(body()) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::IoError, "There is not enough memory for this step.",
                    "Close results or other programs and try again.", Damage::Session);
    } catch (const std::exception& e) {
        return fail(ErrorKind::Internal, std::string("An unexpected failure: ") + e.what(),
                    "The session is opened again at the next use. Please report this.", Damage::Session);
    } catch (...) {
        return fail(ErrorKind::Internal, "An unexpected failure without a description.",
                    "The session is opened again at the next use. Please report this.", Damage::Session);
    }
}

} // namespace dbv::engine
