// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/paged_script.h"

#include <algorithm>
#include <utility>

#include <QLocale>
#include <QStringList>

#include "viewmodel/error_text.h"
#include "viewmodel/script_words.h"

namespace dbv::viewmodel {

namespace {

// What is held around a place. Unit: bytes.
constexpr std::uint32_t kHeldBefore = 256U << 10U;
constexpr std::uint32_t kHeldBehind = 512U << 10U;
// So near to the end of what is held more is fetched.
constexpr std::uint64_t kMargin = 96U << 10U;
// Lines are counted unasked over no more than so much of a file.
constexpr std::uint64_t kCountedUnasked = std::uint64_t{1} << 30U;
constexpr int kWatchEveryMs = 2000;

QString bigNumber(std::uint64_t number) {
    return QLocale().toString(static_cast<qulonglong>(number));
}

} // namespace

PagedScript::PagedScript(bus::CommandBus& bus, QString path, QObject* parent)
    : QObject(parent), m_bus(bus), m_path(std::move(path)) {
    m_watch.setInterval(kWatchEveryMs);
    connect(&m_watch, &QTimer::timeout, this, [this] {
        if (!m_looking.active()) {
            m_looking = m_bus.ask(
                protocol::ReadFilePart{.path = m_path.toStdString(), .encoding = m_encoding.toStdString()},
                [this](const protocol::FilePartRead& part) { take(part.facts); },
                [this](const Error& error) { fail(error); });
        }
    });
    load(0, true);
}

void PagedScript::setEncoding(const QString& encoding) {
    if (encoding != m_encoding) {
        m_encoding = encoding;
        readAgain();
    }
}

void PagedScript::readAgain() {
    stopScan();
    m_changed = false;
    m_facts.reset();
    m_known.clear();
    m_firstLine.reset();
    m_rows.clear();
    m_match.reset();
    load(m_caret, true);
    Q_EMIT rowsChanged();
    Q_EMIT factsChanged();
}

void PagedScript::load(std::uint64_t offset, bool jumps) {
    m_part = m_bus.ask(
        protocol::ReadFilePart{.path = m_path.toStdString(),
                               .encoding = m_encoding.toStdString(),
                               .offset = offset,
                               .before = kHeldBefore,
                               .behind = kHeldBehind},
        [this, jumps, offset](const protocol::FilePartRead& part) {
            if (jumps) {
                m_caret = offset;
            }
            take(part, jumps);
            if (jumps && m_rows.empty() && offset >= m_facts->size && m_facts->size > m_facts->start) {
                // The file has become shorter than that.
                goToByte(m_facts->size - 1);
            }
        },
        [this](const Error& error) { fail(error); });
}

void PagedScript::fail(const Error& error) {
    m_watch.stop();
    Q_EMIT failed(errorParagraph(error));
}

void PagedScript::take(const protocol::FileFacts& facts) {
    if (!m_facts) {
        m_facts = facts;
        m_known = {{facts.start, 1}};
        m_watch.start();
        Q_EMIT failed({});
        Q_EMIT factsChanged();
    } else if (m_facts->identity != facts.identity && !std::exchange(m_changed, true)) {
        Q_EMIT factsChanged();
    }
}

void PagedScript::take(const protocol::FilePartRead& part, bool jumps) {
    take(part.facts);
    const std::vector<protocol::FileRow> before = std::exchange(m_rows, part.rows);
    numberRows(before, std::exchange(m_firstLine, std::nullopt));
    Q_EMIT rowsChanged();
    if (jumps) {
        m_caret = m_rows.empty() ? m_facts->start : m_rows[rowAt(m_caret)].offset;
        Q_EMIT caretChanged();
        Q_EMIT jumped();
    }
}

std::size_t PagedScript::rowAt(std::uint64_t offset) const {
    const auto behind = std::ranges::upper_bound(m_rows, offset, {}, &protocol::FileRow::offset);
    return behind == m_rows.begin() ? 0 : static_cast<std::size_t>(behind - m_rows.begin()) - 1;
}

bool PagedScript::holdsStart() const {
    return m_rows.empty() || (m_facts && m_rows.front().offset <= m_facts->start);
}

bool PagedScript::holdsEnd() const {
    return m_rows.empty() || (m_facts && m_rows.back().offset + m_rows.back().bytes >= m_facts->size);
}

void PagedScript::hold(std::uint64_t offset) {
    if (m_part.active() || m_rows.empty()) {
        return;
    }
    const bool nearStart = offset < m_rows.front().offset + kMargin && !holdsStart();
    const bool nearEnd = offset + kMargin > m_rows.back().offset && !holdsEnd();
    if (nearStart || nearEnd) {
        load(offset, false);
    }
}

double PagedScript::shareOf(std::uint64_t offset) const {
    const std::uint64_t size = m_facts ? m_facts->size : 0;
    return size == 0 ? 0 : std::min(1.0, static_cast<double>(offset) / static_cast<double>(size));
}

void PagedScript::setCaret(std::uint64_t offset) {
    if (m_caret != offset) {
        m_caret = offset;
        Q_EMIT caretChanged();
    }
}

std::uint64_t PagedScript::statementPlace() const {
    if (m_rows.empty()) {
        return m_caret;
    }
    const protocol::FileRow& row = m_rows[rowAt(m_caret)];
    const auto blank = static_cast<std::uint64_t>(std::ranges::find_if(row.text, [](QChar c) { return !c.isSpace(); }) -
                                                  row.text.begin());
    const bool wide = m_facts && m_facts->encoding.starts_with("utf-16");
    return row.offset + std::min<std::uint64_t>(blank * (wide ? 2U : 1U), row.bytes);
}

QString PagedScript::placeText() const {
    if (!m_facts) {
        return tr("Reading…");
    }
    QStringList parts;
    const std::optional<std::uint64_t> line = m_rows.empty() ? std::nullopt : lineOf(rowAt(m_caret));
    if (line) {
        parts << tr("line %1").arg(bigNumber(*line));
    }
    parts << tr("byte %1 of %2").arg(bigNumber(m_caret), fileSizeText(m_facts->size));
    parts << tr("%1 %").arg(QLocale().toString(shareOf(m_caret) * 100, 'f', 1));
    parts << QString::fromStdString(m_facts->encoding);
    return parts.join(QStringLiteral(" · "));
}

std::uint64_t PagedScript::numberOfLinesTo(std::size_t row) const {
    std::uint64_t lines = 0;
    for (std::size_t i = 1; i <= row; ++i) {
        lines += m_rows[i].beginsLine ? 1U : 0U;
    }
    return lines;
}

std::optional<std::uint64_t> PagedScript::lineOf(std::size_t row) const {
    return m_firstLine ? std::optional(*m_firstLine + numberOfLinesTo(row)) : std::nullopt;
}

void PagedScript::noteLine(std::uint64_t offset, std::uint64_t line) {
    constexpr std::size_t kMostKnown = 100'000;
    if (m_known.size() < kMostKnown) {
        m_known[offset] = line;
    }
}

void PagedScript::numberRows(const std::vector<protocol::FileRow>& before, std::optional<std::uint64_t> firstBefore) {
    if (m_rows.empty()) {
        return;
    }
    const auto linesIn = [](const auto& from, const auto& to) {
        return static_cast<std::uint64_t>(std::count_if(from, to, [](const auto& row) { return row.beginsLine; }));
    };
    const auto held = std::ranges::find(before, m_rows.front().offset, &protocol::FileRow::offset);
    const auto earlier =
        before.empty() ? m_rows.end() : std::ranges::find(m_rows, before.front().offset, &protocol::FileRow::offset);
    if (m_rows.front().offset <= m_facts->start) {
        m_firstLine = 1;
    } else if (firstBefore && held != before.end()) {
        m_firstLine = *firstBefore + (held == before.begin() ? 0 : linesIn(before.begin() + 1, held + 1));
    } else if (firstBefore && earlier != m_rows.end() && earlier != m_rows.begin()) {
        m_firstLine = *firstBefore - linesIn(m_rows.begin() + 1, earlier + 1);
    } else {
        const auto behind = m_known.upper_bound(m_rows.front().offset);
        const auto known = std::prev(behind);
        if (m_rows.front().offset - known->first <= kCountedUnasked && m_scan == Scan::None) {
            countUpTo(m_rows.front().offset);
        }
        return;
    }
    if (m_rows.front().beginsLine) {
        noteLine(m_rows.front().offset, *m_firstLine);
    }
}

} // namespace dbv::viewmodel
