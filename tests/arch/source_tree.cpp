// SPDX-License-Identifier: Apache-2.0
#include "source_tree.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace dbv::arch {

namespace {

/// Walks C++ text once and blanks what is not code.
class CodeReader {
public:
    explicit CodeReader(const QString& text) : m_text(text), m_code(text) {}

    QString read() {
        while (m_at < m_text.size())
            step();
        return m_code;
    }

private:
    [[nodiscard]] bool looksAt(QStringView word) const { return QStringView(m_text).mid(m_at).startsWith(word); }
    [[nodiscard]] bool insideName() const {
        return m_at > 0 && (m_text[m_at - 1].isLetterOrNumber() || m_text[m_at - 1] == u'_');
    }

    void blankTo(qsizetype end) {
        for (; m_at < std::min(end, m_text.size()); ++m_at) {
            if (m_text[m_at] != u'\n')
                m_code[m_at] = u' ';
        }
    }
    [[nodiscard]] qsizetype after(QStringView word, qsizetype from) const {
        const qsizetype found = m_text.indexOf(word, from);
        return found < 0 ? m_text.size() : found + word.size();
    }

    void step() {
        if (looksAt(u"//"))
            blankTo(m_text.indexOf(u'\n', m_at) < 0 ? m_text.size() : m_text.indexOf(u'\n', m_at));
        else if (looksAt(u"/*"))
            blankTo(after(u"*/", m_at + 2));
        else if (isInclude())
            m_at = after(u"\n", m_at);
        else if (looksAt(u"R\"") && !(insideName() && !isLiteralPrefix()))
            rawLiteral();
        else if (m_text[m_at] == u'"' || (m_text[m_at] == u'\'' && !insideName()))
            literal(m_text[m_at]);
        else
            ++m_at;
    }

    /// `u8R"`, `LR"`, `uR"` and `UR"` are raw literals; `FooR"` is not one.
    [[nodiscard]] bool isLiteralPrefix() const {
        return m_text[m_at - 1] == u'8' || QStringView(u"uUL").contains(m_text[m_at - 1]);
    }

    [[nodiscard]] bool isInclude() const {
        return m_text[m_at] == u'#' && QStringView(m_text).mid(m_at + 1, 32).trimmed().startsWith(u"include");
    }

    void rawLiteral() {
        const qsizetype open = m_text.indexOf(u'(', m_at);
        const QString close = u')' + m_text.mid(m_at + 2, open - m_at - 2) + u'"';
        const qsizetype end = after(close, open);
        m_at = open;
        blankTo(end);
    }

    void literal(QChar quote) {
        qsizetype end = m_at + 1;
        while (end < m_text.size() && m_text[end] != quote && m_text[end] != u'\n')
            end += m_text[end] == u'\\' ? 2 : 1;
        ++m_at;
        blankTo(end);
        ++m_at;
    }

    const QString& m_text;
    QString m_code;
    qsizetype m_at = 0;
};

QString textOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool isRead(const QString& path) {
    static const QStringList endings = {QStringLiteral(".h"), QStringLiteral(".cpp"), QStringLiteral(".cmake"),
                                        QStringLiteral("CMakeLists.txt")};
    return std::ranges::any_of(endings, [&path](const QString& ending) { return path.endsWith(ending); });
}

} // namespace

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
    return out << finding.path.toStdString() << ':' << finding.line << ": " << finding.what.toStdString();
}

SourceFile sourceFile(const QString& path, const QString& text) {
    const bool cpp = path.endsWith(QStringLiteral(".h")) || path.endsWith(QStringLiteral(".cpp"));
    return {.path = path, .text = text, .code = cpp ? CodeReader(text).read() : text};
}

std::vector<SourceFile> readTree(const QString& root) {
    QStringList paths;
    for (const auto* top : {"src", "include", "connectors", "tests"}) {
        QDirIterator walk(root + u'/' + QString::fromLatin1(top), QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext())
            paths.append(walk.next());
    }
    paths.removeIf([](const QString& path) { return !isRead(path); });
    for (const auto* top : {"CMakeLists.txt", "dev", ".ci/run", ".clang-format", ".clang-tidy", ".editorconfig"})
        paths.append(root + u'/' + QString::fromLatin1(top));
    paths.sort();

    std::vector<SourceFile> files;
    for (const QString& path : paths)
        files.push_back(sourceFile(path.mid(root.size() + 1), textOf(path)));
    return files;
}

const std::vector<SourceFile>& projectTree() {
    static const std::vector<SourceFile> tree = readTree(QDir::cleanPath(QStringLiteral(DBV_SOURCE_DIR)));
    return tree;
}

std::vector<Include> includesOf(const SourceFile& file) {
    static const QRegularExpression line(QStringLiteral(R"(^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">])"),
                                         QRegularExpression::MultilineOption);
    std::vector<Include> includes;
    for (auto found = line.globalMatch(file.code); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        includes.push_back({.target = match.captured(2),
                            .line = lineAt(file.code, match.capturedStart(1)),
                            .quoted = match.captured(1) == u"\""});
    }
    return includes;
}

qsizetype lineAt(const QString& text, qsizetype offset) {
    return 1 + QStringView(text).left(offset).count(u'\n');
}

QString roomOf(const QString& path) {
    if (path.startsWith(u"include/"))
        return QStringLiteral("contract");
    if (path.startsWith(u"connectors/"))
        return QStringLiteral("connector");
    const QStringList parts = path.split(u'/');
    return parts.size() > 2 && parts[0] == u"src" && parts[1] != u"cmake" ? parts[1] : QString();
}

bool isCpp(const SourceFile& file) {
    return file.path.endsWith(QStringLiteral(".h")) || file.path.endsWith(QStringLiteral(".cpp"));
}

bool isProduct(const SourceFile& file) {
    return isCpp(file) && !roomOf(file.path).isEmpty();
}

} // namespace dbv::arch
