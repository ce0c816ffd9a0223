// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <QObject>
#include <QString>

namespace dbv::viewmodel {

/// One thing that the program can be told to do.
struct ActionSpec {
    /// `group.verb`, never shown.
    std::string_view id;
    /// The menu that it stands in; empty for none. Translatable.
    const char* menu;
    /// In sentence case. Translatable.
    const char* text;
    /// In the portable form of QKeySequence, several separated by `; `. Ctrl is Cmd on macOS.
    const char* keys;
    /// The icon's file name without size, or empty.
    const char* icon;
    /// The keys are those of the part of the window that has the focus, which answers them itself; here they are shown.
    bool shownOnly = false;
};

/// The only list of actions: menus, toolbar, palette, shortcut page and tests come from it.
///
/// Thread: the UI thread.
class ActionCatalog final : public QObject {
    Q_OBJECT

public:
    explicit ActionCatalog(QObject* parent = nullptr);

    /// All actions, in the order of the menus.
    [[nodiscard]] static std::span<const ActionSpec> all();
    /// Translated.
    [[nodiscard]] static QString text(const ActionSpec& action);
    [[nodiscard]] static QString menu(const ActionSpec& action);

    /// Takes actions away for good: no menu, no palette and no key reaches them. Before anything is made of the list.
    void hide(std::span<const std::string> ids);
    [[nodiscard]] bool isHidden(std::string_view id) const;

    /// The keys of an action, as they are in its ActionSpec: the user's, or else the program's.
    [[nodiscard]] QString keys(std::string_view id) const;
    /// Gives an action other keys, in their portable form; none by an empty text, the program's by nothing.
    void setKeys(std::string_view id, const std::optional<QString>& keys);
    /// The same, and no other action of the whole window keeps one of these.
    void giveKeys(std::string_view id, const std::optional<QString>& keys);
    [[nodiscard]] bool hasOwnKeys(std::string_view id) const;

    void setHandler(std::string_view id, std::function<void()> handler);
    /// Says whether an action can be used now and, if not, why and what to do about it.
    void setEnabled(std::string_view id, bool enabled, const QString& whyNot = {});
    [[nodiscard]] bool isEnabled(std::string_view id) const;
    [[nodiscard]] QString whyNot(std::string_view id) const;
    /// Does it, or says why not by `refused`.
    void trigger(std::string_view id);

Q_SIGNALS:
    void changed(const std::string& id);
    void keysChanged(const std::string& id);
    void refused(const QString& why);

private:
    struct State {
        std::function<void()> handler;
        bool enabled = true;
        bool hidden = false;
        /// The program's.
        QString usualKeys;
        std::optional<QString> ownKeys;
        QString whyNot;
    };

    std::map<std::string, State, std::less<>> m_states;
};

} // namespace dbv::viewmodel
