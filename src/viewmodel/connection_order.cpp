// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_order.h"

#include <algorithm>

#include <QStringList>

#include "viewmodel/connection_list.h"
#include "viewmodel/environment_text.h"

namespace dbv::viewmodel {

namespace {

using protocol::SavedConnection;

int byName(const SavedConnection& one, const SavedConnection& other) {
    const int folded =
        QString::fromStdString(one.name).compare(QString::fromStdString(other.name), Qt::CaseInsensitive);
    return folded != 0 ? folded : one.name.compare(other.name);
}

bool before(const SavedConnection& one, const SavedConnection& other, ConnectionOrder order) {
    if (one.favourite != other.favourite) {
        return one.favourite;
    }
    if (order == ConnectionOrder::ByUse && one.used != other.used) {
        return one.used > other.used;
    }
    if (order == ConnectionOrder::ByEnvironment && one.environment != other.environment) {
        return one.environment > other.environment;
    }
    return byName(one, other) < 0;
}

} // namespace

std::vector<SavedConnection> arranged(const std::vector<SavedConnection>& connections,
                                      const std::vector<ConnectorInfo>& connectors, const QString& filter,
                                      ConnectionOrder order) {
    const QStringList words = filter.simplified().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    std::vector<SavedConnection> shown;
    for (const SavedConnection& connection : connections) {
        const QString all =
            QStringList{QString::fromStdString(connection.name), QString::fromStdString(connection.group),
                        environmentName(connection.environment), targetText(connection.config, connectors)}
                .join(QLatin1Char('\n'));
        if (std::ranges::all_of(words,
                                [&all](const QString& word) { return all.contains(word, Qt::CaseInsensitive); })) {
            shown.push_back(connection);
        }
    }
    std::ranges::stable_sort(shown, [order](const auto& one, const auto& other) { return before(one, other, order); });
    return shown;
}

} // namespace dbv::viewmodel
