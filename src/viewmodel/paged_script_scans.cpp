// SPDX-License-Identifier: Apache-2.0
// What goes through a file that is looked at in parts: searches, and ways to a line.
#include <algorithm>
#include <iterator>
#include <utility>

#include <QLocale>

#include "viewmodel/error_text.h"
#include "viewmodel/paged_script.h"

namespace dbv::viewmodel {

void PagedScript::beginScan(Scan scan) {
    m_scan = scan;
    m_scanned = 0;
    Q_EMIT scanChanged();
}

void PagedScript::endScan() {
    m_scan = Scan::None;
    Q_EMIT scanChanged();
}

void PagedScript::stopScan() {
    if (m_scan != Scan::None) {
        m_scanning = {};
        endScan();
    }
}

void PagedScript::numberLines() {
    if (!m_rows.empty() && !m_firstLine) {
        countUpTo(m_rows.front().offset);
    }
}

void PagedScript::countUpTo(std::uint64_t offset) {
    const auto known = std::prev(m_known.upper_bound(offset));
    beginScan(Scan::Numbering);
    m_scanning = m_bus.send(protocol::CountFileLines{.path = m_path.toStdString(),
                                                     .encoding = m_encoding.toStdString(),
                                                     .fromOffset = known->first,
                                                     .fromLine = known->second,
                                                     .toOffset = offset},
                            [this, offset, from = known->first](const protocol::Event& event, bool) {
                                if (const auto* progress = std::get_if<protocol::FileScanProgressed>(&event)) {
                                    noteLine(progress->offset, progress->line);
                                    const auto whole = static_cast<double>(std::max<std::uint64_t>(1, offset - from));
                                    m_scanned = std::min(1.0, static_cast<double>(progress->offset - from) / whole);
                                    Q_EMIT scanChanged();
                                } else if (const auto* counted = std::get_if<protocol::FileLinesCounted>(&event)) {
                                    take(counted->facts);
                                    noteLine(counted->offset, counted->line);
                                    if (!m_rows.empty() && m_rows.front().offset == offset) {
                                        m_firstLine = counted->line;
                                    }
                                    endScan();
                                    Q_EMIT rowsChanged();
                                    Q_EMIT caretChanged();
                                    // What is shown may be another part by now.
                                    if (!m_rows.empty() && !m_firstLine) {
                                        countUpTo(m_rows.front().offset);
                                    }
                                } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                                    endScan();
                                    Q_EMIT said(errorSentence(failure->error));
                                }
                            });
}

void PagedScript::goToByte(std::uint64_t offset) {
    if (!m_facts) {
        // How far the file goes is not known yet.
        m_caret = offset;
        load(offset, true);
        return;
    }
    const std::uint64_t last = m_facts->size > 0 ? m_facts->size - 1 : 0;
    const std::uint64_t place = std::clamp(offset, m_facts->start, std::max(last, m_facts->start));
    if (m_scan == Scan::Numbering) {
        stopScan();
    }
    const bool isHeld =
        !m_rows.empty() && place >= m_rows.front().offset && place < m_rows.back().offset + m_rows.back().bytes;
    if (!isHeld) {
        load(place, true);
        return;
    }
    m_caret = m_rows[rowAt(place)].offset;
    Q_EMIT caretChanged();
    Q_EMIT jumped();
}

void PagedScript::goToLine(std::uint64_t line) {
    if (!m_facts) {
        return;
    }
    stopScan();
    const std::uint64_t wanted = std::max<std::uint64_t>(1, line);
    auto known = m_known.begin();
    for (auto each = m_known.begin(); each != m_known.end() && each->second <= wanted; ++each) {
        known = each;
    }
    beginScan(Scan::GoingToLine);
    m_scanning = m_bus.send(protocol::CountFileLines{.path = m_path.toStdString(),
                                                     .encoding = m_encoding.toStdString(),
                                                     .fromOffset = known->first,
                                                     .fromLine = known->second,
                                                     .toLine = wanted},
                            [this](const protocol::Event& event, bool) {
                                if (const auto* progress = std::get_if<protocol::FileScanProgressed>(&event)) {
                                    noteLine(progress->offset, progress->line);
                                    m_scanned = shareOf(progress->offset);
                                    Q_EMIT scanChanged();
                                } else if (const auto* counted = std::get_if<protocol::FileLinesCounted>(&event)) {
                                    take(counted->facts);
                                    noteLine(counted->offset, counted->line);
                                    endScan();
                                    if (counted->ended) {
                                        const QString last = QLocale().toString(static_cast<qulonglong>(counted->line));
                                        Q_EMIT said(tr("The file has only %1 lines.").arg(last));
                                    }
                                    goToByte(counted->offset);
                                } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                                    endScan();
                                    Q_EMIT said(errorSentence(failure->error));
                                }
                            });
}

bool PagedScript::goTo(const QString& place) {
    QString text = place.simplified();
    const bool isShare = text.endsWith(QLatin1Char('%'));
    const bool isByte =
        text.startsWith(QLatin1Char('@')) || text.startsWith(QLatin1String("byte "), Qt::CaseInsensitive);
    if (isShare) {
        text.chop(1);
    } else if (isByte) {
        text.remove(0, text.startsWith(QLatin1Char('@')) ? 1 : QLatin1String("byte ").size());
    }
    text = text.trimmed();
    bool ok = false;
    if (isShare) {
        const double share = text.toDouble(&ok);
        if (ok && share >= 0 && share <= 100 && m_facts) {
            goToByte(static_cast<std::uint64_t>(share / 100 * static_cast<double>(m_facts->size)));
            return true;
        }
        return false;
    }
    const qulonglong number = text.remove(QLocale().groupSeparator()).toULongLong(&ok);
    if (ok) {
        isByte ? goToByte(number) : goToLine(number);
    }
    return ok;
}

void PagedScript::search(const FilePattern& pattern, bool backward) {
    if (!m_facts || pattern.text.isEmpty()) {
        return;
    }
    stopScan();
    std::uint64_t place = m_caret;
    // From the last match on, unless the caret has left it.
    if (m_match && m_match->row == m_caret) {
        place = backward ? m_match->offset : m_match->offset + m_match->bytes;
    }
    searchIn(pattern, backward, place, false);
}

void PagedScript::searchIn(const FilePattern& pattern, bool backward, std::uint64_t place, bool wrapped) {
    protocol::SearchFile command{.path = m_path.toStdString(),
                                 .encoding = m_encoding.toStdString(),
                                 .pattern = pattern.text,
                                 .matchCase = pattern.matchCase,
                                 .regex = pattern.regex,
                                 .backward = backward};
    // Around the end all of the file is gone through, so that a match over the place is found, too.
    if (!wrapped) {
        (backward ? command.until : command.from) = place;
    }
    beginScan(Scan::Searching);
    m_scanning =
        m_bus.send(std::move(command), [this, pattern, backward, place, wrapped](const protocol::Event& event, bool) {
            if (const auto* progress = std::get_if<protocol::FileScanProgressed>(&event)) {
                m_scanned = backward ? 1 - shareOf(progress->offset) : shareOf(progress->offset);
                Q_EMIT scanChanged();
            } else if (const auto* searched = std::get_if<protocol::FileSearched>(&event)) {
                take(searched->facts);
                if (!searched->match && !wrapped) {
                    searchIn(pattern, backward, place, true);
                    return;
                }
                m_match = searched->match;
                endScan();
                if (!m_match) {
                    Q_EMIT said(tr("Nothing was found."));
                    Q_EMIT rowsChanged();
                    return;
                }
                if (wrapped) {
                    Q_EMIT said(backward ? tr("Found from the end on.") : tr("Found from the beginning on."));
                }
                goToByte(m_match->offset);
                Q_EMIT rowsChanged();
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                endScan();
                Q_EMIT said(errorSentence(failure->error));
            }
        });
}

} // namespace dbv::viewmodel
