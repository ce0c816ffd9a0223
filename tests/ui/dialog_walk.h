// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <vector>

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QTabBar>
#include <QTest>
#include <QWidget>

namespace dbv::ui {

using Qt::Literals::StringLiterals::operator""_s;

/// Looks at a dialog as somebody does who has no mouse, or does not see it.
class DialogWalk {
public:
    explicit DialogWalk(QWidget& dialog) : m_dialog(dialog) {}

    /// What the Tab key reaches, in its order, from where the keyboard is now.
    [[nodiscard]] std::vector<QWidget*> stops() const {
        std::vector<QWidget*> found;
        for (int i = 0; i < 200; ++i) {
            QTest::keyClick(QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &m_dialog,
                            Qt::Key_Tab);
            QWidget* now = m_dialog.focusWidget();
            if (now == nullptr || std::ranges::find(found, now) != found.end()) {
                break;
            }
            found.push_back(now);
        }
        return found;
    }
    /// What can be typed into or pressed, and has no name for who does not see it.
    [[nodiscard]] QStringList nameless() const {
        QStringList names;
        for (QWidget* widget : shown()) {
            const bool takesKeys = (widget->focusPolicy() & Qt::TabFocus) != 0 && widget->focusProxy() == nullptr;
            if (!takesKeys || isPartOfAnother(*widget)) {
                continue;
            }
            QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(widget);
            if (spoken == nullptr || spoken->text(QAccessible::Name).trimmed().isEmpty()) {
                names << QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName();
            }
        }
        return names;
    }
    /// Letters that mean more than one thing at this moment.
    [[nodiscard]] QStringList doubleMnemonics() const {
        std::map<QString, QStringList> uses;
        const auto note = [&uses](const QString& text) {
            if (const QKeySequence key = QKeySequence::mnemonic(text); !key.isEmpty()) {
                uses[key.toString()] << text;
            }
        };
        for (QWidget* widget : shown()) {
            if (const auto* label = qobject_cast<QLabel*>(widget); label != nullptr && label->buddy() != nullptr) {
                note(label->text());
            } else if (const auto* button = qobject_cast<QAbstractButton*>(widget)) {
                note(button->text());
            } else if (const auto* tabs = qobject_cast<QTabBar*>(widget)) {
                for (int i = 0; i < tabs->count(); ++i) {
                    note(tabs->isTabVisible(i) ? tabs->tabText(i) : QString());
                }
            }
        }
        QStringList doubles;
        for (const auto& [key, texts] : uses) {
            if (texts.size() > 1) {
                doubles << key + u": "_s + texts.join(u", "_s);
            }
        }
        return doubles;
    }
    /// Where the Tab key jumps up, or to the left within a line, other than from the end to the beginning.
    [[nodiscard]] QStringList jumps() const {
        QStringList found;
        const std::vector<QWidget*> order = stops();
        int wraps = 0;
        for (std::size_t i = 1; i < order.size(); ++i) {
            const QRect one = placeOf(*order[i - 1]);
            const QRect next = placeOf(*order[i]);
            if (isScrolled(*order[i - 1]) != isScrolled(*order[i])) {
                // From what is scrolled to the buttons beneath it.
                continue;
            }
            const bool sameLine = next.top() < one.bottom() && one.top() < next.bottom();
            if (sameLine ? next.left() < one.left() : next.top() < one.top()) {
                if (++wraps > 1) {
                    found << nameOf(*order[i - 1]) + u" → "_s + nameOf(*order[i]);
                }
            }
        }
        return found;
    }
    /// Buttons that lie beside what can be seen of the dialog.
    [[nodiscard]] QStringList outside() const {
        QStringList found;
        for (QWidget* widget : shown()) {
            if (qobject_cast<QAbstractButton*>(widget) != nullptr && widget->window() == &m_dialog &&
                !m_dialog.rect().contains(placeOf(*widget)) && !isScrolled(*widget)) {
                found << nameOf(*widget);
            }
        }
        return found;
    }

private:
    [[nodiscard]] std::vector<QWidget*> shown() const {
        std::vector<QWidget*> all;
        for (QWidget* widget : m_dialog.findChildren<QWidget*>()) {
            if (widget->isVisible() && widget->window() == &m_dialog) {
                all.push_back(widget);
            }
        }
        return all;
    }
    /// The line of an editable box, the buttons of a list's scroll bar.
    static bool isPartOfAnother(const QWidget& widget) {
        const QWidget* parent = widget.parentWidget();
        return parent != nullptr &&
               (parent->inherits("QComboBox") || parent->inherits("QAbstractItemView") || parent->inherits("QTabBar") ||
                widget.objectName().startsWith(QLatin1String("qt_")));
    }
    static bool isScrolled(const QWidget& widget) {
        for (const QWidget* one = widget.parentWidget(); one != nullptr; one = one->parentWidget()) {
            if (one->inherits("QScrollArea")) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] QRect placeOf(const QWidget& widget) const {
        return {widget.mapTo(&m_dialog, QPoint(0, 0)), widget.size()};
    }
    static QString nameOf(const QWidget& widget) {
        const auto* button = qobject_cast<const QAbstractButton*>(&widget);
        return QString::fromLatin1(widget.metaObject()->className()) + u' ' +
               (button != nullptr ? button->text() : widget.objectName() + widget.accessibleName());
    }

    QWidget& m_dialog;
};

} // namespace dbv::ui
