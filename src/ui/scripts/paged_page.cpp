// SPDX-License-Identifier: Apache-2.0
#include "ui/scripts/paged_page.h"

#include <cmath>

#include <QCheckBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "ui/scripts/encoding_list.h"
#include "ui/scripts/paged_view.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

using Scan = viewmodel::PagedScript::Scan;

constexpr int kScanSteps = 1000;
constexpr int kGoToColumns = 16;
constexpr int kProgressColumns = 28;

QPushButton* pagedButton(const QString& text, const char* name, const QString& help) {
    auto* button = new QPushButton(text);
    button->setObjectName(QLatin1String(name));
    // So that Enter presses it, too.
    button->setAutoDefault(true);
    button->setToolTip(plainToolTip(help));
    return button;
}

} // namespace

PagedPage::PagedPage(bus::CommandBus& bus, const QString& path, QWidget* parent)
    : QWidget(parent),
      m_script(std::make_unique<viewmodel::PagedScript>(bus, path)),
      m_view(new PagedView(*m_script)),
      m_trouble(new QLabel),
      m_again(pagedButton(tr("Read a&gain"), "paged.again", tr("Shows the file as it is now."))),
      m_place(new QLabel) {
    auto* lines = new QVBoxLayout(this);
    auto* tools = new QHBoxLayout;
    auto* running = new QHBoxLayout;
    buildTools(*tools);
    buildRun(*running);
    m_trouble->setObjectName(QStringLiteral("paged.trouble"));
    m_trouble->setTextFormat(Qt::PlainText);
    m_trouble->setWordWrap(true);
    auto* trouble = new QHBoxLayout;
    trouble->addWidget(m_trouble, 1);
    trouble->addWidget(m_again);
    m_place->setObjectName(QStringLiteral("paged.place"));
    m_place->setAccessibleName(tr("Place in the file"));
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    lines->addLayout(tools);
    lines->addLayout(running);
    lines->addLayout(trouble);
    lines->addWidget(m_view, 1);
    lines->addWidget(m_place);
    setFocusProxy(m_view);

    using viewmodel::PagedScript;
    connect(m_script.get(), &PagedScript::said, this, &PagedPage::said);
    connect(m_script.get(), &PagedScript::failed, this, &PagedPage::showTrouble);
    connect(m_script.get(), &PagedScript::factsChanged, this, &PagedPage::showFacts);
    connect(m_script.get(), &PagedScript::scanChanged, this, &PagedPage::showScan);
    connect(m_script.get(), &PagedScript::rowsChanged, this, &PagedPage::showPlace);
    connect(m_script.get(), &PagedScript::caretChanged, this, &PagedPage::showPlace);
    connect(m_again, &QPushButton::clicked, m_script.get(), &PagedScript::readAgain);
    showFacts();
    showScan();
    showPlace();
}

PagedPage::~PagedPage() {
    disconnect(m_script.get(), nullptr, this, nullptr);
    // It shows what goes with this.
    delete m_view;
}

void PagedPage::buildTools(QHBoxLayout& line) {
    m_pattern = new QLineEdit;
    m_pattern->setObjectName(QStringLiteral("paged.find"));
    m_pattern->setAccessibleName(tr("Find"));
    m_pattern->setPlaceholderText(tr("Find (Enter, Shift+Enter)"));
    m_pattern->setClearButtonEnabled(true);
    m_case = new QCheckBox(tr("Match &case"));
    m_regex = new QCheckBox(tr("Regular e&xpression"));
    QPushButton* previous = pagedButton(tr("&Previous"), "paged.previous", tr("The match before (Shift+F3)"));
    QPushButton* next = pagedButton(tr("&Next"), "paged.next", tr("The next match (F3)"));
    m_progress = new QProgressBar;
    m_progress->setAccessibleName(tr("How much of the file was gone through"));
    m_progress->setRange(0, kScanSteps);
    m_progress->setFixedWidth(fontMetrics().averageCharWidth() * kProgressColumns);
    m_stop = pagedButton(tr("&Stop"), "paged.stop", tr("Stops going through the file (Esc)"));
    m_goTo = new QLineEdit;
    m_goTo->setObjectName(QStringLiteral("paged.goTo"));
    m_goTo->setAccessibleName(tr("Go to a line, a share or a byte"));
    m_goTo->setPlaceholderText(tr("Line, 50%, or @byte"));
    m_goTo->setToolTip(plainToolTip(tr("Goes to a line (1200), a share of the file (50%) or a byte (@4096).")));
    m_goTo->setMaximumWidth(fontMetrics().averageCharWidth() * kGoToColumns * 2);
    line.addWidget(m_pattern, 1);
    for (QWidget* each : std::initializer_list<QWidget*>{m_case, m_regex, previous, next, m_progress, m_stop, m_goTo}) {
        line.addWidget(each);
    }
    connect(m_pattern, &QLineEdit::returnPressed, this,
            [this] { find(QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier)); });
    connect(previous, &QPushButton::clicked, this, [this] { find(true); });
    connect(next, &QPushButton::clicked, this, [this] { find(false); });
    connect(m_stop, &QPushButton::clicked, m_script.get(), &viewmodel::PagedScript::stopScan);
    connect(m_goTo, &QLineEdit::returnPressed, this, [this] {
        if (m_script->goTo(m_goTo->text())) {
            m_view->setFocus();
        } else {
            Q_EMIT said(tr("Type a line (1200), a share of the file (50%) or a byte (@4096)."));
        }
    });
}

void PagedPage::buildRun(QHBoxLayout& line) {
    QPushButton* whole = pagedButton(tr("Run &whole script…"), "paged.run", tr("Runs the file from the disk."));
    QPushButton* here = pagedButton(tr("Run fro&m here…"), "paged.runFromHere",
                                    tr("Runs the file from the statement in the current line on."));
    QPushButton* one = pagedButton(tr("Run this s&tatement…"), "paged.runOne",
                                   tr("Runs the statement in the current line and no other. What stands before is "
                                      "read to know where it begins."));
    m_encoding = newEncodingList();
    m_encoding->setObjectName(QStringLiteral("paged.encoding"));
    m_number = pagedButton(tr("N&umber lines"), "paged.number",
                           tr("Counts the lines up to here, for which the file is read."));
    for (QWidget* each : std::initializer_list<QWidget*>{whole, here, one}) {
        line.addWidget(each);
    }
    line.addStretch();
    line.addWidget(m_number);
    line.addWidget(m_encoding);
    connect(whole, &QPushButton::clicked, this, [this] { requestRun(Run::Whole); });
    connect(here, &QPushButton::clicked, this, [this] { requestRun(Run::FromHere); });
    connect(one, &QPushButton::clicked, this, [this] { requestRun(Run::OneStatement); });
    connect(m_number, &QPushButton::clicked, m_script.get(), &viewmodel::PagedScript::numberLines);
    connect(m_encoding, &QComboBox::currentIndexChanged, this,
            [this] { m_script->setEncoding(m_encoding->currentData().toString()); });
}

void PagedPage::setTheme(const Theme& theme) {
    m_view->setColors(theme.editor);
}

void PagedPage::focusFind() {
    m_pattern->setFocus();
    m_pattern->selectAll();
}

void PagedPage::focusGoTo() {
    m_goTo->setFocus();
    m_goTo->selectAll();
}

void PagedPage::requestRun(Run what) {
    using By = protocol::ScriptStart::By;
    std::optional<protocol::ScriptStart> start;
    if (what != Run::Whole) {
        start = {By::Within, m_script->statementPlace()};
    }
    Q_EMIT runRequested(m_script->path(), start, what == Run::OneStatement);
}

void PagedPage::find(bool backward) {
    if (m_pattern->text().isEmpty()) {
        focusFind();
        return;
    }
    m_script->search({m_pattern->text(), m_case->isChecked(), m_regex->isChecked()}, backward);
}

void PagedPage::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_F3) {
        find(event->modifiers().testFlag(Qt::ShiftModifier));
    } else if (event->key() == Qt::Key_Escape && m_script->scan() != Scan::None) {
        m_script->stopScan();
    } else if (event->key() == Qt::Key_Escape && !m_view->hasFocus()) {
        m_view->setFocus();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void PagedPage::showScan() {
    const bool scans = m_script->scan() != Scan::None;
    m_stop->setVisible(scans);
    m_progress->setVisible(scans);
    m_progress->setValue(static_cast<int>(std::lround(m_script->scanned() * kScanSteps)));
    m_progress->setFormat(m_script->scan() == Scan::Searching ? tr("Searching: %p %") : tr("Counting lines: %p %"));
    showPlace();
}

void PagedPage::showFacts() {
    m_failure.clear();
    QString text;
    if (m_script->isChanged()) {
        text = tr("The file was changed on the disk since it was opened. What is shown may be of both.");
    } else if (m_script->facts() != nullptr && !m_script->facts()->doubt.empty()) {
        text = tr("%1 It is shown as UTF-8: choose the encoding if that is another.")
                   .arg(QString::fromStdString(m_script->facts()->doubt));
    }
    m_trouble->setText(text);
    m_trouble->setVisible(!text.isEmpty());
    m_again->setVisible(m_script->isChanged());
    const QSignalBlocker quiet(m_encoding);
    m_encoding->setCurrentIndex(std::max(0, m_encoding->findData(m_script->encoding())));
    showPlace();
}

void PagedPage::showTrouble(const QString& why) {
    m_failure = why;
    m_trouble->setText(why);
    m_trouble->setVisible(!why.isEmpty());
    m_again->setVisible(!why.isEmpty());
    showPlace();
}

void PagedPage::showPlace() {
    m_place->setText(m_script->facts() == nullptr && !m_failure.isEmpty() ? QString() : m_script->placeText());
    m_number->setVisible(m_script->isUnnumbered());
}

} // namespace dbv::ui
