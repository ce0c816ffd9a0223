// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include <dbv/connector/dialect.h>
#include <dbv/core/text_span.h>

#include "bus/request.h"
#include "protocol/events.h"
#include "sql/splitter.h"
#include "viewmodel/edit_trail.h"
#include "viewmodel/statement_marks.h"
#include "viewmodel/statement_table.h"
#include "viewmodel/text_source.h"

namespace dbv::bus {
class CommandBus;
}

namespace dbv::viewmodel {

/// Where the statements of an edited text are, and how each of them ended when it ran last.
///
/// After an edit only the statements around it are read again: a statement begins a new life of the splitter, so
/// reading stops at the first beginning that was known before. Where that takes more than a moment the rest of the text
/// is split by the engine. What is not certain is not told: until then nothing is known behind the edit.
/// Unit: all positions count UTF-16 code units of the text, from 0; `sql::Statement::line` is not kept.
/// Thread: the one it lives in.
class StatementMap final : public QObject {
    Q_OBJECT

public:
    /// `text` outlives the map. Without a bus everything is split at once, however long it takes.
    StatementMap(const TextSource& text, bus::CommandBus* bus, QObject* parent = nullptr);

    void setDialect(DialectId dialect);
    /// To be called at each edit, after it: at `position` this much was replaced by that much.
    void textEdited(std::size_t position, std::size_t removed, std::size_t added);

    /// Splits what has changed, as far as that is quick; true when the whole map is right now.
    bool refresh();
    /// Calls back when the whole map is right: with true at once or a little later, or with false when the text was
    /// edited before that.
    void whenFresh(std::function<void(bool)> done);

    /// The statement that a caret means, by the rules of `sql::statementAt`; nothing where none is or it is not known yet.
    [[nodiscard]] std::optional<sql::Statement> statementAt(std::size_t caret) const;
    /// Whether another statement that is known stands on the first or the last line of one.
    [[nodiscard]] bool sharesLine(const sql::Statement& statement) const;
    /// The statements that are certain: all of them when the map is fresh, else those before the edit.
    [[nodiscard]] KnownStatements statements() const { return {m_statements, m_valid}; }

    /// How statements ended. A mark goes when the text of its statement changes.
    [[nodiscard]] StatementMarks& marks() { return m_marks; }
    [[nodiscard]] const StatementMarks& marks() const { return m_marks; }
    /// Where places of the text that was run are now.
    [[nodiscard]] EditTrail& trail() { return m_trail; }

Q_SIGNALS:
    /// Statements or marks are others now.
    void changed();

private:
    struct Scan;
    [[nodiscard]] bool refreshWithin(std::size_t budget);
    [[nodiscard]] bool scanWindow(Scan& scan);
    [[nodiscard]] bool take(Scan& scan, sql::Statement statement);
    void commit(Scan& scan, bool fresh);
    void becomeFresh();
    void askEngine();
    void receive(const protocol::ScriptSplit& answer);
    void callWaiting(bool fresh);

    const TextSource& m_text;
    bus::CommandBus* m_bus;
    DialectId m_dialect = DialectId::Sqlite;
    /// [0, m_valid) are right; [m_tail, end) were, before an edit in front of them, and are moved along with the text.
    StatementTable m_statements;
    std::size_t m_valid = 0;
    std::size_t m_tail = 0;
    std::size_t m_size = 0;
    bool m_fresh = true;
    /// The last reading was given up as too long: wait for a pause before the next.
    bool m_slow = false;
    std::uint64_t m_revision = 0;
    StatementMarks m_marks;
    EditTrail m_trail;
    std::vector<std::function<void(bool)>> m_waiting;
    QTimer m_idle;

    struct Question {
        // Not left to the compiler: clang can not make one inside `std::optional` before the outer class is complete.
        Question();

        std::uint64_t revision = 0;
        std::size_t start = 0;
        QString text;
        bus::Request request;
    };
    std::optional<Question> m_question;
};

} // namespace dbv::viewmodel
