// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ssh/sftp.h"
#include "ssh/sftp_line.h"

namespace dbv::ssh {

/// A file that is read or written on a line. What is written is kept until the server has it, so that many writes are under way at once.
class LineFile final : public SftpFile {
public:
    /// Errors: those of `Sftp`. The line's mutex is free.
    [[nodiscard]] static Result<std::unique_ptr<SftpFile>> open(std::shared_ptr<SftpLine> line,
                                                                const std::string& path);
    [[nodiscard]] static Result<std::unique_ptr<SftpFile>> create(std::shared_ptr<SftpLine> line,
                                                                  const std::string& path);
    ~LineFile() override;

    Result<std::size_t> read(std::span<char> into) override;
    void seek(std::uint64_t at) override;
    [[nodiscard]] std::uint64_t size() const override { return m_size; }
    Result<void> write(std::string_view bytes) override;
    Result<void> finish() override;

private:
    LineFile(std::shared_ptr<SftpLine> line, std::string path, LIBSSH2_SFTP_HANDLE* handle)
        : m_line(std::move(line)), m_path(std::move(path)), m_handle(handle) {}
    [[nodiscard]] static Result<std::unique_ptr<LineFile>> opened(std::shared_ptr<SftpLine> line,
                                                                  const std::string& path, unsigned long flags);
    [[nodiscard]] Result<void> learnSize();
    [[nodiscard]] Result<void> refill();
    /// Until no more than so much is on its way. Unit: bytes.
    [[nodiscard]] Result<void> settle(std::size_t left);
    [[nodiscard]] Result<void> close();

    std::shared_ptr<SftpLine> m_line;
    std::string m_path;
    LIBSSH2_SFTP_HANDLE* m_handle;
    std::uint64_t m_size = 0;
    /// What was read ahead, of which `m_used` was given out.
    std::vector<char> m_buffer;
    std::size_t m_used = 0;
    std::size_t m_filled = 0;
    std::size_t m_ahead = 0;
    /// What the server has not confirmed begins at `m_confirmed`.
    std::string m_written;
    std::size_t m_confirmed = 0;
};

} // namespace dbv::ssh
