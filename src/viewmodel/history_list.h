// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/history_commands.h"

namespace dbv::viewmodel {

/// What of the history is shown.
struct HistoryFilter {
    QString text;
    /// The name of a connection; empty for all.
    QString connection;
    std::optional<protocol::HistoryOutcome> outcome;

    friend bool operator==(const HistoryFilter&, const HistoryFilter&) = default;
};

/// The statements of the history that fit a filter, the newest first; older ones come when somebody looks for them.
///
/// Thread: the UI thread; nothing here waits.
class HistoryList final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role : int {
        /// Time, connection and what came of it, in one line.
        NoteRole = Qt::UserRole,
        /// A `protocol::HistoryOutcome` as a number.
        OutcomeRole
    };

    explicit HistoryList(bus::CommandBus& bus, QObject* parent = nullptr);

    /// Asks anew; what comes replaces what is there.
    void setFilter(const HistoryFilter& filter);
    [[nodiscard]] const HistoryFilter& filter() const { return m_filter; }
    void refresh();
    /// True until the answer to the last question is there.
    [[nodiscard]] bool searching() const { return m_search.active(); }
    [[nodiscard]] const std::vector<protocol::HistoryConnection>& connections() const { return m_connections; }
    /// Nothing at all is recorded.
    [[nodiscard]] bool allPrivate() const { return m_allPrivate; }
    [[nodiscard]] bool isPrivate(const QString& connection) const;
    /// What a person should know about the history.
    [[nodiscard]] const std::vector<Notice>& notices() const { return m_notices; }
    /// What stands in the place of a list without entries.
    [[nodiscard]] QString emptyText() const;

    [[nodiscard]] const protocol::HistoryEntry& entry(int row) const {
        return m_entries[static_cast<std::size_t>(row)];
    }
    /// Takes entries out of the history for good.
    void remove(const std::vector<int>& rows);
    /// From now on nothing is recorded of a connection, or of any for an empty name; or it is again.
    void setPrivate(const QString& connection, bool isPrivate);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

Q_SIGNALS:
    /// An answer is there: entries, connections, privacy.
    void changed();
    void failed(const QString& message);

private:
    [[nodiscard]] protocol::SearchHistory question() const;
    void show(const protocol::HistoryFound& found);
    void append(const protocol::HistoryFound& found);
    void fail(const Error& error);

    bus::CommandBus& m_bus;
    HistoryFilter m_filter;
    std::vector<protocol::HistoryEntry> m_entries;
    std::vector<protocol::HistoryConnection> m_connections;
    std::vector<Notice> m_notices;
    bool m_allPrivate = false;
    bool m_more = false;
    bus::Request m_search;
    bus::Request m_change;
};

/// How a statement ended, for a person.
[[nodiscard]] QString outcomeText(protocol::HistoryOutcome outcome);
/// What a statement brought: rows, changed rows, time, or why it failed.
[[nodiscard]] QString entryNote(const protocol::HistoryEntry& entry, std::int64_t now);

} // namespace dbv::viewmodel
