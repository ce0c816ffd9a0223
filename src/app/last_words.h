// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::app {

/// Lets a program that can not go on (the system gives it no thread, no memory, no descriptor) say so in one sentence on
/// standard error, and end with exit code 1; any other exception that nobody catches ends it by SIGABRT as ever.
/// `program` stays valid.
void prepareLastWords(const char* program);

} // namespace dbv::app
