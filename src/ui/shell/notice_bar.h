// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QFrame>

class QVBoxLayout;

namespace dbv::ui {

/// What the window has to say that belongs to no tab, over the tabs until it is dismissed: a file that can not be
/// opened, a setting that was set aside. Takes no room while there is nothing.
/// Limits: the oldest lines go beyond `kMost`.
class NoticeBar final : public QFrame {
    Q_OBJECT

public:
    enum class Kind : std::uint8_t { Info, Error };
    static constexpr int kMost = 5;

    explicit NoticeBar(QWidget* parent = nullptr);
    /// Adds a line; one that stands there already is not said twice. `about` is what it is said of: the last word about
    /// it takes the place of those before.
    void add(Kind kind, const QString& text, const QString& about = {});
    /// What was said of this is not true any more.
    void removeAbout(const QString& about);
    /// The lines that stand there, oldest first.
    [[nodiscard]] QStringList lines() const;

private:
    [[nodiscard]] QWidget* makeLine(Kind kind, const QString& text);
    void remove(QWidget* line);

    QVBoxLayout* m_lines;
};

} // namespace dbv::ui
