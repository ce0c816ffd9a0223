// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ssh/config_options.h"
#include "ssh/note.h"
#include "ssh/options_meaning.h"
#include "ssh/ssh_config.h"

namespace dbv::ssh {

/// Reads configuration files for one host and keeps what is for it.
class ConfigReader {
public:
    ConfigReader(const ConfigPlace& place, const ConfigQuestion& question);

    void readAll();
    [[nodiscard]] const ConfigOptions& options() const { return m_options; }
    [[nodiscard]] const std::vector<Note>& notes() const { return m_notes; }
    /// Where the value of each option stands.
    [[nodiscard]] const OptionPlaces& places() const { return m_places; }
    /// The first line on which it depends what holds, and which only ssh itself can decide; empty when there is none.
    [[nodiscard]] const std::string& undecided() const { return m_undecided; }
    /// Every pattern of every `Host` line, in the order of the files.
    [[nodiscard]] const std::vector<std::string>& hostPatterns() const { return m_hostPatterns; }

private:
    /// How far a file is from the one that the user has written, and whether its lines count.
    struct Context {
        bool userFile = true;
        bool active = true;
        /// True inside an Include that does not count: nothing in there can begin to count.
        bool never = false;
        int depth = 0;
    };

    void readPass(bool last);
    void readFile(const std::filesystem::path& path, Context& context, bool mustExist);
    void readLine(std::string_view line, const std::string& file, int number, Context& context);
    void include(const std::vector<std::string>& patterns, const std::string& file, int number, Context& context);
    [[nodiscard]] bool matchesHost(const std::vector<std::string>& patterns);
    [[nodiscard]] bool matches(const std::vector<std::string>& words, const std::string& file, int number, bool counts);
    [[nodiscard]] std::string matchedText(std::string_view attribute) const;
    void note(const std::string& file, int number, std::string text);

    const ConfigPlace& m_place;
    const ConfigQuestion& m_question;
    ConfigOptions m_options;
    std::vector<Note> m_notes;
    std::vector<std::string> m_hostPatterns;
    OptionPlaces m_places;
    std::string m_undecided;
    std::string m_host;
    bool m_lastPass = false;
    bool m_wantsLastPass = false;
};

} // namespace dbv::ssh
