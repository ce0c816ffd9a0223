// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bus/secret_shelf.h"
#include "cli/import_text.h"
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
    void save();
    void nextItem();
    void tell();
    [[nodiscard]] ImportedItem& item() { return m_reports.back().items[m_item]; }
    [[nodiscard]] std::string freeName(const std::string& name) const;

    ImportPlan m_plan;
    std::vector<protocol::ImportSource> m_sources;
    std::size_t m_source = 0;
    std::vector<ImportReportText> m_reports;
    std::size_t m_item = 0;
    std::vector<protocol::SavedConnection> m_saved;
    bool m_storeIsOpen = false;
    /// Why no secret can be stored.
    std::optional<Error> m_locked;
};

} // namespace dbv::cli
