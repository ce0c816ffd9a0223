// SPDX-License-Identifier: Apache-2.0
#include "mysql/restore_left.h"

#include "mysql/dump_contents.h"
#include "mysql/dump_values.h"

namespace dbv::mysql {

namespace {

void addNames(std::string& text, std::string_view before, const std::vector<std::string>& names,
              std::string_view behind) {
    if (!names.empty()) {
        text += joined({before, namesOf(names), behind});
    }
}

} // namespace

std::string sentencesOf(const RestoreLeft& left) {
    std::string text = left.whole.empty() ? " Nothing is there as a whole." : std::string();
    addNames(text, " As a whole are there: ", left.whole, ".");
    addNames(text, " In part is there: ", left.half, ".");
    addNames(text, " What was before in the place of ", left.replaced, " is gone.");
    addNames(text, " Gone, and not made again yet: ", left.gone, ".");
    addNames(text, " Still as before the restore: ", left.untouched, ".");
    addNames(text, " Not there yet: ", left.missing, ".");
    addNames(text, " Whether the old ", left.unknown, " is still there is not known.");
    return text;
}

} // namespace dbv::mysql
