// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include <QtCore/QString>

#include "source_tree.h"

namespace dbv::arch {

/// A tree of one file, to see that a law finds what was planted in it.
[[nodiscard]] inline std::vector<SourceFile> planted(const char* path, const char* text) {
    return {sourceFile(QString::fromUtf8(path), QString::fromUtf8(text))};
}

/// A law that looked at nothing would hold for ever: the tree must be there.
inline void expectLawHolds(const Findings& findings) {
    ASSERT_GT(projectTree().size(), 20U) << "the sources were not found";
    for (const Finding& finding : findings)
        ADD_FAILURE() << finding;
}

} // namespace dbv::arch
