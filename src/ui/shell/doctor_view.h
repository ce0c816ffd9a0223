// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QWidget>

#include "viewmodel/connection_form.h"

class QTextEdit;

namespace dbv::ui {

/// How an attempt to connect went: each step of the way, what was found there, and what to do where it failed.
class DoctorView final : public QWidget {
    Q_OBJECT

public:
    explicit DoctorView(QWidget* parent = nullptr);

    void clear();
    void setSteps(const std::vector<protocol::DiagnosisStep>& steps, const std::optional<Error>& error);
    /// One sentence beneath the steps.
    void say(const QString& sentence);
    /// All that is shown, for a message to somebody who can help. Holds no secret.
    [[nodiscard]] QString text() const;

private:
    void show();

    QTextEdit* m_text;
    std::vector<protocol::DiagnosisStep> m_steps;
    std::optional<Error> m_error;
    QString m_said;
};

} // namespace dbv::ui
