// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

#include "viewmodel/diagnosis_text.h"

class QTextEdit;
class QToolButton;

namespace dbv::ui {

/// How an attempt to connect went: each step of the way, what was found there, and what to do where it failed.
class DoctorView final : public QWidget {
    Q_OBJECT

public:
    /// `report` gives what is copied: the same for somebody who can help, without secrets.
    explicit DoctorView(std::function<QString()> report, QWidget* parent = nullptr);

    void clear();
    void setSteps(const std::vector<protocol::DiagnosisStep>& steps);
    /// One sentence beneath the steps.
    void say(const QString& sentence);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void show();
    void fit();

    std::function<QString()> m_report;
    QTextEdit* m_text;
    QToolButton* m_copy;
    std::vector<protocol::DiagnosisStep> m_steps;
    QString m_said;
};

} // namespace dbv::ui
