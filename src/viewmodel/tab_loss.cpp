// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/tab_loss.h"

#include <QCoreApplication>
#include <QStringList>

namespace dbv::viewmodel {

namespace {

QString lossWords(const char* text) {
    return QCoreApplication::translate("TabLoss", text);
}

} // namespace

std::optional<LeavingQuestion> leavingQuestion(const std::vector<std::pair<QString, TabLoss>>& tabs) {
    QStringList open;
    QStringList running;
    QStringList tried;
    for (const auto& [title, loss] : tabs) {
        if (loss.transaction) {
            open << title;
        }
        if (loss.trial) {
            tried << title;
        }
        if (!loss.statement.isEmpty()) {
            running << lossWords("%1 (%2)").arg(title, loss.statement);
        }
    }
    QStringList sentences;
    if (!running.isEmpty()) {
        sentences << lossWords("A statement that may change something is running in %1. It is stopped, and what it has "
                               "changed until then may be kept or taken back.")
                         .arg(running.join(QStringLiteral(", ")));
    }
    if (!tried.isEmpty()) {
        sentences << lossWords("A change that was tried in %1 is not decided on. It is rolled back.")
                         .arg(tried.join(QStringLiteral(", ")));
    }
    if (!open.isEmpty()) {
        sentences << lossWords("A transaction is open in %1. What it has changed is lost unless you COMMIT it.")
                         .arg(open.join(QStringLiteral(", ")));
    }
    if (sentences.isEmpty()) {
        return std::nullopt;
    }
    const bool stops = !running.isEmpty();
    const bool rollsBack = !open.isEmpty() || !tried.isEmpty();
    return LeavingQuestion{.title = stops            ? lossWords("Statement running")
                                    : open.isEmpty() ? lossWords("Change not decided on")
                                                     : lossWords("Transaction open"),
                           .text = sentences.join(QStringLiteral("\n\n")),
                           .leave = stops && rollsBack ? lossWords("&Stop and roll back")
                                    : stops            ? lossWords("&Stop the statement")
                                                       : lossWords("&Roll back")};
}

} // namespace dbv::viewmodel
