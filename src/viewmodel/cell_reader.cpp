// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/cell_reader.h"

#include <algorithm>
#include <utility>

#include <QLocale>
#include <QStringList>

#include <dbv/data/cell_text.h>

#include "viewmodel/cell_display.h"

namespace dbv::viewmodel {

CellReader::CellReader(QObject* parent) : QObject(parent) {}

void CellReader::open(std::shared_ptr<RowSource> rows, std::uint64_t row, int logical) {
    m_pending.reset();
    m_rows = std::move(rows);
    m_row = row;
    m_logical = logical;
    m_cell = {};
    m_bytes.clear();
    m_total = 0;
    m_state = State::Reading;
    if (const auto located = m_rows->tryRow(row)) {
        show(*located);
        return;
    }
    m_pending = m_rows->load(row, [this](const Result<void>& outcome) {
        const std::unique_ptr<PendingRead> finished = std::move(m_pending);
        const auto located = outcome ? m_rows->tryRow(m_row) : std::nullopt;
        if (located) {
            show(*located);
        } else {
            fail(outcome ? makeError(ErrorKind::Internal, "The row is not in memory.") : outcome.error());
        }
    });
    Q_EMIT changed();
}

void CellReader::close() {
    m_pending.reset();
    m_rows.reset();
    m_bytes.clear();
    m_state = State::Empty;
    Q_EMIT changed();
}

void CellReader::show(const LocatedRow& located) {
    m_cell = located.cell(m_logical);
    appendCellText(m_bytes, m_cell);
    m_total = m_cell.isLarge() ? m_cell.large.length : m_bytes.size();
    m_cell.bytes = {};
    m_state = State::Ready;
    if (complete()) {
        Q_EMIT changed();
    } else {
        readPart();
    }
}

void CellReader::readMore() {
    if (m_state == State::Ready && !complete()) {
        readPart();
    }
}

void CellReader::readPart() {
    m_state = State::Reading;
    // The head that came with the row counts towards the first part.
    const std::uint64_t count = kPart - m_bytes.size() % kPart;
    m_pending = m_rows->readLarge(m_cell.large, m_bytes.size(), count, [this](const Result<std::string>& part) {
        const std::unique_ptr<PendingRead> finished = std::move(m_pending);
        if (!part || part->empty()) {
            fail(part ? makeError(ErrorKind::IoError, "The value ends earlier than it should.") : part.error());
            return;
        }
        m_bytes += *part;
        m_state = State::Ready;
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void CellReader::fail(const Error& error) {
    m_state = State::Failed;
    m_failure = QString::fromStdString(error.message);
    if (!error.hint.empty()) {
        m_failure += QLatin1Char(' ') + QString::fromStdString(error.hint);
    }
    Q_EMIT changed();
}

QString CellReader::headline() const {
    if (m_state == State::Empty) {
        return tr("No cell is selected.");
    }
    const Column& column = m_rows->columns()[static_cast<std::size_t>(m_logical)];
    QStringList parts{tr("Row %1").arg(QLocale().toString(static_cast<qulonglong>(m_row + 1))),
                      column.name.empty() ? tr("(no name)") : QString::fromStdString(column.name)};
    if (!column.type.empty()) {
        parts += QString::fromStdString(column.type);
    }
    if (m_state == State::Failed) {
        parts += m_failure;
        return parts.join(QStringLiteral(" · "));
    }
    switch (m_cell.kind) {
    case CellKind::Null: parts += tr("NULL"); break;
    case CellKind::SmallInt:
    case CellKind::Integer: parts += tr("integer"); break;
    case CellKind::Real: parts += tr("real"); break;
    case CellKind::Text:
    case CellKind::LargeText: parts += tr("text, %1").arg(byteCountText(m_total)); break;
    case CellKind::Bytes:
    case CellKind::LargeBytes: parts += tr("binary, %1").arg(byteCountText(m_total)); break;
    }
    if (!complete()) {
        parts += tr("first %1 shown").arg(byteCountText(m_bytes.size()));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace dbv::viewmodel
