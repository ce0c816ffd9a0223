// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <QTemporaryDir>
#include <gtest/gtest.h>

#include "support/child_program.h"

namespace dbv::support {

/// What a program said, and how it ended.
struct ProgramEnd {
    int code = -1000;
    std::string output;
    std::string errors;
};

inline ProgramEnd runProgram(const std::string& program, const std::vector<std::string>& arguments) {
    ChildProgram child;
    if (!child.start(program, arguments)) {
        return {-1000, {}, "could not start " + program};
    }
    child.closeInput();
    ProgramEnd end;
    end.code = child.wait();
    end.output = child.output();
    end.errors = child.errors();
    return end;
}

/// A private folder of a test, with the files that ssh reads and writes.
/// Blocks: files and programs.
class SshFolder {
public:
    [[nodiscard]] std::filesystem::path path(std::string_view name = {}) const {
        const std::filesystem::path folder = m_folder.path().toStdString();
        return name.empty() ? folder : folder / name;
    }
    std::filesystem::path write(std::string_view name, std::string_view text) const {
        const std::filesystem::path file = path(name);
        std::filesystem::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
        std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
        return file;
    }
    [[nodiscard]] std::string read(std::string_view name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    /// A key pair `name` and `name.pub`. More arguments are those of ssh-keygen.
    std::filesystem::path makeKey(std::string_view name, const std::vector<std::string>& arguments,
                                  std::string_view passphrase = {}) const {
        std::vector<std::string> all{"-q", "-C", "test", "-N", std::string(passphrase), "-f", path(name).string()};
        all.insert(all.end(), arguments.begin(), arguments.end());
        const ProgramEnd end = runProgram("/usr/bin/ssh-keygen", all);
        EXPECT_EQ(end.code, 0) << end.errors << end.output;
        return path(name);
    }
    /// A word of a public key file: 0 its type, 1 the key in Base64.
    [[nodiscard]] std::string publicWord(std::string_view name, int word) const {
        std::string text = read(std::string(name) + ".pub");
        for (; word > 0; --word) {
            text.erase(0, text.find(' ') + 1);
        }
        return text.substr(0, text.find_first_of(" \n"));
    }

private:
    QTemporaryDir m_folder;
};

} // namespace dbv::support
