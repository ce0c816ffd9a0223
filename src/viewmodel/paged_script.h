// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>
#include <QTimer>

#include "bus/command_bus.h"
#include "protocol/paged_commands.h"

namespace dbv::viewmodel {

/// What is looked for in a file.
struct FilePattern {
    QString text;
    bool matchCase = false;
    bool regex = false;
};

/// A text file on the disk that is looked at in parts, whatever its size: the rows around a place, their line numbers, what was found.
/// Never more of it is held than one part.
///
/// Thread: the UI thread; nothing here waits, and nothing reads the disk.
class PagedScript final : public QObject {
    Q_OBJECT

public:
    /// What goes through the file.
    enum class Scan : std::uint8_t { None, Searching, GoingToLine, Numbering };

    /// `path` is absolute. Begins to read.
    PagedScript(bus::CommandBus& bus, QString path, QObject* parent = nullptr);

    [[nodiscard]] const QString& path() const { return m_path; }
    /// Null until the first part is here.
    [[nodiscard]] const protocol::FileFacts* facts() const { return m_facts ? &*m_facts : nullptr; }
    /// By its name; empty to find it out.
    void setEncoding(const QString& encoding);
    [[nodiscard]] const QString& encoding() const { return m_encoding; }

    /// The part that is held.
    [[nodiscard]] const std::vector<protocol::FileRow>& rows() const { return m_rows; }
    /// The number of the row that holds a byte, as far as it is held: else of the first, or of the last.
    [[nodiscard]] std::size_t rowAt(std::uint64_t offset) const;
    /// From 1; nothing where nobody has counted.
    [[nodiscard]] std::optional<std::uint64_t> lineOf(std::size_t row) const;
    [[nodiscard]] bool holdsStart() const;
    [[nodiscard]] bool holdsEnd() const;
    /// Has the rows around a place held, if they are not: `rowsChanged` follows.
    void hold(std::uint64_t offset);
    /// How much of the file stands before a place. Unit: of 1.
    [[nodiscard]] double shareOf(std::uint64_t offset) const;

    /// Where a person is: the first byte of a row.
    [[nodiscard]] std::uint64_t caret() const { return m_caret; }
    void setCaret(std::uint64_t offset);
    /// The first byte that is no blank in the caret's row: in the statement that a person means.
    [[nodiscard]] std::uint64_t statementPlace() const;
    /// Goes to a line (`1200`), a share (`50%`) or a byte (`byte 4096`, `@4096`). False for anything else.
    bool goTo(const QString& place);
    void goToLine(std::uint64_t line);
    void goToByte(std::uint64_t offset);

    /// Looks for a pattern from the caret, or the last match, on, and around the end of the file.
    void search(const FilePattern& pattern, bool backward);
    [[nodiscard]] const std::optional<protocol::FileMatch>& match() const { return m_match; }
    void stopScan();
    [[nodiscard]] Scan scan() const { return m_scan; }
    /// Unit: of 1.
    [[nodiscard]] double scanned() const { return m_scanned; }
    /// Counts lines up to the rows that are held, however far that is.
    void numberLines();
    /// Lines are not numbered here, since that would read too much of the file unasked.
    [[nodiscard]] bool isUnnumbered() const { return !m_firstLine && m_scan != Scan::Numbering && !m_rows.empty(); }

    /// The file is not what it was when it was read first.
    [[nodiscard]] bool isChanged() const { return m_changed; }
    /// Takes the file as it is now.
    void readAgain();
    /// `line 1,204 · byte 5,368,709,120 of 10 GB · 50.0 % · utf-8`.
    [[nodiscard]] QString placeText() const;

Q_SIGNALS:
    void rowsChanged();
    void factsChanged();
    void caretChanged();
    /// The caret is to be seen: it has gone far.
    void jumped();
    void scanChanged();
    /// What became of a search, or of a way to a line.
    void said(const QString& message);
    /// Why the file can not be read; empty when it can again.
    void failed(const QString& why);

private:
    void load(std::uint64_t offset, bool jumps);
    void take(const protocol::FilePartRead& part, bool jumps);
    void take(const protocol::FileFacts& facts);
    void fail(const Error& error);
    void numberRows(const std::vector<protocol::FileRow>& before, std::optional<std::uint64_t> firstBefore);
    void countUpTo(std::uint64_t offset);
    void noteLine(std::uint64_t offset, std::uint64_t line);
    void searchIn(const FilePattern& pattern, bool backward, std::uint64_t place, bool wrapped);
    void beginScan(Scan scan);
    void endScan();
    [[nodiscard]] std::uint64_t numberOfLinesTo(std::size_t row) const;

    bus::CommandBus& m_bus;
    QString m_path;
    QString m_encoding;
    std::optional<protocol::FileFacts> m_facts;
    std::vector<protocol::FileRow> m_rows;
    /// Of the first row that is held.
    std::optional<std::uint64_t> m_firstLine;
    /// Where lines begin whose numbers are known, with the numbers.
    std::map<std::uint64_t, std::uint64_t> m_known;
    std::uint64_t m_caret = 0;
    std::optional<protocol::FileMatch> m_match;
    Scan m_scan = Scan::None;
    double m_scanned = 0;
    bool m_changed = false;
    QTimer m_watch;
    bus::Request m_part;
    bus::Request m_looking;
    bus::Request m_scanning;
};

} // namespace dbv::viewmodel
