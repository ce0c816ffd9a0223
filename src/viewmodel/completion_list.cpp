// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/completion_list.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sql/text_position.h"
#include "viewmodel/fuzzy_match.h"

namespace dbv::viewmodel {

namespace {

using protocol::CompletionKind;

/// The word for a kind, for people.
QString completionWord(CompletionKind kind) {
    switch (kind) {
    case CompletionKind::Keyword: return CompletionList::tr("keyword");
    case CompletionKind::Schema: return CompletionList::tr("schema");
    case CompletionKind::Table: return CompletionList::tr("table");
    case CompletionKind::View: return CompletionList::tr("view");
    case CompletionKind::Cte: return CompletionList::tr("common table expression");
    case CompletionKind::Column: return CompletionList::tr("column");
    case CompletionKind::Alias: return CompletionList::tr("table of the statement");
    case CompletionKind::Function: return CompletionList::tr("function");
    case CompletionKind::Join: return CompletionList::tr("join condition");
    case CompletionKind::Type: return CompletionList::tr("type");
    case CompletionKind::Snippet: return CompletionList::tr("snippet");
    }
    return {};
}

/// One letter for a kind, the same in every language.
QString completionLetter(CompletionKind kind) {
    switch (kind) {
    case CompletionKind::Keyword: return QStringLiteral("K");
    case CompletionKind::Schema: return QStringLiteral("S");
    case CompletionKind::Table: return QStringLiteral("T");
    case CompletionKind::View: return QStringLiteral("V");
    case CompletionKind::Cte: return QStringLiteral("W");
    case CompletionKind::Column: return QStringLiteral("C");
    case CompletionKind::Alias: return QStringLiteral("A");
    case CompletionKind::Function: return QStringLiteral("F");
    case CompletionKind::Join: return QStringLiteral("J");
    case CompletionKind::Type: return QStringLiteral("Y");
    case CompletionKind::Snippet: return QStringLiteral("N");
    }
    return {};
}

} // namespace

void CompletionList::setConnection(std::optional<ConnectionId> connection) {
    if (m_connection != connection) {
        dismiss();
        m_connection = connection;
    }
}

void CompletionList::ask(const QString& text, qsizetype caret, std::size_t offset, bool automatic) {
    if (!m_connection) {
        dismiss();
        Q_EMIT answered();
        return;
    }
    const std::size_t cursor = static_cast<std::size_t>(text.first(caret).toUtf8().size());
    protocol::Complete command{
        .connection = *m_connection, .sql = text.toUtf8().toStdString(), .cursor = cursor, .automatic = automatic};
    m_asking = true;
    // The question before, if it is not answered yet, is dropped with its request.
    m_request = m_bus.ask(
        std::move(command),
        [this, text, caret, offset](const protocol::CompletionFound& found) { take(found, text, caret, offset); },
        [this](const Error&) {
            // The connection was closed, or the engine ends: there is nothing to propose.
            dismiss();
            Q_EMIT answered();
        });
}

void CompletionList::take(const protocol::CompletionFound& found, const QString& text, qsizetype caret,
                          std::size_t offset) {
    const std::string utf8 = text.toUtf8().toStdString();
    const std::size_t begin = sql::utf16Offset(utf8, found.replaces.begin);
    beginResetModel();
    m_asking = false;
    m_partial = !found.whole;
    m_items = found.items;
    m_replaces = {offset + begin, offset + sql::utf16Offset(utf8, found.replaces.end)};
    m_caret = offset + static_cast<std::size_t>(caret);
    m_typed = text.mid(static_cast<qsizetype>(begin), caret - static_cast<qsizetype>(begin));
    endResetModel();
    Q_EMIT answered();
}

void CompletionList::dismiss() {
    m_request = {};
    m_asking = false;
    m_partial = false;
    if (!m_items.empty()) {
        beginResetModel();
        m_items.clear();
        endResetModel();
    }
}

bool CompletionList::isWritten(int row) const {
    // A snippet is more than its word.
    return row >= 0 && row < rowCount() && m_items[static_cast<std::size_t>(row)].insert.empty() &&
           QString::fromStdString(m_items[static_cast<std::size_t>(row)].text) == m_typed;
}

CompletionEdit CompletionList::accept(int row, std::size_t caret, QChar behind) {
    const protocol::CompletionItem item = m_items.at(static_cast<std::size_t>(row));
    CompletionEdit edit{.replaces = m_replaces, .text = QString::fromStdString(item.text)};
    // What was typed since belongs to the same word.
    edit.replaces.end = std::max(edit.replaces.begin, edit.replaces.end + caret - m_caret);
    if (item.kind == CompletionKind::Snippet) {
        edit.text = QString::fromStdString(item.insert);
        edit.hasPlaces = true;
    }
    const bool called = item.kind == CompletionKind::Function && item.detail.starts_with('(');
    if (called && behind != QLatin1Char('(')) {
        edit.text += QStringLiteral("()");
        edit.caretBack = item.detail == "()" ? 0 : 1;
    }
    if (m_connection) {
        m_bus.tell(protocol::NoteCompletion{*m_connection, item.kind, item.text});
    }
    dismiss();
    return edit;
}

int CompletionList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_items.size());
}

QVariant CompletionList::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const protocol::CompletionItem& item = m_items[static_cast<std::size_t>(index.row())];
    const QString text = QString::fromStdString(item.text);
    switch (role) {
    case Qt::DisplayRole: return text;
    case DetailRole: return QString::fromStdString(item.detail);
    case LetterRole: return completionLetter(item.kind);
    case KindRole: return completionWord(item.kind);
    case Qt::AccessibleTextRole: {
        const QString detail = QString::fromStdString(item.detail);
        return detail.isEmpty() ? tr("%1, %2").arg(text, completionWord(item.kind))
                                : tr("%1, %2, %3").arg(text, completionWord(item.kind), detail);
    }
    case PlacesRole: {
        QList<int> places;
        for (const int place : FuzzyPattern(m_typed).places(FuzzyText(text))) {
            places.append(place);
        }
        return QVariant::fromValue(places);
    }
    default: return {};
    }
}

} // namespace dbv::viewmodel
