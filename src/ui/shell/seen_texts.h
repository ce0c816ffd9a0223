// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include <QString>

#include <dbv/core/locked_memory.h>

namespace dbv::ui {

/// Texts of a line that held a secret, kept until the line has let go of them: then nobody else does, and they are wiped.
class SeenTexts {
public:
    SeenTexts() = default;
    SeenTexts(const SeenTexts&) = delete;
    SeenTexts& operator=(const SeenTexts&) = delete;
    ~SeenTexts() { wipeAll(); }

    void add(QString text) { m_texts.push_back(std::move(text)); }
    /// Those that somebody else holds still, stay as they are.
    void wipeAll() {
        for (QString& text : m_texts) {
            if (text.isDetached()) {
                wipe({reinterpret_cast<char*>(text.data()), static_cast<std::size_t>(text.size()) * sizeof(QChar)});
            }
        }
        m_texts.clear();
    }

private:
    std::vector<QString> m_texts;
};

} // namespace dbv::ui
