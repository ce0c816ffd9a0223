// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QString>

#include <cstddef>
#include <ostream>
#include <vector>

namespace dbv::arch {

/// One file of the repository, as the laws read it.
struct SourceFile {
    QString path; ///< from the top of the repository, with `/`
    QString text;
    QString code; ///< `text` with comments and the insides of literals blanked; lines and columns stay
};

/// A place that breaks a law, and what to do about it.
struct Finding {
    QString path;
    qsizetype line = 0; ///< from 1; 0 is the file as a whole
    QString what;

    friend bool operator==(const Finding&, const Finding&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Finding& finding);
};

using Findings = std::vector<Finding>;

/// One `#include` line.
struct Include {
    QString target; ///< what stands between the brackets or quotes
    qsizetype line = 0;
    bool quoted = false;
};

/// A file from its text; a test plants violations with it.
[[nodiscard]] SourceFile sourceFile(const QString& path, const QString& text);

/// All C++ and CMake files under src, include, connectors and tests, and the scripts at the top.
[[nodiscard]] std::vector<SourceFile> readTree(const QString& root);

/// The tree that this program was built from.
[[nodiscard]] const std::vector<SourceFile>& projectTree();

[[nodiscard]] std::vector<Include> includesOf(const SourceFile& file);

/// The line of an offset into the text. Unit: lines from 1.
[[nodiscard]] qsizetype lineAt(const QString& text, qsizetype offset);

/// The room of `src/<room>/…`, `contract` for the files of include, `connector` for those of connectors; otherwise empty.
[[nodiscard]] QString roomOf(const QString& path);

[[nodiscard]] bool isCpp(const SourceFile& file);

/// True for what is shipped: src, include and connectors.
[[nodiscard]] bool isProduct(const SourceFile& file);

} // namespace dbv::arch
