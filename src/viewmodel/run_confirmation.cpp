// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/run_confirmation.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "viewmodel/meant_word.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

constexpr int kShownOfStatement = 120;

QString words(const char* text) {
    return QCoreApplication::translate("Effect", text);
}

QString named(const char* text, const std::string& subject) {
    const QString shown = shownName(QString::fromStdString(subject));
    return words(text).arg(shown.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(shown));
}

/// `table t` as it is said; something where nothing is named.
QString objectName(const std::string& subject) {
    return subject.empty() ? words(QT_TRANSLATE_NOOP("Effect", "something"))
                           : shownName(QString::fromStdString(subject));
}

/// A kind of objects in the midst of a sentence.
std::string kindInWords(const std::string& kind) {
    return kind == "OWNED BY" ? "everything owned by" : QString::fromStdString(kind).toLower().toStdString();
}

/// An effect on an object, of which the class knows the kind and the statement the name.
Effect withName(Effect effect, const Classification& found) {
    const bool onObject = effect.reason == EffectReason::Drops || effect.reason == EffectReason::Creates ||
                          effect.reason == EffectReason::Alters;
    if (onObject && effect.subject == found.targetKind) {
        effect.subject = kindInWords(effect.subject) + (found.target.empty() ? "" : " " + found.target);
    }
    return effect;
}

/// The statement's beginning without its line ends.
QString inOneLine(std::string_view statement) {
    // As many bytes as the characters may have, so that a long statement is not read to its end.
    constexpr std::size_t kLongestCharacter = 4;
    const std::string_view begin = statement.substr(0, kLongestCharacter * kShownOfStatement);
    const QString text =
        QString::fromUtf8(QByteArrayView(begin.data(), static_cast<qsizetype>(begin.size()))).simplified();
    return text.size() <= kShownOfStatement ? text : text.left(kShownOfStatement - 1) + QChar(0x2026);
}

/// How much is at stake; empty where nobody knows.
QString sizeText(const std::optional<ObjectSize>& size) {
    QStringList parts;
    if (size && size->estimatedRows) {
        parts << words(QT_TRANSLATE_NOOP("Effect", "about %1 rows"))
                     .arg(QLocale().toString(static_cast<qlonglong>(*size->estimatedRows)));
    }
    if (size && size->bytes) {
        parts << QLocale().formattedDataSize(*size->bytes);
    }
    return parts.isEmpty() ? QString()
                           : words(QT_TRANSLATE_NOOP("Effect", "it holds %1")).arg(parts.join(QStringLiteral(", ")));
}

/// All that is known of it is that it is none of the statements that are known.
bool isUnknownStatement(const protocol::ClassifiedStatement& statement) {
    return statement.found.kind == StatementClass::Unknown &&
           std::ranges::all_of(statement.found.effects, [](const Effect& effect) {
               return effect.kind <= StatementClass::Transaction ||
                      (effect.reason == EffectReason::UnknownStatement && !beginsStatements(effect.subject));
           });
}

/// The word that nobody knows, and which one may be meant; where it stands, if that is not the line in which the statement begins.
/// `before` is the text that runs up to there.
QString unknownText(const Effect& effect, std::string_view before, std::string_view statement) {
    const QString text = QString::fromUtf8(statement.data(), static_cast<qsizetype>(statement.size()));
    const QString word = QString::fromStdString(effect.subject);
    const qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive);
    const QString typed = shownName(at < 0 ? word : text.mid(at, word.size()));
    QString said;
    if (at < 0 || before.data() == nullptr || !text.left(at).contains(QLatin1Char('\n'))) {
        said = words(QT_TRANSLATE_NOOP("Effect", "no known statement begins with \"%1\"")).arg(typed);
    } else {
        const QString upToIt = QString::fromUtf8(before.data(), static_cast<qsizetype>(before.size())) + text.left(at);
        said = words(QT_TRANSLATE_NOOP("Effect", "no known statement begins with \"%1\" (line %2, column %3)"))
                   .arg(typed)
                   .arg(upToIt.count(QLatin1Char('\n')) + 1)
                   .arg(upToIt.size() - upToIt.lastIndexOf(QLatin1Char('\n')));
    }
    const std::string_view meant = meantWord(effect.subject);
    return meant.empty() ? said
                         : words(QT_TRANSLATE_NOOP("Effect", "%1: is %2 meant?"))
                               .arg(said, QString::fromUtf8(meant.data(), static_cast<qsizetype>(meant.size())));
}

RunConfirmation::Line lineOf(const protocol::ClassifiedStatement& statement, std::string_view sql) {
    QStringList effects;
    for (const Effect& effect : statement.found.effects) {
        if (effect.kind > StatementClass::Transaction) {
            const bool isUnknown = effect.reason == EffectReason::UnknownStatement && !beginsStatements(effect.subject);
            const bool isOfFile = !statement.place.empty();
            effects.append(!isUnknown ? effectText(withName(effect, statement.found))
                           : isOfFile ? unknownText(effect, {}, statement.text)
                                      : unknownText(effect, sql.substr(0, statement.span.begin),
                                                    sql.substr(statement.span.begin, statement.span.size())));
        }
    }
    effects.removeDuplicates();
    if (statement.affectedRows) {
        effects.append(words(QT_TRANSLATE_NOOP("Effect", "%1 rows, as measured and rolled back"))
                           .arg(QLocale().toString(static_cast<qlonglong>(*statement.affectedRows))));
    }
    if (const QString size = sizeText(statement.targetSize); !size.isEmpty()) {
        effects.append(size);
    }
    if (!statement.place.empty()) {
        QString place = shownName(QString::fromStdString(statement.place));
        place[0] = place[0].toUpper();
        return {.line = 0,
                .place = std::move(place),
                .statement = inOneLine(statement.text),
                .effects = effects.join(QStringLiteral("; ")),
                .final = !statement.found.undoable};
    }
    const std::string_view text = sql.substr(statement.span.begin, statement.span.size());
    const auto line = std::ranges::count(sql.substr(0, statement.span.begin), '\n');
    return {.line = static_cast<qsizetype>(line) + 1,
            .statement = inOneLine(text),
            .effects = effects.join(QStringLiteral("; ")),
            .final = !statement.found.undoable};
}

} // namespace

QString effectText(const Effect& effect) {
    switch (effect.reason) {
    case EffectReason::ChangesRows: return named(QT_TRANSLATE_NOOP("Effect", "changes rows%1"), effect.subject);
    case EffectReason::AddsRows: return named(QT_TRANSLATE_NOOP("Effect", "adds rows%1"), effect.subject);
    case EffectReason::LocksRows: return words(QT_TRANSLATE_NOOP("Effect", "locks rows"));
    case EffectReason::EveryRow:
        return named(QT_TRANSLATE_NOOP("Effect", "changes or deletes every row%1"), effect.subject);
    case EffectReason::Creates: return words(QT_TRANSLATE_NOOP("Effect", "creates %1")).arg(objectName(effect.subject));
    case EffectReason::Alters:
        return words(QT_TRANSLATE_NOOP("Effect", "changes the structure of %1")).arg(objectName(effect.subject));
    case EffectReason::Drops: return words(QT_TRANSLATE_NOOP("Effect", "drops %1")).arg(objectName(effect.subject));
    case EffectReason::DropsPart: return named(QT_TRANSLATE_NOOP("Effect", "drops a part%1"), effect.subject);
    case EffectReason::Empties: return named(QT_TRANSLATE_NOOP("Effect", "empties something%1"), effect.subject);
    case EffectReason::ControlsTransaction: return words(QT_TRANSLATE_NOOP("Effect", "controls the transaction"));
    case EffectReason::SetsSession: return named(QT_TRANSLATE_NOOP("Effect", "sets something%1"), effect.subject);
    case EffectReason::LiftsMode:
        return named(QT_TRANSLATE_NOOP("Effect", "lifts the limits of the session%1"), effect.subject);
    case EffectReason::LocksTable:
        return named(QT_TRANSLATE_NOOP("Effect", "takes or releases a lock%1"), effect.subject);
    case EffectReason::MovesSequence:
        return named(QT_TRANSLATE_NOOP("Effect", "uses up sequence numbers, which no rollback gives back%1"),
                     effect.subject);
    case EffectReason::Rights: return named(QT_TRANSLATE_NOOP("Effect", "changes who may do what%1"), effect.subject);
    case EffectReason::ServerState: return named(QT_TRANSLATE_NOOP("Effect", "acts on the server%1"), effect.subject);
    case EffectReason::Outside:
        return named(QT_TRANSLATE_NOOP("Effect", "reaches outside the database%1"), effect.subject);
    case EffectReason::Attaches:
        return named(QT_TRANSLATE_NOOP("Effect", "attaches or detaches another database%1"), effect.subject);
    case EffectReason::UnseenCode:
        return named(QT_TRANSLATE_NOOP("Effect", "runs code that is not in its text%1"), effect.subject);
    case EffectReason::UnknownFunction:
        return named(QT_TRANSLATE_NOOP("Effect", "calls a function that is not the server's own%1"), effect.subject);
    case EffectReason::UnknownStatement:
        return named(QT_TRANSLATE_NOOP("Effect", "is not recognised as a statement%1"), effect.subject);
    case EffectReason::TooLong: return words(QT_TRANSLATE_NOOP("Effect", "is too long to be checked"));
    case EffectReason::ReplacesRows:
        return named(QT_TRANSLATE_NOOP("Effect", "overwrites rows with the same key%1"), effect.subject);
    case EffectReason::ChangesType:
        return named(QT_TRANSLATE_NOOP("Effect", "converts the values of a column, which may truncate them%1"),
                     effect.subject);
    case EffectReason::ReplacesCode:
        return named(QT_TRANSLATE_NOOP("Effect", "replaces code that may be in use%1"), effect.subject);
    }
    return {};
}

RunConfirmation runConfirmation(const protocol::Confirmation& asked, std::string_view sql, bool typesName,
                                std::size_t firstLine) {
    RunConfirmation question;
    for (const protocol::ClassifiedStatement& statement : asked.statements) {
        question.lines.push_back(lineOf(statement, sql));
        question.lines.back().line += statement.place.empty() ? static_cast<qsizetype>(firstLine) - 1 : 0;
        const bool loses = statement.found.kind == StatementClass::Destructive || !statement.found.undoable;
        if (typesName && loses && question.nameToType.isEmpty()) {
            question.nameToType = QString::fromStdString(statement.found.target);
        }
    }
    question.more = asked.more;
    const std::size_t count = asked.statements.size() + asked.more;
    if (asked.more == 0 && std::ranges::all_of(asked.statements, isUnknownStatement)) {
        question.text = count == 1
                            ? QCoreApplication::translate("Effect", "Nothing was sent yet. This statement was not "
                                                                    "recognised, so what it would do is not known. "
                                                                    "Cancel and correct it, or run it as it is:")
                            : QCoreApplication::translate("Effect", "Nothing was sent yet. %1 statements were not "
                                                                    "recognised, so what they would do is not known. "
                                                                    "Cancel and correct them, or run them as they are:")
                                  .arg(count);
        return question;
    }
    question.text = count == 1
                        ? QCoreApplication::translate("Effect", "Nothing was sent yet. One statement may destroy "
                                                                "something:")
                        : QCoreApplication::translate("Effect", "Nothing was sent yet. %1 statements may destroy "
                                                                "something:")
                              .arg(count);
    return question;
}

} // namespace dbv::viewmodel
