// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QDialog>

#include "viewmodel/question_desk.h"

class QCheckBox;
class QFormLayout;
class QLineEdit;

namespace dbv::ui {

/// Puts one question of the desk to the person. Goes when it is answered, refused or withdrawn.
class QuestionDialog final : public QDialog {
    Q_OBJECT

public:
    QuestionDialog(viewmodel::QuestionDesk& desk, const viewmodel::WaitingQuestion& waiting, QWidget* parent);

public Q_SLOTS:
    void accept() override;
    void reject() override;

private:
    void addPrompt(const protocol::Question::Prompt& prompt);
    [[nodiscard]] QLineEdit* addAnswer(bool shown);

    viewmodel::QuestionDesk& m_desk;
    quint64 m_number;
    QFormLayout* m_lines = nullptr;
    /// What each line holds.
    std::vector<std::function<Secret()>> m_answers;
    QLineEdit* m_first = nullptr;
    QCheckBox* m_keep = nullptr;
};

} // namespace dbv::ui
