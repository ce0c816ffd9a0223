// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bus/secret_shelf.h"
#include "cli/import_text.h"
#include "cli/kept_names.h"
#include "cli/step_task.h"
#include "protocol/import_commands.h"

namespace dbv::cli {

/// What the command line asks of an import.
struct ImportPlan {
    /// As typed; empty for none.
    std::string program;
    /// Empty for the one that is found.
    std::string file;
    bool all = false;
    bool dryRun = false;
    bool withSecrets = true;
    bool json = false;
    /// Absent where it is asked for only when a file wants it.
    std::optional<SecretWord> passphrase;
    SecretWord master;
};

/// The program that a word means, among those that can be read. Errors: InvalidInput, naming them.
[[nodiscard]] Result<std::string> programNamed(std::string_view word, const std::vector<protocol::ImportSource>& known);

/// Finds the files of other programs, reads them one after the other, keeps what is in them, and tells of each connection
/// what became of it.
class ImportTask final : public StepTask {
public:
    ImportTask(const Surroundings& around, Console& console, ImportPlan plan, Done done)
        : StepTask(around, console, std::move(done)), m_plan(std::move(plan)) {}

    void start() override;
    void interrupt(int signal) override;

private:
    void choose(const protocol::ImportSourcesFound& answer);
    void listSources(const protocol::ImportSourcesFound& answer);
    void readNext();
    void askPassphrase();
    void read(const bus::LeftSecret& passphrase);
    void take(const protocol::ConnectionsRead& answer);
    void takeNext();
    /// Whether the fate of an item is known without keeping anything; it is told then.
    [[nodiscard]] bool isDecided();
    void storeNext(std::size_t place);
    void store(std::size_t place);
    void secretsStayLocked(const Error& error);
    /// Puts an item among those that wait to be kept together.
    void save();
    void keepWaiting();
    void takeOutcome(const std::vector<std::string>& troubles);
    /// Says what is kept after a signal.
    void endEarly();
    void tell();
    [[nodiscard]] ImportedItem& item() { return m_reports.back().items[m_item]; }

    ImportPlan m_plan;
    std::vector<protocol::ImportSource> m_sources;
    std::size_t m_source = 0;
    std::vector<ImportReportText> m_reports;
    std::size_t m_item = 0;
    KeptNames m_saved;
    /// The items of the last report that are to be kept together.
    std::vector<std::size_t> m_waiting;
    bool m_isKeeping = false;
    std::size_t m_kept = 0;
    std::optional<int> m_signal;
    bool m_storeIsOpen = false;
    /// Why no secret can be stored.
    std::optional<Error> m_locked;
};

} // namespace dbv::cli
