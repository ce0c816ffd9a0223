// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <QObject>
#include <QString>

#include <dbv/data/cell.h>

#include "viewmodel/row_source.h"

namespace dbv::viewmodel {

/// One cell that is looked at closely: its value as far as it has been read. Of a large value the first megabyte is read,
/// and more when asked for.
///
/// Thread: the UI thread; never waits.
class CellReader final : public QObject {
    Q_OBJECT

public:
    /// Unit: bytes.
    static constexpr std::uint64_t kPart = std::uint64_t{1} << 20U;

    enum class State : std::uint8_t { Empty, Reading, Ready, Failed };

    explicit CellReader(QObject* parent = nullptr);

    /// Begins with another cell; what was under way is forgotten.
    void open(std::shared_ptr<RowSource> rows, std::uint64_t row, int logical);
    void close();
    /// The next megabyte of a large value.
    void readMore();

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] std::uint64_t row() const { return m_row; }
    [[nodiscard]] int logical() const { return m_logical; }
    /// Its bytes are not to be used; `bytes` has them.
    [[nodiscard]] const Cell& cell() const { return m_cell; }
    /// The exact value as far as it is read; of a number its text.
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }
    [[nodiscard]] std::uint64_t totalBytes() const { return m_total; }
    [[nodiscard]] bool complete() const { return m_bytes.size() >= m_total; }
    /// `row 7 · name · INTEGER · text · 12,345 bytes`, or what failed.
    [[nodiscard]] QString headline() const;

Q_SIGNALS:
    void changed();

private:
    void show(const LocatedRow& located);
    void readPart();
    void fail(const Error& error);

    std::shared_ptr<RowSource> m_rows;
    std::unique_ptr<PendingRead> m_pending;
    State m_state = State::Empty;
    std::uint64_t m_row = 0;
    int m_logical = 0;
    Cell m_cell;
    std::string m_bytes;
    std::uint64_t m_total = 0;
    QString m_failure;
};

} // namespace dbv::viewmodel
