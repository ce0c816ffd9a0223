// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/param_fields.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QFormLayout>
#include <QIntValidator>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpressionValidator>

#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

QString translated(const std::string& text) {
    return QCoreApplication::translate("ParamSpec", text.c_str());
}

/// A connector's words hold no mnemonics.
QString labelOf(const ParamSpec& param) {
    return translated(param.label).replace(QLatin1Char('&'), QLatin1String("&&"));
}

/// One port, or one for each of several hosts.
const QRegularExpression& portShape() {
    static const QRegularExpression kShape(QStringLiteral("[0-9]{0,5}( *, *[0-9]{0,5})*"));
    return kShape;
}

} // namespace

ParamFields::ParamFields(viewmodel::ConnectionForm* form, QWidget* parent)
    : QWidget(parent), m_form(form), m_lines(new QFormLayout(this)) {
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
}

void ParamFields::setParams(const std::vector<ParamSpec>& params) {
    if (params == m_params) {
        update();
        return;
    }
    m_params = params;
    m_updates.clear();
    for (QWidget* row : m_rows) {
        m_lines->removeRow(row);
    }
    m_rows.clear();
    for (const ParamSpec& param : params) {
        QWidget* field = fieldFor(param);
        field->setObjectName(QStringLiteral("param.") + QString::fromStdString(param.name));
        addRow(labelOf(param), field);
        if (param.name == "port") {
            addPortTrouble();
        }
    }
    update();
}

void ParamFields::addRow(const QString& label, QWidget* field) {
    m_lines->insertRow(static_cast<int>(m_rows.size()), label, field);
    m_rows.push_back(field);
}

void ParamFields::addPortTrouble() {
    auto* trouble = new SaidText(tr("What is wrong with the port"));
    addRow(QString(), trouble);
    const auto say = [this, trouble] { trouble->say(m_form->portTrouble()); };
    connect(this, &ParamFields::edited, trouble, say);
    m_updates.emplace_back(say);
}

void ParamFields::update() {
    for (const auto& refresh : m_updates) {
        refresh();
    }
}

QWidget* ParamFields::fieldFor(const ParamSpec& param) {
    switch (param.kind) {
    case ParamKind::Choice:
    case ParamKind::Switch: return choiceFor(param);
    case ParamKind::Script: return scriptFor(param);
    case ParamKind::Text:
    case ParamKind::Number:
    case ParamKind::File: return textFor(param);
    }
    return textFor(param);
}

QWidget* ParamFields::choiceFor(const ParamSpec& param) {
    auto* choice = new QComboBox;
    choice->addItem(param.hint.empty() ? tr("as usual") : translated(param.hint), QString());
    for (std::size_t i = 0; i < param.choices.size(); ++i) {
        const QString value = QString::fromStdString(param.choices[i]);
        const bool isSwitch = param.kind == ParamKind::Switch;
        choice->addItem(isSwitch ? (i == 0 ? tr("off") : tr("on")) : value, value);
    }
    connect(choice, &QComboBox::activated, m_form,
            [this, choice, name = param.name] { m_form->setParam(name, choice->currentData().toString()); });
    m_updates.emplace_back([this, choice, name = param.name] {
        const QString value = m_form->param(name);
        if (choice->findData(value) < 0) {
            choice->addItem(value, value);
        }
        choice->setCurrentIndex(choice->findData(value));
    });
    return choice;
}

QWidget* ParamFields::scriptFor(const ParamSpec& param) {
    auto* text = new QPlainTextEdit;
    text->setPlaceholderText(translated(param.hint));
    text->setTabChangesFocus(true);
    text->setFixedHeight(text->fontMetrics().lineSpacing() * 4);
    connect(text, &QPlainTextEdit::textChanged, m_form,
            [this, text, name = param.name] { m_form->setParam(name, text->toPlainText()); });
    m_updates.emplace_back([this, text, name = param.name] {
        if (const QString value = m_form->param(name); value != text->toPlainText()) {
            text->setPlainText(value);
        }
    });
    return text;
}

QWidget* ParamFields::textFor(const ParamSpec& param) {
    QWidget* field = nullptr;
    QLineEdit* text = nullptr;
    if (param.kind == ParamKind::File) {
        auto* file = new FileField(translated(param.label));
        text = &file->line();
        field = file;
    } else {
        text = new QLineEdit;
        field = text;
    }
    text->setPlaceholderText(translated(param.hint));
    if (param.name == "port") {
        text->setValidator(new QRegularExpressionValidator(portShape(), text));
    } else if (param.kind == ParamKind::Number) {
        text->setValidator(new QIntValidator(0, 999'999'999, text));
    }
    connect(text, &QLineEdit::textChanged, m_form, [this, name = param.name](const QString& value) {
        m_form->setParam(name, value);
        Q_EMIT edited();
    });
    m_updates.emplace_back([this, text, name = param.name] {
        // What is being typed is not written over.
        if (const QString value = m_form->param(name); value != text->text().trimmed() && value != text->text()) {
            const QSignalBlocker quiet(text);
            text->setText(value);
        }
    });
    return field;
}

} // namespace dbv::ui
