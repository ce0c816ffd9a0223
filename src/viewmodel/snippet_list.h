// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QObject>
#include <QString>
#include <QStringList>

#include "bus/command_bus.h"
#include "protocol/snippets.h"

namespace dbv::viewmodel {

/// The snippets there are, and what is done with them.
///
/// Thread: the UI thread; nothing here waits.
class SnippetList final : public QObject {
    Q_OBJECT

public:
    explicit SnippetList(bus::CommandBus& bus, QObject* parent = nullptr) : QObject(parent), m_bus(bus) {}

    [[nodiscard]] const std::vector<protocol::Snippet>& all() const { return m_snippets; }
    /// Files that could not be read, a sentence each.
    [[nodiscard]] const QStringList& notices() const { return m_notices; }
    /// Where they are kept; empty until it is known.
    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// Reads them again from the disk.
    void refresh();
    /// Keeps one, in the place of what its path names.
    void keep(const protocol::Snippet& snippet);
    /// Removes one that is kept.
    void remove(const protocol::Snippet& snippet);
    /// Keeps what a file has: one that was exported, or one of Visual Studio Code's. What is there already is not taken twice.
    void importFrom(const QString& path);
    /// Writes the user's own into one file.
    void exportTo(const QString& path);

Q_SIGNALS:
    void changed();
    void failed(const QString& why);
    /// What was done.
    void said(const QString& message);

private:
    void change(protocol::ChangeSnippets change, const QString& done);
    void take(const protocol::SnippetsListed& listed);
    void takeImport(const protocol::SnippetsRead& read);

    bus::CommandBus& m_bus;
    bus::Request m_reading;
    bus::Request m_importing;
    std::vector<protocol::Snippet> m_snippets;
    QStringList m_notices;
    QString m_folder;
};

} // namespace dbv::viewmodel
