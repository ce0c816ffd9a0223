// SPDX-License-Identifier: Apache-2.0
#include "cli/import_text.h"

#include <algorithm>

#include <QJsonArray>

#include "cli/config_text.h"
#include "cli/terminal_text.h"
#include "rpc/call.h"

namespace dbv::cli {

namespace {

std::string_view fateName(ImportFate fate) {
    switch (fate) {
    case ImportFate::Kept: return "kept";
    case ImportFate::WouldBeKept: return "wouldBeKept";
    case ImportFate::Known: return "known";
    case ImportFate::Refused: return "refused";
    case ImportFate::Failed: return "failed";
    }
    return "failed";
}

std::string fateText(const ImportedItem& item) {
    switch (item.fate) {
    case ImportFate::Kept: return "kept";
    case ImportFate::WouldBeKept: return "would keep";
    case ImportFate::Known: return "known";
    case ImportFate::Refused: return "refused";
    case ImportFate::Failed: return "FAILED";
    }
    return {};
}

std::string_view outcomeName(protocol::ImportOutcome outcome) {
    switch (outcome) {
    case protocol::ImportOutcome::Complete: return "complete";
    case protocol::ImportOutcome::Partly: return "partly";
    case protocol::ImportOutcome::Refused: return "refused";
    }
    return "refused";
}

std::string itemText(const ImportedItem& item) {
    constexpr std::size_t kFate = 12;
    const protocol::SavedConnection& connection = item.found.connection;
    std::string text = fateText(item);
    text.append(kFate - std::min(kFate, text.size()), ' ');
    text += connection.group.empty() ? "" : terminalLine(connection.group) + "/";
    const std::string place = placeText(connection.config);
    text += terminalLine(connection.name) + (place.empty() ? "" : "  " + terminalLine(place));
    if (item.nameThere != connection.name) {
        text += "  (there: " + terminalLine(item.nameThere) + ")";
    }
    if (item.fate == ImportFate::Known) {
        text += "  (kept already, just so)";
    }
    if (item.stored > 0) {
        text += item.fate == ImportFate::WouldBeKept ? "  (with its password)" : "  (its password is stored)";
    }
    text += "\n";
    for (const std::string& remark : item.found.remarks) {
        text += std::string(kFate, ' ') + terminalLine(remark) + "\n";
    }
    return text;
}

std::size_t countOf(const std::vector<ImportReportText>& reports, ImportFate fate) {
    std::size_t count = 0;
    for (const ImportReportText& report : reports) {
        count += static_cast<std::size_t>(std::ranges::count(report.items, fate, &ImportedItem::fate));
    }
    return count;
}

} // namespace

std::string importText(const std::vector<ImportReportText>& reports) {
    std::string text;
    for (const ImportReportText& report : reports) {
        text += report.program + ", " + terminalLine(report.file) + "\n";
        for (const std::string& remark : report.remarks) {
            text += "            " + terminalLine(remark) + "\n";
        }
        for (const ImportedItem& item : report.items) {
            text += itemText(item);
        }
    }
    const std::size_t would = countOf(reports, ImportFate::WouldBeKept);
    text += would > 0 ? std::to_string(would) + " would be kept"
                      : std::to_string(countOf(reports, ImportFate::Kept)) + " kept";
    for (const auto& [fate, words] :
         {std::pair(ImportFate::Known, " known already"), std::pair(ImportFate::Refused, " refused"),
          std::pair(ImportFate::Failed, " failed")}) {
        const std::size_t count = countOf(reports, fate);
        text += count == 0 ? "" : ", " + std::to_string(count) + words;
    }
    return text + ".\n";
}

QJsonObject importJson(const std::vector<ImportReportText>& reports) {
    const auto texts = [](const std::vector<std::string>& list) {
        QJsonArray array;
        for (const std::string& text : list) {
            array.append(rpc::toText(text));
        }
        return array;
    };
    QJsonArray sources;
    for (const ImportReportText& report : reports) {
        QJsonArray items;
        for (const ImportedItem& item : report.items) {
            items.append(QJsonObject{{QLatin1String("name"), rpc::toText(item.found.connection.name)},
                                     {QLatin1String("nameThere"), rpc::toText(item.nameThere)},
                                     {QLatin1String("group"), rpc::toText(item.found.connection.group)},
                                     {QLatin1String("target"), rpc::toText(placeText(item.found.connection.config))},
                                     {QLatin1String("read"), rpc::toText(outcomeName(item.found.outcome))},
                                     {QLatin1String("fate"), rpc::toText(fateName(item.fate))},
                                     {QLatin1String("secretsStored"), static_cast<qint64>(item.stored)},
                                     {QLatin1String("secretsNotStored"), static_cast<qint64>(item.notStored)},
                                     {QLatin1String("remarks"), texts(item.found.remarks)}});
        }
        sources.append(QJsonObject{{QLatin1String("program"), rpc::toText(report.program)},
                                   {QLatin1String("file"), rpc::toText(report.file)},
                                   {QLatin1String("remarks"), texts(report.remarks)},
                                   {QLatin1String("items"), items}});
    }
    return {{QLatin1String("sources"), sources}};
}

bool allWentWell(const std::vector<ImportReportText>& reports) {
    const auto isWell = [](const ImportedItem& item) { return item.fate != ImportFate::Failed && item.notStored == 0; };
    return std::ranges::all_of(
        reports, [&](const ImportReportText& report) { return std::ranges::all_of(report.items, isWell); });
}

} // namespace dbv::cli
