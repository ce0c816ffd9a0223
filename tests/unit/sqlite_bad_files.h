// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <random>
#include <string>

#include "sqlite_workshop.h"

namespace dbv::sqlite::workshop {

/// Asks what a user reads about a file. The sentences are printed, so that the log of the tests is their list.
class BadFiles : public Workshop {
protected:
    /// `kind | message | hint` of what opening says; `opened` and its notices when it opens.
    [[nodiscard]] static std::string answer(const ConnectParams& wanted) {
        const auto opened = tryOpen(wanted);
        if (!opened) {
            return told(opened.error());
        }
        std::string text = "opened";
        for (const Notice& notice : (*opened)->facts().notices) {
            text += " | " + notice.message;
        }
        return text;
    }
    [[nodiscard]] static std::string told(const Error& error) {
        return std::string(kindName(error.kind)) + " | " + error.message + " | " + error.hint;
    }
    /// Prints the answer for the list, with the folder's name left out, and checks what it begins with and holds.
    void expect(const std::string& name, std::string text, const std::string& kind, const std::string& words) const {
        for (std::size_t at = text.find(folder()); at != std::string::npos; at = text.find(folder())) {
            text.replace(at, folder().size(), "/folder");
        }
        std::printf("bad file | %s | %s\n", name.c_str(), text.c_str());
        EXPECT_TRUE(text.starts_with(kind)) << name << ": " << text;
        EXPECT_NE(text.find(words), std::string::npos) << name << ": " << text;
        EXPECT_FALSE(text.ends_with("| ")) << name << " has no next step: " << text;
    }
    /// The same for opening a file with default options.
    void expectOpening(const std::string& name, const std::string& file, const std::string& kind,
                       const std::string& words) const {
        expect(name, answer(params(file)), kind, words);
    }
    [[nodiscard]] static std::string randomBytes(std::size_t count) {
        std::mt19937 numbers(4711);
        std::string bytes(count, '\0');
        for (char& byte : bytes) {
            byte = static_cast<char>(numbers() & 255U);
        }
        return bytes;
    }
};

} // namespace dbv::sqlite::workshop
