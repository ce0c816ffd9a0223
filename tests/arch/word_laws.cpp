// SPDX-License-Identifier: Apache-2.0
#include "word_laws.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace dbv::arch {

namespace {

QString latin(const char* text) {
    return QString::fromLatin1(text);
}

const std::vector<WordLaw>& allWordLaws() {
    static const std::vector<WordLaw> laws = {
        {latin("processEvents"), latin(R"(\bprocessEvents\b)"), {}, {}, latin("let the event loop run; never nest it")},
        // The keychain's thread has no other loop than this one.
        {latin("QEventLoop"),
         latin(R"(\bQEventLoop\b)"),
         {},
         {latin("src/secrets/keychain_thread.cpp")},
         latin("wait with a Request, a future or a state")},
        {latin("dialogExec"),
         latin(R"((\.|->)\s*exec\s*\(\s*\))"),
         {latin("ui"), latin("viewmodel")},
         {},
         latin("a question is state of a view-model; show dialogs with open()")},
        {latin("staticDialog"),
         latin(R"(\b(QMessageBox\s*::\s*(question|warning|information|critical|about)|QInputDialog\s*::\s*get\w+|)"
               R"(QFileDialog\s*::\s*get\w+|QColorDialog\s*::\s*getColor|QFontDialog\s*::\s*getFont)\s*\()"),
         {},
         {},
         latin("it nests an event loop; make the dialog and open() it")},
        {latin("singleton"),
         latin(R"(\bstatic\b[^;{}()]*\binstance\s*\(|)"
               R"(\b(?!Q[A-Z])\w+\s*::\s*instance\s*\(|\bQ_GLOBAL_STATIC\b)"),
         {},
         {},
         latin("composition builds it and hands it down")},
        {latin("QThread"),
         latin(R"(\bQThread\b|\bmoveToThread\b)"),
         {},
         {},
         latin("lanes of std::jthread and mailboxes, see src/concurrency")},
        {latin("QtConcurrent"),
         latin(R"(\bQtConcurrent\b)"),
         {latin("contract"), latin("connector"), latin("protocol"), latin("concurrency"), latin("bus"), latin("engine"),
          latin("sql"), latin("catalog"), latin("connect"), latin("jobs"), latin("store"), latin("settings"),
          latin("rpc"), latin("cli"), latin("viewmodel"), latin("ui")},
         {},
         latin("results is its one user")},
        {latin("engineObjects"),
         latin(R"(\bQ_OBJECT\b|\bQObject\b|\bQTimer\b|\bQ_SIGNALS\b|\bQ_EMIT\b)"),
         {latin("engine"), latin("concurrency"), latin("results"), latin("sql"), latin("protocol"), latin("catalog")},
         {},
         latin("the engine is no QObject and has no event loop; events go out through the port of the bus")},
        {latin("stdFormat"), latin(R"(\bstd\s*::\s*v?format\b)"), {}, {}, latin("fmt::format")},
        {latin("lastError"),
         latin(R"((?<!\.)(?<!->)(?<!\w)lastError\s*\(\s*\)\s*(const)?\s*(noexcept)?\s*[;{=])"),
         {},
         {},
         latin("return Result<T>")},
        {latin("throw"), latin(R"(\bthrow\b)"), {}, {}, latin("return Result<T>")},
        {latin("vagueClassName"),
         latin(
             R"(\b(class|struct|union|enum|using|concept)\s+(\w+\s+)?\w*(Manager|Helpers?|Utils?|Base|Data|Impl)\b\s*)"
             R"((final\b)?\s*[:{=;])"),
         {},
         {},
         latin("find the noun that says what it is")},
    };
    return laws;
}

bool appliesTo(const WordLaw& law, const SourceFile& file) {
    return isProduct(file) && (law.rooms.isEmpty() || law.rooms.contains(roomOf(file.path))) &&
           !law.exempt.contains(file.path);
}

Findings placesOf(const SourceFile& file, const QRegularExpression& pattern, const QString& instead) {
    Findings findings;
    for (auto found = pattern.globalMatch(file.code); found.hasNext();) {
        const QRegularExpressionMatch match = found.next();
        findings.push_back({file.path, lineAt(file.code, match.capturedStart()),
                            QStringLiteral("'%1': %2").arg(match.captured().simplified(), instead)});
    }
    return findings;
}

} // namespace

std::span<const WordLaw> wordLaws() {
    return allWordLaws();
}

Findings brokenWords(const std::vector<SourceFile>& files, const WordLaw& law) {
    const QRegularExpression pattern(law.pattern);
    if (!pattern.isValid())
        return {{law.name, 0, pattern.errorString()}};
    Findings findings;
    for (const SourceFile& file : files) {
        if (!appliesTo(law, file))
            continue;
        const Findings here = placesOf(file, pattern, law.instead);
        findings.insert(findings.end(), here.begin(), here.end());
    }
    return findings;
}

Findings brokenWords(const std::vector<SourceFile>& files, const QString& name) {
    const auto law = std::ranges::find(allWordLaws(), name, &WordLaw::name);
    if (law == allWordLaws().end())
        return {{name, 0, QStringLiteral("there is no such law")}};
    return brokenWords(files, *law);
}

Findings vagueFileNames(const std::vector<SourceFile>& files) {
    static const QRegularExpression vague(QStringLiteral(R"((^|_)(manager|helpers?|utils?|base|data|impl)\.(h|cpp)$)"));
    Findings findings;
    for (const SourceFile& file : files) {
        if (vague.match(file.path.section(u'/', -1)).hasMatch())
            findings.push_back({file.path, 0, QStringLiteral("find the noun that says what it is")});
    }
    return findings;
}

Findings extraCatchAlls(const std::vector<SourceFile>& files) {
    static const QRegularExpression catchAll(QStringLiteral(R"(\bcatch\s*\(\s*\.\.\.\s*\))"));
    Findings findings;
    for (const SourceFile& file : files) {
        if (!isProduct(file))
            continue;
        const Findings here = placesOf(file, catchAll, QStringLiteral("only a lane's step and the load of a plugin"));
        findings.insert(findings.end(), here.begin(), here.end());
    }
    const auto mayHaveOne = [](const Finding& finding) {
        const QString room = roomOf(finding.path);
        return room == u"concurrency" || room == u"engine";
    };
    const bool allInPlace = std::ranges::all_of(findings, mayHaveOne) && findings.size() <= 2;
    return allInPlace ? Findings{} : findings;
}

} // namespace dbv::arch
