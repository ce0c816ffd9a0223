// SPDX-License-Identifier: Apache-2.0
#include "sqlite_child_process.h"

#include <array>
#include <csignal>

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace dbv::sqlite::workshop {

namespace {

constexpr unsigned kNobody = 65534;

void becomeNobody() {
    if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0)) {
        _exit(3);
    }
}

std::string readToEnd(int descriptor) {
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t count = 1; count > 0;) {
        count = ::read(descriptor, block.data(), block.size());
        text.append(block.data(), count > 0 ? static_cast<std::size_t>(count) : 0U);
    }
    return text;
}

void writeAll(int descriptor, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const ssize_t count = ::write(descriptor, text.data() + at, text.size() - at);
        if (count <= 0) {
            _exit(4);
        }
        at += static_cast<std::size_t>(count);
    }
}

} // namespace

std::string asNobody(const std::function<std::string()>& task) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    EXPECT_GE(child, 0);
    if (child == 0) {
        becomeNobody();
        writeAll(ends[1], task());
        _exit(0);
    }
    close(ends[1]);
    std::string answer = readToEnd(ends[0]);
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the child ended with " << status;
    return answer;
}

ParkedChild::ParkedChild(const std::function<void()>& task) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    m_process = fork();
    EXPECT_GE(m_process, 0);
    if (m_process == 0) {
        task();
        writeAll(ends[1], "r");
        pause();
        _exit(0);
    }
    close(ends[1]);
    char ready = 0;
    EXPECT_EQ(::read(ends[0], &ready, 1), 1);
    close(ends[0]);
}

void ParkedChild::end() {
    if (m_process > 0) {
        kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
        m_process = -1;
    }
}

} // namespace dbv::sqlite::workshop
