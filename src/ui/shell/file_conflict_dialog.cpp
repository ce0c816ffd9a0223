// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/file_conflict_dialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTextCursor>
#include <QVBoxLayout>

#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"
#include "viewmodel/text_difference.h"

namespace dbv::ui {

namespace {

constexpr QSize kConflictSize(860, 560);

void showDifference(QPlainTextEdit& view, const viewmodel::FileConflict& conflict, const Theme& theme) {
    using Kind = viewmodel::DifferenceLine::Kind;
    QTextCursor end(view.document());
    for (const viewmodel::DifferenceLine& line : viewmodel::differenceOf(conflict.mine, conflict.theirs)) {
        QTextCharFormat format;
        format.setForeground(line.kind == Kind::First    ? theme.editor.invalid
                             : line.kind == Kind::Second ? theme.editor.string
                             : line.kind == Kind::Same   ? theme.editor.text
                                                         : theme.editor.comment);
        end.insertText(viewmodel::differenceText({line}), format);
    }
    view.moveCursor(QTextCursor::Start);
}

} // namespace

FileConflictDialog::FileConflictDialog(const viewmodel::FileConflict& conflict, const Theme& theme, QWidget* parent)
    : QDialog(parent) {
    const bool isGone = conflict.stamp.empty();
    setWindowTitle(isGone ? tr("The file is gone") : tr("The file was changed by another program"));
    setObjectName(QStringLiteral("fileConflict"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* text = new SaidText(tr("Question"), 4);
    text->say(isGone ? tr("%1 is not there any more. Your text was not written.").arg(conflict.path)
              : conflict.saving
                  ? tr("%1 was changed by another program. Your text was not written over it.").arg(conflict.path)
                  : tr("%1 was changed. Your text is as you left it.").arg(conflict.path));
    auto* view = new QPlainTextEdit;
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    view->setAccessibleName(
        tr("Difference: a minus before what only your text has, a plus before what only the file has"));
    view->setVisible(!isGone);
    showDifference(*view, conflict, theme);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* mine = buttons->addButton(isGone            ? tr("&Write it again")
                                    : conflict.saving ? tr("Write &mine over it")
                                                      : tr("Keep &mine"),
                                    QDialogButtonBox::DestructiveRole);
    mine->setObjectName(QStringLiteral("fileConflict.mine"));
    if (!conflict.saving) {
        mine->setToolTip(tr("The file stays as it is until you save."));
    }
    connect(mine, &QPushButton::clicked, this, [this] {
        Q_EMIT mineChosen();
        accept();
    });
    if (!isGone) {
        auto* theirs = buttons->addButton(tr("Take &theirs"), QDialogButtonBox::ActionRole);
        theirs->setObjectName(QStringLiteral("fileConflict.theirs"));
        theirs->setToolTip(tr("In a step that can be undone"));
        connect(theirs, &QPushButton::clicked, this, [this] {
            Q_EMIT theirsChosen();
            accept();
        });
    }
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(text);
    lines->addWidget(view, 1);
    lines->addWidget(buttons);
    buttons->button(QDialogButtonBox::Cancel)->setDefault(true);
    orderTabs(*this);
    if (!isGone) {
        resizeWithinScreen(*this, kConflictSize);
    }
    buttons->button(QDialogButtonBox::Cancel)->setFocus();
}

} // namespace dbv::ui
