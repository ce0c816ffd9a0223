// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QAbstractListModel>
#include <QString>

#include "protocol/connection_config.h"
#include "viewmodel/fuzzy_match.h"

namespace dbv::viewmodel {

/// One thing that can be found by typing some of its letters.
struct PaletteEntry {
    QString text;
    /// Says more about it, and is searched too.
    QString note;
    /// Its shortcut, or what else stands apart at the end of the line.
    QString keys;
    /// The icon's file name without size, or empty.
    QString icon;
    /// Why it can not be chosen now; empty when it can.
    QString whyNot;
    /// What its database is used for.
    protocol::Environment environment = protocol::Environment::None;
};

/// The entries that match what is typed, the best first.
///
/// Thread: the UI thread; an answer to a key over 20,000 entries takes a few milliseconds.
/// Limits: the best `kMostShown`.
class PaletteList final : public QAbstractListModel {
    Q_OBJECT

public:
    /// `EnvironmentRole`: a `protocol::Environment`.
    enum Role : int { NoteRole = Qt::UserRole, KeysRole, IconRole, EnabledRole, PlacesRole, EnvironmentRole };
    static constexpr std::size_t kMostShown = 200;

    explicit PaletteList(std::vector<PaletteEntry> entries, QObject* parent = nullptr);

    void setPattern(const QString& typed);
    /// Adds entries behind those that are there; the numbers of these stay.
    void add(std::vector<PaletteEntry> entries);
    /// The line that shows an entry; -1 when none does.
    [[nodiscard]] int rowOf(std::size_t entry) const;
    /// The number of the entry, in the order in which they were given, that a line shows.
    [[nodiscard]] std::size_t entryAt(int row) const { return m_shown[static_cast<std::size_t>(row)]; }
    [[nodiscard]] const PaletteEntry& entry(std::size_t number) const { return m_entries[number]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] std::vector<std::size_t> bestMatches() const;

    std::vector<PaletteEntry> m_entries;
    std::vector<FuzzyText> m_texts;
    FuzzyPattern m_pattern{QStringView()};
    std::vector<std::size_t> m_shown;
};

} // namespace dbv::viewmodel
