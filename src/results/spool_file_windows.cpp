// SPDX-License-Identifier: Apache-2.0
#include "results/spool_file.h"

#include <windows.h>

#include <winioctl.h>

#include <algorithm>
#include <utility>

namespace dbv::results {

namespace {

class WindowsSpoolFile final : public SpoolFile {
public:
    WindowsSpoolFile(HANDLE handle, std::string folder) : m_handle(handle), m_folder(std::move(folder)) {
        // Only a sparse file can give the space of a range back.
        DWORD returned = 0;
        m_sparse = DeviceIoControl(m_handle, FSCTL_SET_SPARSE, nullptr, 0, nullptr, 0, &returned, nullptr) != 0;
    }
    WindowsSpoolFile(const WindowsSpoolFile&) = delete;
    WindowsSpoolFile& operator=(const WindowsSpoolFile&) = delete;
    ~WindowsSpoolFile() override { CloseHandle(m_handle); }

    Result<void> write(std::uint64_t offset, std::span<const std::span<const std::byte>> parts) override {
        for (std::span<const std::byte> part : parts) {
            while (!part.empty()) {
                OVERLAPPED at = placeOf(offset);
                DWORD written = 0;
                if (WriteFile(m_handle, part.data(), stepOf(part.size()), &written, &at) == 0 || written == 0) {
                    return std::unexpected(
                        spoolIoError("Rows could not be written to", m_folder, static_cast<int>(GetLastError())));
                }
                offset += written;
                part = part.subspan(written);
            }
        }
        return {};
    }

    Result<void> read(std::uint64_t offset, std::span<std::byte> into) const override {
        while (!into.empty()) {
            OVERLAPPED at = placeOf(offset);
            DWORD got = 0;
            if (ReadFile(m_handle, into.data(), stepOf(into.size()), &got, &at) == 0 || got == 0) {
                return std::unexpected(
                    spoolIoError("Rows could not be read back from", m_folder, static_cast<int>(GetLastError())));
            }
            offset += got;
            into = into.subspan(got);
        }
        return {};
    }

    bool punch(std::uint64_t offset, std::uint64_t length) override {
        FILE_ZERO_DATA_INFORMATION range{};
        range.FileOffset.QuadPart = static_cast<LONGLONG>(offset);
        range.BeyondFinalZero.QuadPart = static_cast<LONGLONG>(offset + length);
        DWORD returned = 0;
        return m_sparse && DeviceIoControl(m_handle, FSCTL_SET_ZERO_DATA, &range, sizeof range, nullptr, 0, &returned,
                                           nullptr) != 0;
    }

private:
    [[nodiscard]] static DWORD stepOf(std::size_t bytes) {
        return static_cast<DWORD>(std::min(bytes, std::size_t{1} << 30U));
    }
    [[nodiscard]] static OVERLAPPED placeOf(std::uint64_t offset) {
        OVERLAPPED at{};
        at.Offset = static_cast<DWORD>(offset);
        at.OffsetHigh = static_cast<DWORD>(offset >> 32U);
        return at;
    }

    HANDLE m_handle;
    std::string m_folder;
    bool m_sparse = false;
};

class WindowsSpoolFolder final : public SpoolFolder {
public:
    explicit WindowsSpoolFolder(std::filesystem::path directory) : m_directory(std::move(directory)) {}

    Result<std::unique_ptr<SpoolFile>> createFile() override {
        wchar_t path[MAX_PATH + 1] = {};
        if (GetTempFileNameW(m_directory.c_str(), L"dbv", 0, path) == 0) {
            return failedToCreate();
        }
        const HANDLE handle =
            CreateFileW(path, GENERIC_READ | GENERIC_WRITE | DELETE, 0, nullptr, CREATE_ALWAYS,
                        FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE | FILE_FLAG_RANDOM_ACCESS, nullptr);
        if (handle == INVALID_HANDLE_VALUE) {
            return failedToCreate();
        }
        return std::make_unique<WindowsSpoolFile>(handle, name());
    }
    std::string name() const override {
        const std::u8string name = m_directory.u8string();
        return {name.begin(), name.end()};
    }

private:
    [[nodiscard]] std::unexpected<Error> failedToCreate() const {
        return std::unexpected(
            spoolIoError("A file for rows could not be made in", name(), static_cast<int>(GetLastError())));
    }

    std::filesystem::path m_directory;
};

} // namespace

std::unique_ptr<SpoolFolder> openSpoolFolder(std::filesystem::path directory) {
    return std::make_unique<WindowsSpoolFolder>(std::move(directory));
}

} // namespace dbv::results
