// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <QWidget>

#include "viewmodel/connection_list.h"
#include "viewmodel/script_file_run.h"

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QLineEdit;
class QSpinBox;
class QTreeView;

namespace dbv::ui {

class MessageList;

/// A tab that runs scripts from the disk: what is run and how, how far it is, and what failed.
class ScriptPage final : public QWidget {
    Q_OBJECT

public:
    ScriptPage(bus::CommandBus& bus, viewmodel::ConnectionList& connections, SessionKey session,
               QWidget* parent = nullptr);
    ScriptPage(const ScriptPage&) = delete;
    ScriptPage& operator=(const ScriptPage&) = delete;
    ~ScriptPage() override;

    [[nodiscard]] viewmodel::ScriptFileRun& script() const { return *m_script; }
    /// The connection that is chosen becomes this one, where it is open.
    void setConnection(ConnectionId connection);
    void run();
    void focusFirst();

Q_SIGNALS:
    void chooseRequested();
    /// A person wants to look at a place in a file.
    void placeChosen(const dbv::protocol::FilePlace& place);

private:
    void buildChoices();
    void buildButtons();
    void buildOutcome();
    void connectScript();
    void showConnections();
    void showChoices();
    void showState();
    void showProgress();
    void takeChoices();
    void takeConnection();

    viewmodel::ConnectionList& m_connections;
    std::unique_ptr<viewmodel::ScriptFileRun> m_script;
    QLineEdit* m_files = nullptr;
    QPushButton* m_choose = nullptr;
    QComboBox* m_connection = nullptr;
    QComboBox* m_encoding = nullptr;
    QLabel* m_encodingHint = nullptr;
    QComboBox* m_transactions = nullptr;
    QSpinBox* m_every = nullptr;
    QComboBox* m_onError = nullptr;
    QLabel* m_start = nullptr;
    QPushButton* m_fromBeginning = nullptr;
    QPushButton* m_run = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QPushButton* m_continue = nullptr;
    QProgressBar* m_bar = nullptr;
    QLabel* m_status = nullptr;
    QTreeView* m_failures = nullptr;
    MessageList* m_messages = nullptr;
    bool m_showing = false;
    /// The keyboard comes back from the list of failures when the script has stopped.
    bool m_returnsFocus = false;
};

} // namespace dbv::ui
