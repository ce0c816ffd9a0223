// SPDX-License-Identifier: Apache-2.0
#include "form_laws.h"

#include <QtCore/QRegularExpression>

namespace dbv::arch {

Findings withoutLicence(const std::vector<SourceFile>& files) {
    static const QRegularExpression first(
        QStringLiteral("\\A(#![^\\n]*\\n)?(//|#) SPDX-License-Identifier: Apache-2\\.0\\n"));
    Findings findings;
    for (const SourceFile& file : files) {
        if (!first.match(file.text).hasMatch())
            findings.push_back({file.path, 1, QStringLiteral("begins with its SPDX-License-Identifier")});
    }
    return findings;
}

Findings tooLong(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        const qsizetype limit = file.path.endsWith(QStringLiteral(".h")) ? kHeaderLines : kSourceLines;
        const qsizetype lines = file.text.count(u'\n');
        if (isCpp(file) && lines > limit)
            findings.push_back({file.path, lines, QStringLiteral("over %1 lines: find the missing noun").arg(limit)});
    }
    return findings;
}

Findings withoutGuard(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        if (file.path.endsWith(QStringLiteral(".h")) && !file.code.contains(QStringLiteral("#pragma once")))
            findings.push_back({file.path, 1, QStringLiteral("has no #pragma once")});
    }
    return findings;
}

Findings wronglyNamed(const std::vector<SourceFile>& files) {
    static const QRegularExpression snake(QStringLiteral("^[a-z][a-z0-9_]*\\.(h|cpp)$"));
    Findings findings;
    for (const SourceFile& file : files) {
        if (isCpp(file) && !snake.match(file.path.section(u'/', -1)).hasMatch())
            findings.push_back({file.path, 0, QStringLiteral("file names are snake_case")});
    }
    return findings;
}

QStringList strangersAtTheTop(const QStringList& entries) {
    static const QStringList fixed =
        QStringLiteral(
            "CMakeLists.txt CMakePresets.json src include connectors resources tests docs packaging README.md "
            "LICENSE dev")
            .split(u' ');
    // Of one machine, and so in .gitignore.
    static const QStringList ignored = QStringLiteral("build CMakeUserPresets.json compile_commands.json").split(u' ');
    QStringList strangers;
    for (const QString& entry : entries) {
        if (!entry.startsWith(u'.') && !fixed.contains(entry) && !ignored.contains(entry) && !entry.endsWith(u".user"))
            strangers.append(entry);
    }
    return strangers;
}

} // namespace dbv::arch
