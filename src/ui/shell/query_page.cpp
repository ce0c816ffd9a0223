// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/query_page.h"

#include <optional>
#include <utility>

#include <QHBoxLayout>
#include <QSplitter>
#include <QTextCursor>
#include <QVBoxLayout>

#include "ui/editor/minimap.h"
#include "ui/shell/message_list.h"
#include "ui/shell/parameter_panel.h"
#include "ui/shell/result_area.h"
#include "viewmodel/error_text.h"

namespace dbv::ui {

QueryPage::QueryPage(bus::CommandBus& bus, viewmodel::WorkspaceTab& tab, QWidget* parent)
    : QWidget(parent),
      m_id(tab.draft.id),
      m_query(*tab.query),
      m_splitter(new QSplitter(Qt::Vertical, this)),
      m_upper(new QWidget(m_splitter)),
      m_editor(new SqlEditor(&bus, m_upper)),
      m_minimap(new Minimap(*m_editor, m_upper)),
      m_completion(new EditorCompletion(bus, *m_editor)),
      m_nameHelp(new EditorNameHelp(bus, *m_editor)),
      m_results(new ResultArea(m_query, m_splitter)) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    auto* parameters = new ParameterPanel(m_query.parameters(), m_upper);
    auto* upper = new QVBoxLayout(m_upper);
    upper->setContentsMargins(0, 0, 0, 0);
    upper->setSpacing(0);
    auto* text = new QHBoxLayout;
    text->setSpacing(0);
    text->addWidget(m_editor, 1);
    text->addWidget(m_minimap);
    m_minimap->hide();
    upper->addLayout(text, 1);
    upper->addWidget(parameters);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setChildrenCollapsible(false);
    m_editor->setAccessibleName(tr("SQL editor"));
    restoreText(tab.draft);

    connect(m_editor, &SqlEditor::textEdited, this,
            [this] { Q_EMIT textChanged(m_editor->sharedText(), m_editor->textCursor().position()); });
    connect(parameters, &ParameterPanel::left, m_editor, qOverload<>(&QWidget::setFocus));
    connect(m_editor->document(), &QTextDocument::contentsChanged, this, [this] {
        // What was asked for is not what stands there any more.
        if (m_editor->document()->revision() != m_askedAt) {
            m_query.parameters().cancel();
        }
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, &QueryPage::splitMoved);
    connect(m_editor, &SqlEditor::refused, this, &QueryPage::said);
    connect(m_completion, &EditorCompletion::said, this, &QueryPage::said);
    connect(m_nameHelp, &EditorNameHelp::said, this, &QueryPage::said);
    connect(m_results, &ResultArea::said, this, &QueryPage::said);
    connect(&m_query, &viewmodel::QueryTab::statementChanged, m_editor, &SqlEditor::setStatementState);
    connect(&m_query, &viewmodel::QueryTab::messageAdded, this, &QueryPage::noteFailure);
    connect(&m_results->messages(), &MessageList::placeChosen, this, [this](TextSpan place) {
        m_editor->goTo(place.begin);
        m_editor->setFocus();
    });
    const auto follow = [this] {
        const auto connection = m_query.connection() ? std::optional(m_query.connection()->connection) : std::nullopt;
        m_completion->setConnection(connection);
        m_nameHelp->setConnection(connection);
        if (m_query.connection()) {
            m_editor->setDialect(m_query.connection()->dialect);
        }
    };
    connect(&m_query, &viewmodel::QueryTab::connectionChanged, this, follow);
    // A tab mostly has its connection before it has a page.
    follow();
}

void QueryPage::restoreText(const protocol::DraftTab& draft) {
    if (const Result<void> set = m_editor->setText(draft.text.joined()); !set) {
        Q_EMIT said(viewmodel::errorSentence(set.error()));
        return;
    }
    QTextCursor caret = m_editor->textCursor();
    caret.setPosition(static_cast<int>(
        std::min(draft.caret, static_cast<std::uint64_t>(m_editor->document()->characterCount() - 1))));
    m_editor->setTextCursor(caret);
}

void QueryPage::noteFailure(const viewmodel::TabMessage& message) {
    if (message.severity == viewmodel::TabMessage::Severity::Error && message.where) {
        m_editor->markError(*message.where, message.text);
    }
}

QByteArray QueryPage::split() const {
    return m_splitter->saveState();
}

void QueryPage::setSplit(const QByteArray& split) {
    m_splitter->restoreState(split);
}

void QueryPage::setTheme(const Theme& theme) {
    m_editor->setColors(theme.editor);
    m_completion->setColors(theme.editor);
    m_minimap->setColors(theme.editor);
}

void QueryPage::run(SqlScope scope, protocol::StatementSource from) {
    m_editor->tellEdits();
    Q_EMIT runs();
    take(scope, [this, from](viewmodel::SqlToRun sql) {
        sql.from = from;
        m_query.runAsking(std::move(sql));
    });
}

void QueryPage::tryChange() {
    take(SqlScope::Marked, [this](viewmodel::SqlToRun sql) { m_query.tryChange(std::move(sql)); });
}

void QueryPage::take(SqlScope scope, const std::function<void(viewmodel::SqlToRun)>& use) {
    m_editor->requestSql(scope, [this, use](Result<viewmodel::SqlToRun> sql) {
        if (sql) {
            m_askedAt = m_editor->document()->revision();
            m_editor->beginRun();
            use(std::move(*sql));
        } else {
            Q_EMIT said(viewmodel::errorSentence(sql.error()));
        }
    });
}

} // namespace dbv::ui
