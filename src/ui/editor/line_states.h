// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QTextBlock>
#include <QTimer>

#include "sql/lexer.h"

namespace dbv::ui {

/// What is open at the end of each line (a comment, a string): kept in the blocks' user state, so that any line can be
/// lexed by itself. After an edit lines are read again until nothing changes any more; what does not fit into a moment
/// is done between events.
class LineStates final : public QObject {
    Q_OBJECT

public:
    /// The document outlives this.
    explicit LineStates(QTextDocument& document, QObject* parent = nullptr);

    void setDialect(DialectId dialect);
    [[nodiscard]] DialectId dialect() const { return m_dialect; }
    /// To be called at each edit, after it.
    void textEdited(int position, int added);
    /// What is open where a line begins; nothing while that is not known yet.
    [[nodiscard]] std::optional<sql::LexerState> before(const QTextBlock& block) const;

Q_SIGNALS:
    /// More lines are known now.
    void advanced();

private:
    /// Lines [begin, end) that are right if the line before them ends as it did when they were read.
    struct Chain {
        int begin = 0;
        int end = 0;
    };

    void advance(qint64 budgetMs);
    void step(QTextBlock& block, sql::LexerState& state);
    /// Cuts the chains where lines were replaced by others, and moves what is behind along.
    void cutChains(int first, int last, int newLines);

    QTextDocument& m_document;
    DialectId m_dialect = DialectId::Sqlite;
    int m_blockCount = 1;
    /// The lines [0, m_known) are right.
    int m_known = 0;
    /// Behind them, in order; all lines between are to be read.
    std::vector<Chain> m_chains;
    QTimer m_background;
};

} // namespace dbv::ui
