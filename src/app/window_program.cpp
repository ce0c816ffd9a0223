// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QTemporaryDir>
#include <spdlog/spdlog.h>

#include "app/composition.h"
#include "app/core_services.h"
#include "app/program_log.h"
#include "app/usual_safety.h"
#include "machine/login_entry.h"
#include "rpc/termination_signals.h"
#include "settings/known_settings.h"
#include "ui/backup/backup_desk.h"
#include "ui/backup/schedule_desk.h"
#include "ui/keys/key_text.h"
#include "ui/shell/loop_watchdog.h"
#include "ui/shell/main_window.h"
#include "ui/shell/painted_signal.h"
#include "ui/tour/tour.h"
#include "viewmodel/error_text.h"
#include "viewmodel/user_settings.h"

namespace dbv::app {

namespace {

// How long a closed window waits for servers to confirm that what ran has stopped.
constexpr std::chrono::seconds kShutDownLimit{5};
/// Before the id of an action: the name of the setting of its keys.
constexpr const char* kKeysOf = "keys.";

/// What the window's command line says.
struct WindowOptions {
    std::optional<QString> dataDirectory;
    std::optional<std::string> logLevel;
    std::optional<QString> tourFolder;
    bool sample = false;
    bool outOfSight = false;
    bool quitWhenPainted = false;
    QStringList urls;
    std::optional<int> exitCode;
};

WindowOptions readOptions(const QStringList& words) {
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("Program", "A database client that never lies and never waits."));
    const QCommandLineOption help(QStringLiteral("help"), QStringLiteral("Show this help."));
    const QCommandLineOption version(QStringLiteral("version"), QStringLiteral("Show the version."));
    const QCommandLineOption data(QStringLiteral("data-dir"), QStringLiteral("Keep all data of the program in <dir>."),
                                  QStringLiteral("dir"));
    const QCommandLineOption level(QStringLiteral("log-level"),
                                   QStringLiteral("Write the log to the error output, too, from <level> on."),
                                   QStringLiteral("level"));
    const QCommandLineOption sample(QStringLiteral("sample"), QStringLiteral("Open the sample database."));
    const QCommandLineOption tour(
        QStringLiteral("tour"),
        QStringLiteral("Show the main job step by step, keep a picture of each in <dir>, quit."),
        QStringLiteral("dir"));
    const QCommandLineOption tray(QStringLiteral("tray"),
                                  QStringLiteral("Start out of sight; the window opens from the tray."));
    QCommandLineOption painted(QStringLiteral("quit-when-painted"),
                               QStringLiteral("Say when the window is painted and can be used, and quit."));
    painted.setFlags(QCommandLineOption::HiddenFromHelp);
    parser.addOptions({help, version, data, level, sample, tour, tray, painted});
    parser.addPositionalArgument(QStringLiteral("database"), QStringLiteral("Files or URLs to open."),
                                 QStringLiteral("[database...]"));
    WindowOptions options;
    if (!parser.parse(words)) {
        std::fprintf(stderr, "%s\n%s\n", qPrintable(parser.errorText()), qPrintable(parser.helpText()));
        options.exitCode = 2;
    } else if (parser.isSet(help)) {
        std::printf("%s", qPrintable(parser.helpText()));
        options.exitCode = 0;
    } else if (parser.isSet(version)) {
        std::printf("db-visualizer %s\n", DBV_VERSION);
        options.exitCode = 0;
    }
    const auto valueOf = [&parser](const QCommandLineOption& option) {
        return parser.isSet(option) ? std::optional(parser.value(option)) : std::nullopt;
    };
    options.dataDirectory = valueOf(data);
    if (const auto named = valueOf(level)) {
        options.logLevel = named->toStdString();
    }
    options.tourFolder = valueOf(tour);
    options.sample = parser.isSet(sample);
    options.outOfSight = parser.isSet(tray);
    options.quitWhenPainted = parser.isSet(painted);
    options.urls = parser.positionalArguments();
    return options;
}

/// Hands what has changed on to all who use it and are not the window.
void followSettings(CoreServices& core, const viewmodel::UserSettings& chosen, viewmodel::Workspace& workspace) {
    workspace.setReadAhead(static_cast<std::uint64_t>(chosen.value(settings::kQueryReadAheadRows)));
    workspace.connections().setUsualSafety(usualSafetyBy(chosen));
    core.adoptSettings();
}

/// Has the system start the program at login, or no more, when that setting changes. An entry that the user has changed otherwise stays.
void followLogin(const CoreServices& core, const viewmodel::UserSettings& chosen, viewmodel::Workspace& workspace) {
    const auto wished = [&chosen] { return chosen.value(settings::kBackupsStartAtLogin); };
    QObject::connect(
        &chosen, &viewmodel::UserSettings::changed, &workspace, [&core, &workspace, wished, last = wished()]() mutable {
            if (wished() == std::exchange(last, wished())) {
                return;
            }
            const Result<void> set =
                machine::setStartsAtLogin(last, {QCoreApplication::applicationFilePath().toStdString(),
                                                 {"--data-dir", core.directory().path().string(), "--tray"}});
            if (!set) {
                Q_EMIT workspace.failed(viewmodel::errorSentence(set.error()));
            }
        });
}

void openAsAsked(viewmodel::Workspace& workspace, ui::MainWindow& window, const WindowOptions& options) {
    if (options.sample && workspace.tabs().empty()) {
        workspace.openSample(QStringLiteral("SELECT * FROM books LIMIT 1000;\n"), true);
    }
    QStringList urls;
    for (const QString& url : options.urls) {
        // The session is restored from another folder, perhaps.
        const QFileInfo file(url);
        urls << (file.exists() ? file.absoluteFilePath() : url);
    }
    window.openUrls(urls);
}

// For measuring the start: whoever started the program reads the time when the word arrives.
void quitWhenPainted(viewmodel::Workspace& workspace, ui::MainWindow& window) {
    auto* const painted = new ui::PaintedSignal(window);
    QObject::connect(&workspace, &viewmodel::Workspace::restored, painted, &ui::PaintedSignal::ask);
    QObject::connect(painted, &ui::PaintedSignal::painted, &window, [&window] {
        std::puts("painted");
        std::fflush(stdout);
        window.close();
    });
}

settings::Policy windowPolicy() {
    settings::Policy policy = installedPolicy();
    const auto actions = viewmodel::ActionCatalog::all();
    std::vector<std::string_view> ids(actions.size());
    std::ranges::transform(actions, ids.begin(), &viewmodel::ActionSpec::id);
    policy.holdToActions(ids);
    return policy;
}

void tellPolicy(const settings::Policy& policy, viewmodel::Workspace& workspace) {
    if (policy.trouble()) {
        spdlog::error("{}", policy.trouble()->message);
        Q_EMIT workspace.failed(viewmodel::errorSentence(*policy.trouble()));
    }
    if (!policy.notice().empty()) {
        Q_EMIT workspace.warned(QString::fromStdString(policy.notice()));
    }
}

settings::Setting<std::string> keysSetting(const std::string& key, const viewmodel::ActionSpec& action) {
    return {.key = key, .fallback = action.keys, .choices = {}};
}

/// The user's keys, and what is wrong with some of them.
QStringList readKeys(const settings::SettingsFile& settings, viewmodel::ActionCatalog& actions) {
    QStringList wrong;
    for (const viewmodel::ActionSpec& action : viewmodel::ActionCatalog::all()) {
        const std::string key = kKeysOf + std::string(action.id);
        const std::string text = settings.value(keysSetting(key, action));
        if (const std::optional<QString> keys = ui::keysFrom(QString::fromStdString(text)); keys && !action.shownOnly) {
            actions.setKeys(action.id, keys);
        } else if (!action.shownOnly) {
            wrong << QCoreApplication::translate("Program",
                                                 "The settings file gives \"%1\" the key \"%2\", which is none. "
                                                 "The program's own holds.")
                         .arg(viewmodel::ActionCatalog::text(action), QString::fromStdString(text).left(80));
        }
    }
    return wrong;
}

const viewmodel::ActionSpec* actionOf(std::string_view id) {
    const auto all = viewmodel::ActionCatalog::all();
    const auto action = std::ranges::find(all, id, &viewmodel::ActionSpec::id);
    return action == all.end() ? nullptr : &*action;
}

/// The keys of an action are a setting, too, which is saved with the others. What could not be kept holds no more.
void keepKeys(viewmodel::UserSettings& chosen, viewmodel::ActionCatalog& actions) {
    const auto keysInSettings = [&chosen](const std::string& key, const viewmodel::ActionSpec& action) {
        return ui::keysFrom(QString::fromStdString(chosen.value(keysSetting(key, action))));
    };
    QObject::connect(&actions, &viewmodel::ActionCatalog::keysChanged, &chosen, [&, keysInSettings](const auto& id) {
        const viewmodel::ActionSpec& action = *actionOf(id);
        const std::string key = kKeysOf + id;
        if (!actions.hasOwnKeys(id)) {
            if (!chosen.now().own(key).isUndefined()) {
                chosen.reset(keysSetting(key, action));
            }
        } else if (keysInSettings(key, action) != actions.keys(id)) {
            chosen.choose(keysSetting(key, action), actions.keys(id));
        }
    });
    QObject::connect(&chosen, &viewmodel::UserSettings::notSaved, &actions, [&, keysInSettings](const QString& name) {
        const std::string key = name.toStdString();
        const auto* action = key.starts_with(kKeysOf) ? actionOf(key.substr(std::strlen(kKeysOf))) : nullptr;
        if (action != nullptr) {
            actions.setKeys(action->id, keysInSettings(key, *action));
        }
    });
}

int runOpenedWindow(QApplication& application, const WindowOptions& options, CoreServices& core,
                    rpc::TerminationSignals& signalsHeard) {
    viewmodel::ActionCatalog actions;
    actions.hide(core.policy().hiddenActions());
    viewmodel::Workspace workspace(core.bus(), core.shelf(),
                                   static_cast<std::uint64_t>(core.settings().value(settings::kQueryReadAheadRows)));
    const QStringList wrongKeys = readKeys(core.settings(), actions);
    // Read while the window is built; what it brings arrives with the first turns of the event loop.
    workspace.restore();
    viewmodel::UserSettings chosen(core.settings(), core.policy().fixedSafety());
    keepKeys(chosen, actions);
    workspace.connections().setUsualSafety(usualSafetyBy(chosen));
    QObject::connect(&chosen, &viewmodel::UserSettings::changed, &workspace,
                     [&] { followSettings(core, chosen, workspace); });
    followLogin(core, chosen, workspace);
    QObject::connect(&chosen, &viewmodel::UserSettings::failed,
                     [](const QString& message) { spdlog::warn("{}", message.toStdString()); });
    QObject::connect(&chosen, &viewmodel::UserSettings::notSaved,
                     [](const QString& /*key*/, const QString& why) { spdlog::warn("{}", why.toStdString()); });
    QObject::connect(&chosen, &viewmodel::UserSettings::troubleChanged,
                     [](const QString& /*key*/, const QString& message) {
                         if (!message.isEmpty()) {
                             spdlog::warn("{}", message.toStdString());
                         }
                     });
    chosen.watch();
    ui::MainWindow window(core.bus(), workspace, actions, chosen);
    ui::LoopWatchdog watchdog;
    QObject::connect(&watchdog, &ui::LoopWatchdog::turnWasLate, [](std::chrono::microseconds took) {
        spdlog::warn("a turn of the event loop took {} ms", took.count() / 1000);
    });
    signalsHeard.listen(
        [&window](int) { QMetaObject::invokeMethod(&window, &ui::MainWindow::closeUnasked, Qt::QueuedConnection); });
    for (const auto* notices : {&core.directory().notices(), &core.settings().notices()}) {
        for (const Notice& notice : *notices) {
            spdlog::warn("{}", notice.message);
            Q_EMIT workspace.warned(QString::fromStdString(notice.message));
        }
    }
    tellPolicy(core.policy(), workspace);
    for (const QString& sentence : wrongKeys) {
        Q_EMIT workspace.warned(sentence);
    }
    std::unique_ptr<ui::Tour> tour;
    if (options.tourFolder) {
        tour = std::make_unique<ui::Tour>(window, watchdog, *options.tourFolder);
        QObject::connect(tour.get(), &ui::Tour::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
        QObject::connect(&workspace, &viewmodel::Workspace::restored, tour.get(), &ui::Tour::start);
    } else {
        QObject::connect(&workspace, &viewmodel::Workspace::restored, &window,
                         [&] { openAsAsked(workspace, window, options); });
    }
    if (options.quitWhenPainted) {
        quitWhenPainted(workspace, window);
    }
    options.outOfSight ? window.backups().schedules().startOutOfSight() : window.show();
    const int exitCode = QApplication::exec();
    signalsHeard.listen({});
    return exitCode;
}

} // namespace

int runWindow(int argc, char** argv) {
    // Before any other thread.
    rpc::TerminationSignals signalsHeard;
    QCoreApplication::setApplicationName(QStringLiteral("db-visualizer"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DBV_VERSION));
    QApplication application(argc, argv);
    WindowOptions options = readOptions(QCoreApplication::arguments());
    if (options.exitCode) {
        return *options.exitCode;
    }
    // The tour is a new user's first look, whatever this user has.
    std::optional<QTemporaryDir> fresh;
    if (options.tourFolder && !options.dataDirectory) {
        options.dataDirectory = fresh.emplace().path();
    }
    Result<settings::DataDirectory> directory = settings::DataDirectory::resolve(options.dataDirectory);
    if (!directory) {
        std::fprintf(stderr, "db-visualizer: %s %s\n", directory.error().message.c_str(),
                     directory.error().hint.c_str());
        return 1;
    }
    startLog(directory->path(), options.logLevel);
    CoreServices core(std::move(*directory), windowPolicy());
    const int exitCode = runOpenedWindow(application, options, core, signalsHeard);
    core.endProgram(exitCode, kShutDownLimit);
    return exitCode;
}

} // namespace dbv::app
