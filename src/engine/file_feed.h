// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include "engine/passed_over.h"
#include "engine/statement_feed.h"
#include "protocol/script_commands.h"
#include "scripts/script_files.h"

namespace dbv::engine {

[[nodiscard]] inline protocol::FilePlace placeIn(const std::string& file, const scripts::TextPlace& place) {
    return {file, place.offset, place.line, place.column};
}

/// The statements of a script on the disk, which is never in memory as a whole.
///
/// Thread: one step at a time.
class FileFeed final : public StatementFeed {
public:
    struct Plan {
        scripts::ScriptOrigin origin;
        scripts::ScriptRules rules;
        std::optional<protocol::ScriptStart> from;
        bool onlyOne = false;
        /// The script goes on behind failures, unless it says otherwise.
        bool goesOn = false;
        /// What it says of transactions is left out.
        bool transactionsChosen = false;
    };
    /// Hears what the script says to people, and that it has come further.
    struct Listener {
        std::function<void(Notice)> tell;
        std::function<void()> further;
        std::function<void()> rests;
    };

    /// Opens the script. `stop` ends its reading, and is asked to stop when its run is.
    /// Errors: those of `scripts::TextSource::open`.
    [[nodiscard]] static Result<std::shared_ptr<FileFeed>> open(Plan plan, std::stop_source stop);

    FileFeed(Plan plan, std::stop_source stop);
    void listen(Listener listener) { m_listener = std::move(listener); }

    Result<void> each(const Grammar& grammar, const std::stop_token& stop, const See& see) override;
    Result<bool> find(Session& session) override;
    sql::Statement take() override;
    [[nodiscard]] std::optional<Error> failure() const override { return m_failure; }
    [[nodiscard]] std::string_view script() const override { return m_text; }
    [[nodiscard]] std::size_t firstLine() const override { return static_cast<std::size_t>(m_place.line); }
    CopyLines* copyLines() override;
    [[nodiscard]] bool isFollowed() const override { return false; }
    [[nodiscard]] bool usesRows() const override { return m_rowUse != scripts::RowUse::None; }
    [[nodiscard]] Result<void> takeRows(Cursor& cursor) override;
    [[nodiscard]] bool stopsOnError() const override { return m_files->stopsOnError(); }
    void useControl(const std::shared_ptr<RunControl>& control) override;
    void noteKept() override { m_kept = true; }
    void noteKeptBefore() override { m_resume = m_resumable ? std::optional(m_place) : std::nullopt; }
    void noteBlock() override { m_block = m_place; }
    [[nodiscard]] std::string standAtCommit() override;
    void rests() override { m_listener.rests(); }
    [[nodiscard]] std::string looked() const override;
    void allowOnly(std::string_view looked) override;

    /// All that decides which statements these are, as a comment.
    [[nodiscard]] std::string identity() const;
    /// What is being done, as `protocol::ScriptProgressed::phase` has it.
    [[nodiscard]] std::string_view phase() const { return m_phase; }
    /// Where the statement begins that was taken last.
    [[nodiscard]] protocol::FilePlace place() const override { return m_place; }
    /// Where the reading is.
    [[nodiscard]] protocol::FilePlace reading() const;
    /// Where a byte of the statement stands; nothing where that is not known. Unit: bytes of its text.
    [[nodiscard]] std::optional<protocol::FilePlace> placeOf(std::size_t byte) const;
    /// Where a line of its COPY's rows stands, from 1.
    [[nodiscard]] std::optional<protocol::FilePlace> placeOfRow(std::uint64_t row) const;
    /// What is told is of the end of a transaction; then `place` is where that begins.
    [[nodiscard]] bool isAtCommit() const { return m_atCommit; }
    /// Everything was given.
    [[nodiscard]] bool isOver() const { return m_over; }
    [[nodiscard]] std::optional<protocol::FilePlace> continueFrom() const { return m_kept ? std::nullopt : m_resume; }
    /// Unit: bytes of the file as it lies on the disk.
    [[nodiscard]] std::uint64_t bytes() const;
    [[nodiscard]] std::uint64_t totalBytes() const;
    [[nodiscard]] const std::shared_ptr<RunControl>& control() const { return m_control; }

private:
    class FileCopyLines final : public CopyLines {
    public:
        explicit FileCopyLines(FileFeed& feed) : m_feed(feed) {}
        Result<std::string_view> next() override;

    private:
        FileFeed& m_feed;
    };

    [[nodiscard]] bool standsBefore(const scripts::ScriptFiles& files, const scripts::ScriptStatement& statement) const;
    /// Whether a statement stands behind the only one that is run. `first` is where that begins in the script itself.
    [[nodiscard]] bool standsBehind(const scripts::ScriptFiles& files, const scripts::ScriptStatement& statement,
                                    std::optional<std::uint64_t>& first) const;
    /// Whether a statement is not run, since the script begins behind it or it says what is known.
    /// Errors: of the server, for what sets something before that.
    [[nodiscard]] Result<bool> passesOver(const scripts::ScriptStatement& statement, Session& session);
    void tellSkipped(Session& session);
    /// Errors: InvalidInput where the script has nothing where it was to begin, with how much there is.
    [[nodiscard]] Result<void> checkBegun() const;

    Plan m_plan;
    std::stop_source m_stop;
    std::optional<std::stop_callback<std::function<void()>>> m_onStop;
    Listener m_listener;
    std::shared_ptr<RunControl> m_control;
    std::unique_ptr<scripts::ScriptFiles> m_files;
    /// What is looked through before.
    std::unique_ptr<scripts::ScriptFiles> m_check;
    std::set<std::string> m_looked;
    std::string_view m_phase = "run";
    Grammar m_grammar;
    std::optional<scripts::ScriptStatement> m_next;
    std::string_view m_text;
    /// Of a COPY, whose rows take the place of its text.
    std::string m_own;
    protocol::FilePlace m_place;
    /// Where the rows of a COPY begin: the file, and the line in it.
    std::optional<std::pair<std::string, std::uint64_t>> m_rows;
    /// Where the only statement begins that is run.
    std::optional<std::uint64_t> m_first;
    std::optional<Error> m_failure;
    /// Of the statement that was taken.
    scripts::RowUse m_rowUse = scripts::RowUse::None;
    bool m_copies = false;
    bool m_changed = false;
    FileCopyLines m_lines{*this};
    PassedOver m_passed;
    /// The next or the last statement, where it is one that is set again behind the end of its transaction.
    std::optional<PassedOver::Kept> m_late;
    std::uint64_t m_skipped = 0;
    std::uint64_t m_setAgain = 0;
    /// A statement was found where the script was to begin, or behind it.
    bool m_begun = false;
    bool m_toldEncoding = false;
    bool m_toldUnset = false;
    bool m_kept = true;
    bool m_over = false;
    /// The first statement of the transaction that is not the script's own.
    protocol::FilePlace m_block;
    bool m_atCommit = false;
    std::optional<protocol::FilePlace> m_resume;
    /// The script can go on from the statement that was taken: it stands in the script itself.
    bool m_resumable = false;
};

} // namespace dbv::engine
