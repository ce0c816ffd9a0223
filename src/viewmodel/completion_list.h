// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <QAbstractListModel>
#include <QString>

#include <dbv/core/ids.h>
#include <dbv/core/text_span.h>

#include "bus/command_bus.h"
#include "protocol/completion.h"

namespace dbv::viewmodel {

/// What takes the place of a part of a text when a proposal is accepted.
/// Unit: UTF-16 code units of the text.
struct CompletionEdit {
    TextSpan replaces;
    QString text;
    /// How far before its end the caret stands afterwards.
    int caretBack = 0;
    /// The text is that of a snippet, with its places.
    bool hasPlaces = false;

    friend bool operator==(const CompletionEdit&, const CompletionEdit&) = default;
};

/// The proposals for one place of a text that is being typed, the best first. Asking waits for nothing: what comes for an
/// earlier question is thrown away.
///
/// Thread: the UI thread.
class CompletionList final : public QAbstractListModel {
    Q_OBJECT

public:
    /// `DetailRole` is for people; `LetterRole` one letter for the kind, `KindRole` its word; `PlacesRole` the letters that were typed.
    enum Role { DetailRole = Qt::UserRole, LetterRole, KindRole, PlacesRole };

    explicit CompletionList(bus::CommandBus& bus, QObject* parent = nullptr) : QAbstractListModel(parent), m_bus(bus) {}

    /// Proposals are for this connection; without one there are none.
    void setConnection(std::optional<ConnectionId> connection);
    /// Asks what can be written at the caret. `text` is the part of the whole that begins at `offset`; the caret counts from there.
    /// Nobody has pressed a key for it where it is `automatic`.
    void ask(const QString& text, qsizetype caret, std::size_t offset, bool automatic);
    /// Forgets proposals and questions.
    void dismiss();
    /// A question is not answered yet.
    [[nodiscard]] bool isAsking() const { return m_asking; }
    /// What is typed of the word that a proposal takes the place of.
    [[nodiscard]] const QString& typed() const { return m_typed; }
    [[nodiscard]] const TextSpan& replaces() const { return m_replaces; }
    /// The names of the database are still being read, so that there may be more.
    [[nodiscard]] bool isPartial() const { return m_partial; }
    /// Whether the first proposal is what stands there already.
    [[nodiscard]] bool isWritten(int row) const;
    /// Accepts a proposal, which is remembered. The caret may have gone on since it was asked for; `behind` is what stands behind it.
    /// Unit: UTF-16 code units of the whole text.
    [[nodiscard]] CompletionEdit accept(int row, std::size_t caret, QChar behind);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

Q_SIGNALS:
    /// An answer has come; there may be no proposals in it.
    void answered();

private:
    void take(const protocol::CompletionFound& found, const QString& text, qsizetype caret, std::size_t offset);

    bus::CommandBus& m_bus;
    std::optional<ConnectionId> m_connection;
    bus::Request m_request;
    bool m_asking = false;
    bool m_partial = false;
    TextSpan m_replaces;
    /// Where the caret was when it was asked.
    std::size_t m_caret = 0;
    QString m_typed;
    std::vector<protocol::CompletionItem> m_items;
};

} // namespace dbv::viewmodel
