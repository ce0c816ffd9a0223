// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/palette_list.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

#include "viewmodel/environment_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString spokenText(const PaletteEntry& entry) {
    QStringList parts{entry.text};
    for (const QString& part :
         {environmentName(entry.environment), entry.whyNot.isEmpty() ? entry.note : entry.whyNot, entry.keys}) {
        if (!part.isEmpty()) {
            parts << part;
        }
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

PaletteList::PaletteList(std::vector<PaletteEntry> entries, QObject* parent) : QAbstractListModel(parent) {
    add(std::move(entries));
}

void PaletteList::add(std::vector<PaletteEntry> entries) {
    beginResetModel();
    m_texts.reserve(m_texts.size() + entries.size());
    for (const PaletteEntry& entry : entries) {
        m_texts.emplace_back(entry.text, entry.note);
    }
    std::ranges::move(entries, std::back_inserter(m_entries));
    m_shown = bestMatches();
    endResetModel();
}

int PaletteList::rowOf(std::size_t entry) const {
    const auto found = std::ranges::find(m_shown, entry);
    return found == m_shown.end() ? -1 : static_cast<int>(found - m_shown.begin());
}

void PaletteList::setPattern(const QString& typed) {
    beginResetModel();
    m_pattern = FuzzyPattern(typed);
    m_shown = bestMatches();
    endResetModel();
}

std::vector<std::size_t> PaletteList::bestMatches() const {
    if (m_pattern.isEmpty()) {
        std::vector<std::size_t> first(std::min(kMostShown, m_entries.size()));
        std::iota(first.begin(), first.end(), std::size_t{0});
        return first;
    }
    struct Match {
        int score;
        qsizetype length;
        std::size_t entry;
    };
    std::vector<Match> matches;
    for (std::size_t number = 0; number < m_texts.size(); ++number) {
        if (const auto score = m_pattern.score(m_texts[number])) {
            matches.push_back({*score, m_entries[number].text.size(), number});
        }
    }
    const auto order = [](const Match& one, const Match& other) {
        return std::tuple(-one.score, one.length, one.entry) < std::tuple(-other.score, other.length, other.entry);
    };
    const auto shown = matches.begin() + static_cast<std::ptrdiff_t>(std::min(kMostShown, matches.size()));
    std::partial_sort(matches.begin(), shown, matches.end(), order);
    std::vector<std::size_t> best;
    std::transform(matches.begin(), shown, std::back_inserter(best), [](const Match& match) { return match.entry; });
    return best;
}

int PaletteList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PaletteList::data(const QModelIndex& index, int role) const {
    const std::size_t number = entryAt(index.row());
    const PaletteEntry& entry = m_entries[number];
    switch (role) {
    case Qt::DisplayRole: return shownName(entry.text);
    case Qt::AccessibleTextRole: return shownName(spokenText(entry));
    case Qt::ToolTipRole:
    case NoteRole: return shownName(entry.whyNot.isEmpty() ? entry.note : entry.whyNot);
    case KeysRole: return entry.keys;
    case IconRole: return entry.icon;
    case EnvironmentRole: return static_cast<int>(entry.environment);
    case EnabledRole: return entry.whyNot.isEmpty();
    case PlacesRole: {
        const std::vector<int> places = m_pattern.places(m_texts[number]);
        return QVariant::fromValue(QList<int>(places.begin(), places.end()));
    }
    default: return {};
    }
}

} // namespace dbv::viewmodel
