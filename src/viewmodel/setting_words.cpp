// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/setting_words.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>

#include "settings/known_settings.h"

namespace dbv::viewmodel {

namespace {

#define DBV_TR(text) QT_TRANSLATE_NOOP("Settings", text)

constexpr std::array kWords{
    SettingWords{settings::kTheme.key, SettingGroup::Appearance, DBV_TR("Theme"), DBV_TR("The colours of the window.")},
    SettingWords{settings::kEditorFontPointSize.key, SettingGroup::Appearance, DBV_TR("Size of the editor's font"),
                 DBV_TR("Ctrl with the mouse wheel changes it for one editor alone."), QuantityUnit::Points,
                 DBV_TR("As the system")},
    SettingWords{settings::kExplorerShowsSystem.key, SettingGroup::Appearance, DBV_TR("System objects in the explorer"),
                 DBV_TR("Shows what servers keep for themselves, too: catalogues, internal schemas.")},

    SettingWords{settings::kEditorCompletesWhileTyping.key, SettingGroup::Editor, DBV_TR("Complete while typing"),
                 DBV_TR("Proposals come by themselves while names are typed. Without it they come by key.")},
    SettingWords{settings::kEditorMinimap.key, SettingGroup::Editor, DBV_TR("Minimap"),
                 DBV_TR("A column beside the text that shows where in it one is, and where statements have failed.")},

    SettingWords{settings::kFormatStyle.key, SettingGroup::Format, DBV_TR("Layout"),
                 DBV_TR("How \"Format SQL\" breaks lines: clauses in lines of their own, as few lines as fit, or "
                        "keywords that end at one column.")},
    SettingWords{settings::kFormatKeywordCase.key, SettingGroup::Format, DBV_TR("Keywords"),
                 DBV_TR("The letters in which SELECT, FROM and the like are written.")},
    SettingWords{settings::kFormatCommas.key, SettingGroup::Format, DBV_TR("Commas"),
                 DBV_TR("Where a comma stands in a broken list.")},
    SettingWords{settings::kFormatIndent.key, SettingGroup::Format, DBV_TR("Indentation"),
                 DBV_TR("How far each level stands to the right."), QuantityUnit::Columns},
    SettingWords{settings::kFormatWidth.key, SettingGroup::Format, DBV_TR("Width of a line"),
                 DBV_TR("What is longer is broken, where it can be."), QuantityUnit::Columns},

    SettingWords{settings::kSafetyAskAbove.key, SettingGroup::Safety, DBV_TR("Ask before changes of rows"),
                 DBV_TR("Of connections that confirm and say nothing else themselves. To count them, a change is tried "
                        "first and rolled back. What destroys structure is always asked about.")},
    SettingWords{settings::kSafetyProduction.key, SettingGroup::Safety, DBV_TR("New connections to production"),
                 DBV_TR("Of one that is made in this window, until another safety is chosen for it.")},
    SettingWords{settings::kSafetyStaging.key, SettingGroup::Safety, DBV_TR("New connections to staging"),
                 DBV_TR("Of one that is made in this window, until another safety is chosen for it.")},
    SettingWords{settings::kSafetyTest.key, SettingGroup::Safety, DBV_TR("New connections to test servers"),
                 DBV_TR("Of one that is made in this window, until another safety is chosen for it.")},
    SettingWords{settings::kSafetyLocal.key, SettingGroup::Safety, DBV_TR("New connections to local servers"),
                 DBV_TR("Of one that is made in this window, until another safety is chosen for it.")},
    SettingWords{settings::kSafetyUsual.key, SettingGroup::Safety, DBV_TR("New connections without an environment"),
                 DBV_TR("Of one that is made in this window, until another safety is chosen for it.")},

    SettingWords{settings::kSessionsReminderMs.key, SettingGroup::Running, DBV_TR("Remind of an open transaction"),
                 DBV_TR("After it has been open for so long without a statement."), QuantityUnit::Milliseconds,
                 DBV_TR("Never")},
    SettingWords{settings::kScriptsMaxStatementBytes.key, SettingGroup::Running,
                 DBV_TR("Longest statement of a script file"), DBV_TR("A longer one ends the script with an error."),
                 QuantityUnit::Bytes},

    SettingWords{settings::kQueryReadAheadRows.key, SettingGroup::Results, DBV_TR("Rows fetched ahead"),
                 DBV_TR("So many rows of a result come by themselves; more come when you scroll or fetch all."),
                 QuantityUnit::Rows},
    SettingWords{settings::kQueryParkedLimitMs.key, SettingGroup::Results, DBV_TR("Hold a result that waits"),
                 DBV_TR("A result that nobody fetches from ends after this time, so that its session is free again."),
                 QuantityUnit::Milliseconds},
    SettingWords{settings::kSpoolMemoryBytes.key, SettingGroup::Results, DBV_TR("Memory for results"),
                 DBV_TR("What all results together may hold in memory. The rest goes to the disk."),
                 QuantityUnit::Bytes},
    SettingWords{settings::kSpoolDiskBytes.key, SettingGroup::Results, DBV_TR("Disk for results"),
                 DBV_TR("What all results together may hold in temporary files."), QuantityUnit::Bytes, DBV_TR("None")},
    SettingWords{
        settings::kSpoolDirectory.key, SettingGroup::Results, DBV_TR("Folder for large results"),
        DBV_TR("Where results go that do not fit into memory. Empty: the system's folder for temporary files."),
        QuantityUnit::None, "", true},

    SettingWords{settings::kQueriesFolder.key, SettingGroup::Texts, DBV_TR("Folder of saved queries"),
                 DBV_TR("An absolute path. Empty: the folder queries beside the program's other files."),
                 QuantityUnit::None, "", true},
    SettingWords{settings::kVersionsKeepDays.key, SettingGroup::Texts, DBV_TR("Keep earlier versions for"),
                 DBV_TR("Older versions of what you typed are removed."), QuantityUnit::Days},
    SettingWords{settings::kVersionsTotalBytes.key, SettingGroup::Texts, DBV_TR("Room for earlier versions"),
                 DBV_TR("Of all texts together; the oldest make room."), QuantityUnit::Bytes, DBV_TR("None are kept")},

    SettingWords{settings::kHistoryRecords.key, SettingGroup::History, DBV_TR("Keep a history of statements"),
                 DBV_TR("Each statement that is sent, on this computer, without its passwords.")},
    SettingWords{settings::kHistoryKeepDays.key, SettingGroup::History, DBV_TR("Keep statements for"),
                 DBV_TR("Older ones are removed from the history."), QuantityUnit::Days, DBV_TR("Ever")},
    SettingWords{settings::kHistoryKeepEntries.key, SettingGroup::History, DBV_TR("Most statements kept"),
                 DBV_TR("The oldest make room."), QuantityUnit::Statements, DBV_TR("All of them")},

    SettingWords{settings::kBackupsKeepRunning.key, SettingGroup::Backups,
                 DBV_TR("Schedules go on when the window is closed"),
                 DBV_TR("The program stays in the tray, or minimised where there is none. Quit ends it.")},
    SettingWords{settings::kBackupsStartAtLogin.key, SettingGroup::Backups, DBV_TR("Start when you log in"),
                 DBV_TR("Out of sight, so that schedules run. The window opens from the tray.")},
    SettingWords{settings::kBackupsSilentLimitMs.key, SettingGroup::Backups,
                 DBV_TR("Give up a backup that stands still after"),
                 DBV_TR("When the server can be reached and nothing moves. One that can't is given up in minutes."),
                 QuantityUnit::Milliseconds, DBV_TR("Never")},

    SettingWords{settings::kUndoKeepDays.key, SettingGroup::Undo, DBV_TR("Undo of committed changes for"),
                 DBV_TR("The rows of changes that were tried and committed are kept, encrypted, for so long."),
                 QuantityUnit::Days, DBV_TR("No undo")},
    SettingWords{settings::kUndoMaxBytes.key, SettingGroup::Undo, DBV_TR("Largest change that can be undone"),
                 DBV_TR("Of a larger one nothing is kept, which is told before the commit."), QuantityUnit::Bytes,
                 DBV_TR("None")},
    SettingWords{settings::kUndoTotalBytes.key, SettingGroup::Undo, DBV_TR("Room for undo"),
                 DBV_TR("Of all changes together; the oldest make room."), QuantityUnit::Bytes, DBV_TR("None")},

    SettingWords{settings::kSessionsBudget.key, SettingGroup::Connections, DBV_TR("Sessions of a connection"),
                 DBV_TR("How many a connection may open that does not say so itself."), QuantityUnit::Sessions,
                 DBV_TR("As many as needed")},
    SettingWords{settings::kSessionsIdleLimitMs.key, SettingGroup::Connections, DBV_TR("Close idle sessions after"),
                 DBV_TR("Only those that hold nothing of yours: no transaction, no temporary table."),
                 QuantityUnit::Milliseconds, DBV_TR("Never")},
    SettingWords{settings::kSessionsKeepAliveMs.key, SettingGroup::Connections,
                 DBV_TR("Ask idle sessions for a sign of life"),
                 DBV_TR("So that firewalls do not cut a quiet line, and a loss is noticed."),
                 QuantityUnit::Milliseconds, DBV_TR("Never")},
    SettingWords{settings::kSecretsIdleLimitMs.key, SettingGroup::Connections, DBV_TR("Lock stored passwords after"),
                 DBV_TR("When nobody has used one for so long, the master password is asked for again."),
                 QuantityUnit::Milliseconds},
};

/// One of the choices of a setting, or of several with the same ones.
struct ChoiceWords {
    std::span<const std::string_view> choices;
    std::string_view choice;
    const char* text = "";
    const char* help = "";
};

constexpr std::array kChoiceWords{
    ChoiceWords{settings::kThemes, "system", DBV_TR("As the system")},
    ChoiceWords{settings::kThemes, "light", DBV_TR("Light")},
    ChoiceWords{settings::kThemes, "dark", DBV_TR("Dark")},
    ChoiceWords{settings::kFormatStyles, "standard", DBV_TR("Standard"),
                DBV_TR("Clauses stand in lines of their own.")},
    ChoiceWords{settings::kFormatStyles, "compact", DBV_TR("Compact"), DBV_TR("As few lines as fit.")},
    ChoiceWords{settings::kFormatStyles, "river", DBV_TR("River"), DBV_TR("Keywords end at one column.")},
    ChoiceWords{settings::kFormatCases, "upper", DBV_TR("UPPER CASE")},
    ChoiceWords{settings::kFormatCases, "lower", DBV_TR("lower case")},
    ChoiceWords{settings::kFormatCases, "keep", DBV_TR("As they are typed")},
    ChoiceWords{settings::kFormatCommaPlaces, "trailing", DBV_TR("At the end of a line")},
    ChoiceWords{settings::kFormatCommaPlaces, "leading", DBV_TR("At the beginning of a line")},
    ChoiceWords{settings::kSafetyChoices, "readOnly", DBV_TR("Read-only"), DBV_TR("Nothing that writes is sent.")},
    ChoiceWords{settings::kSafetyChoices, "confirm", DBV_TR("Confirm"),
                DBV_TR("Asks before what destroys data or structure.")},
    ChoiceWords{settings::kSafetyChoices, "sandbox", DBV_TR("Sandbox"),
                DBV_TR("What destroys data or structure is not sent.")},
    ChoiceWords{settings::kSafetyChoices, "dryRun", DBV_TR("Dry run"), DBV_TR("Everything is rolled back.")},
    ChoiceWords{settings::kSafetyChoices, "off", DBV_TR("Off"), DBV_TR("Asks nothing.")},
};

#undef DBV_TR

QString translated(const char* text) {
    return *text == '\0' ? QString() : QCoreApplication::translate("Settings", text);
}

std::span<const std::string_view> choicesOf(std::string_view key) {
    for (const settings::AnySetting& any : settings::kKnownSettings) {
        if (const auto* text = std::get_if<settings::Setting<std::string>>(&any); text != nullptr && text->key == key) {
            return text->choices;
        }
    }
    return {};
}

const ChoiceWords* wordsOfChoice(std::string_view key, std::string_view choice) {
    const std::span<const std::string_view> choices = choicesOf(key);
    const auto* const found = std::ranges::find_if(kChoiceWords, [&](const ChoiceWords& words) {
        return words.choices.data() == choices.data() && words.choice == choice;
    });
    return found != kChoiceWords.end() ? found : nullptr;
}

} // namespace

std::span<const SettingWords> allSettingWords() {
    return kWords;
}

SettingWords settingWords(std::string_view key) {
    const auto* const found = std::ranges::find(kWords, key, &SettingWords::key);
    return found != kWords.end() ? *found : SettingWords{.key = key};
}

QString groupTitle(SettingGroup group) {
    switch (group) {
    case SettingGroup::Appearance: return QCoreApplication::translate("Settings", "Appearance");
    case SettingGroup::Editor: return QCoreApplication::translate("Settings", "Editor");
    case SettingGroup::Format: return QCoreApplication::translate("Settings", "Format SQL");
    case SettingGroup::Safety: return QCoreApplication::translate("Settings", "Safety");
    case SettingGroup::Running: return QCoreApplication::translate("Settings", "Running");
    case SettingGroup::Results: return QCoreApplication::translate("Settings", "Results");
    case SettingGroup::Texts: return QCoreApplication::translate("Settings", "Saved queries");
    case SettingGroup::History: return QCoreApplication::translate("Settings", "History");
    case SettingGroup::Backups: return QCoreApplication::translate("Settings", "Backups");
    case SettingGroup::Undo: return QCoreApplication::translate("Settings", "Undo");
    case SettingGroup::Connections: return QCoreApplication::translate("Settings", "Connections");
    case SettingGroup::Other: return QCoreApplication::translate("Settings", "Other");
    }
    return {};
}

QString settingTitle(const SettingWords& words) {
    return *words.title == '\0' ? QString::fromUtf8(words.key.data(), static_cast<qsizetype>(words.key.size()))
                                : translated(words.title);
}

QString settingDescription(const SettingWords& words) {
    return translated(words.description);
}

QString settingZero(const SettingWords& words) {
    return translated(words.zero);
}

QString choiceText(std::string_view key, std::string_view choice) {
    const ChoiceWords* words = wordsOfChoice(key, choice);
    return words != nullptr ? translated(words->text)
                            : QString::fromUtf8(choice.data(), static_cast<qsizetype>(choice.size()));
}

QString choiceHelp(std::string_view key, std::string_view choice) {
    const ChoiceWords* words = wordsOfChoice(key, choice);
    return words != nullptr ? translated(words->help) : QString();
}

} // namespace dbv::viewmodel
