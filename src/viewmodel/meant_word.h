// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace dbv::viewmodel {

/// Whether statements of some engine begin with this word, in upper case. Pure.
[[nodiscard]] bool beginsStatements(std::string_view word);
/// The word that statements begin with and that somebody has probably meant who typed this one, in upper case; empty where there is
/// none, or several are as near. Pure.
[[nodiscard]] std::string_view meantWord(std::string_view typed);

} // namespace dbv::viewmodel
