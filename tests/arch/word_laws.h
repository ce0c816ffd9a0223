// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QStringList>

#include <span>
#include <vector>

#include "source_tree.h"

namespace dbv::arch {

/// Something that may not stand in the code, where, and what to write instead.
struct WordLaw {
    QString name;
    QString pattern;    ///< a regular expression over code without comments and literals
    QStringList rooms;  ///< where it holds; empty: everywhere in src, include and connectors
    QStringList exempt; ///< paths that may, each with a reason beside the law
    QString instead;
};

[[nodiscard]] std::span<const WordLaw> wordLaws();

/// The places where one law is broken.
[[nodiscard]] Findings brokenWords(const std::vector<SourceFile>& files, const WordLaw& law);

/// The same for the law of that name; an unknown name is a finding itself.
[[nodiscard]] Findings brokenWords(const std::vector<SourceFile>& files, const QString& name);

/// Files whose names say that the noun was not found.
[[nodiscard]] Findings vagueFileNames(const std::vector<SourceFile>& files);

/// Catch-alls beyond the two places that may have one.
[[nodiscard]] Findings extraCatchAlls(const std::vector<SourceFile>& files);

} // namespace dbv::arch
