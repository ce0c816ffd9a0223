// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/connection_form.h"

class QComboBox;
class QLineEdit;

namespace dbv::ui {

class SecretEdit;

/// One secret of a connection: what is typed, and where it comes from otherwise.
class SecretField final : public QWidget {
    Q_OBJECT

public:
    /// `name` is what a screen reader calls it, `usually` says in a few words where an empty one is looked for.
    SecretField(viewmodel::ConnectionForm* form, viewmodel::ConnectionForm::SecretMember place, const QString& name,
                QString usually, QWidget* parent = nullptr);
    void setStored(const QString& id, const QString& name);
    /// Shows what the form holds now; what was typed vanishes where it is not that any more.
    void update();

Q_SIGNALS:
    /// One of the stored secrets is to be used: `setStored` takes it.
    void storedWanted();

private:
    void showOrigin();
    void choose();
    void forgetTyped();

    viewmodel::ConnectionForm* m_form;
    viewmodel::ConnectionForm::SecretMember m_place;
    QString m_usually;
    QString m_storedName;
    SecretEdit* m_secret;
    /// Under what the form keeps that which was typed there.
    SecretId m_typed;
    /// The command or the variable, which is no secret, in its place.
    QLineEdit* m_where;
    QComboBox* m_origin;
};

} // namespace dbv::ui
