// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QObject>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTimer>

namespace dbv::ui {

/// What is looked for. A match lies within one line.
struct SearchPattern {
    QString text;
    bool matchCase = false;
    bool regex = false;
};

enum class SearchDirection : std::uint8_t { Forward, Backward };

/// How a search ended.
struct SearchOutcome {
    enum class Kind : std::uint8_t { Found, NotFound, InvalidPattern };
    Kind kind = Kind::NotFound;
    /// Found: the match, a half-open range of positions in the document.
    int begin = 0;
    int end = 0;
    /// Found: the search went on from the other end of the text.
    bool wrapped = false;
    /// InvalidPattern: what is wrong with it.
    QString message;
};

/// The regular expression that a pattern means; check `isValid()`.
[[nodiscard]] QRegularExpression toRegularExpression(const SearchPattern& pattern);

/// Looks for a pattern line by line, around the end of the text, a few milliseconds at a time.
class DocumentSearch final : public QObject {
    Q_OBJECT

public:
    explicit DocumentSearch(QObject* parent = nullptr);

    /// Begins a search, in place of one that is under way. Short texts are done before this returns.
    /// The first match that begins at `from` or behind it; backward, the last one that ends before or at it.
    void start(const QTextDocument& document, const SearchPattern& pattern, SearchDirection direction, int from);
    void stop();

Q_SIGNALS:
    void finished(const dbv::ui::SearchOutcome& outcome);

private:
    void go();
    [[nodiscard]] bool searchLine();
    [[nodiscard]] bool nextLine();
    void finish(const SearchOutcome& outcome);

    const QTextDocument* m_document = nullptr;
    QRegularExpression m_expression;
    SearchDirection m_direction = SearchDirection::Forward;
    int m_from = 0;
    int m_line = 0;
    int m_linesLeft = 0;
    bool m_wrapped = false;
    QTimer m_timer;
};

/// Replaces all matches from the start of a text to its end, a few milliseconds at a time; undone in one step. Ends early
/// when the text is edited by somebody else meanwhile.
class DocumentReplace final : public QObject {
    Q_OBJECT

public:
    explicit DocumentReplace(QObject* parent = nullptr);

    /// In a regular expression's replacement `\1` to `\9` stand for what its groups matched, `\0` for all of it.
    void start(QTextDocument& document, const SearchPattern& pattern, const QString& replacement);
    [[nodiscard]] bool isActive() const { return m_timer.isActive(); }

Q_SIGNALS:
    void finished(int replaced);

private:
    void go();
    void replaceInLine(QTextCursor& cursor, const QTextBlock& block);

    QTextDocument* m_document = nullptr;
    QRegularExpression m_expression;
    QString m_replacement;
    bool m_regex = false;
    int m_line = 0;
    int m_replaced = 0;
    int m_revision = 0;
    QTimer m_timer;
};

/// What a match becomes.
[[nodiscard]] QString replacementFor(const QRegularExpressionMatch& match, const QString& replacement, bool regex);

} // namespace dbv::ui
