// SPDX-License-Identifier: Apache-2.0
#include "catalog/use_memory.h"

#include <algorithm>
#include <vector>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace dbv::catalog {

namespace {

constexpr std::uint32_t kOften = 5;
/// A use this many uses ago counts half.
constexpr std::uint64_t kHalfAfter = 50;
constexpr int kUseWorth = 20;
constexpr qint64 kLongestFile = qint64{1} << 20;

QString usePath(const std::filesystem::path& path) {
    return QString::fromStdU16String(path.u16string());
}

} // namespace

void UseMemory::note(std::string_view name) {
    auto found = m_uses.find(name);
    if (found == m_uses.end()) {
        found = m_uses.emplace(std::string(name), Use{}).first;
    }
    ++found->second.count;
    found->second.last = ++m_last;
    if (m_uses.size() > kMost) {
        forgetOldest();
    }
}

void UseMemory::forgetOldest() {
    const auto oldest = std::ranges::min_element(m_uses, {}, [](const auto& entry) { return entry.second.last; });
    m_uses.erase(oldest);
}

int UseMemory::worth(std::string_view name) const {
    const auto found = m_uses.find(name);
    if (found == m_uses.end()) {
        return 0;
    }
    const std::uint64_t ago = m_last - found->second.last;
    const auto lately = static_cast<int>(kUseWorth * kHalfAfter / (kHalfAfter + ago));
    const auto often = static_cast<int>(kUseWorth * std::min(found->second.count, kOften) / kOften);
    return std::min(kMostWorth, lately + often);
}

Result<void> UseMemory::keep(const std::filesystem::path& path) const {
    std::vector<std::pair<std::uint64_t, const std::pair<const std::string, Use>*>> ordered;
    ordered.reserve(m_uses.size());
    for (const auto& entry : m_uses) {
        ordered.emplace_back(entry.second.last, &entry);
    }
    std::ranges::sort(ordered, {}, [](const auto& entry) { return entry.first; });
    QJsonArray uses;
    for (const auto& [last, entry] : ordered) {
        uses.append(QJsonArray{QString::fromStdString(entry->first), static_cast<qint64>(entry->second.count)});
    }
    QSaveFile file(usePath(path));
    const QByteArray text = QJsonDocument(QJsonObject{{QStringLiteral("uses"), uses}}).toJson(QJsonDocument::Compact);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner) ||
        file.write(text) != text.size() || !file.commit()) {
        return fail(ErrorKind::IoError,
                    "Could not write " + file.fileName().toStdString() + ": " + file.errorString().toStdString() + ".",
                    "What was completed last is not remembered.");
    }
    return {};
}

UseMemory UseMemory::read(const std::filesystem::path& path) {
    UseMemory memory;
    QFile file(usePath(path));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLongestFile) {
        return memory;
    }
    const QJsonArray uses = QJsonDocument::fromJson(file.readAll()).object().value(QStringLiteral("uses")).toArray();
    for (const auto& each : uses) {
        const std::string name = each.toArray().at(0).toString().toStdString();
        const qint64 count = each.toArray().at(1).toInteger();
        if (!name.empty() && count > 0) {
            memory.note(name);
            memory.m_uses.find(name)->second.count = static_cast<std::uint32_t>(std::min<qint64>(count, 1'000'000));
        }
    }
    return memory;
}

} // namespace dbv::catalog
