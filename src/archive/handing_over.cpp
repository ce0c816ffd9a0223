// SPDX-License-Identifier: Apache-2.0
#include "archive/handing_over.h"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace dbv::archive {

namespace {

/// Large enough that two threads seldom wait for each other's lock, and small enough for the processor's cache.
constexpr std::size_t kHandedAtOnce = std::size_t{256} << 10U;
/// One is filled, one is worked on, and between lies more than a part of an archive: while one is written, the next one is filled.
constexpr std::size_t kBlocks = 20;

class HandingStage final : public ByteStage {
public:
    explicit HandingStage(std::unique_ptr<ByteStage> next) : m_next(std::move(next)) {
        m_filling.reserve(kHandedAtOnce);
        m_thread = std::jthread([this] { work(); });
    }
    HandingStage(const HandingStage&) = delete;
    HandingStage& operator=(const HandingStage&) = delete;
    ~HandingStage() override {
        {
            const std::lock_guard lock(m_guard);
            m_full.clear();
            m_isOver = true;
        }
        m_changed.notify_all();
    }

    Result<void> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const std::string_view some = bytes.substr(0, kHandedAtOnce - m_filling.size());
            m_filling += some;
            bytes.remove_prefix(some.size());
            if (m_filling.size() == kHandedAtOnce) {
                if (Result<void> handed = hand(); !handed) {
                    return handed;
                }
            }
        }
        return {};
    }

    Result<void> finish() override {
        if (Result<void> handed = m_filling.empty() ? Result<void>() : hand(); !handed) {
            return handed;
        }
        {
            const std::lock_guard lock(m_guard);
            m_isOver = true;
        }
        m_changed.notify_all();
        m_thread.join();
        return m_said ? m_next->finish() : m_said;
    }

private:
    Result<void> hand() {
        std::unique_lock lock(m_guard);
        m_changed.wait(lock, [this] { return m_full.size() + (m_isBusy ? 1 : 0) < kBlocks - 1 || !m_said; });
        if (!m_said) {
            return m_said;
        }
        m_full.push_back(std::move(m_filling));
        m_filling.clear();
        if (!m_empty.empty()) {
            m_filling = std::move(m_empty.back());
            m_empty.pop_back();
        }
        lock.unlock();
        m_changed.notify_all();
        m_filling.reserve(kHandedAtOnce);
        return {};
    }

    void work() {
        std::unique_lock lock(m_guard);
        while (true) {
            m_changed.wait(lock, [this] { return !m_full.empty() || m_isOver; });
            if (m_full.empty()) {
                return;
            }
            std::string block = std::move(m_full.front());
            m_full.pop_front();
            m_isBusy = true;
            lock.unlock();
            Result<void> said = handOn(block);
            block.clear();
            lock.lock();
            m_isBusy = false;
            m_empty.push_back(std::move(block));
            m_said = std::move(said);
            if (!m_said) {
                m_full.clear();
                m_isOver = true;
            }
            m_changed.notify_all();
        }
    }

    Result<void> handOn(std::string_view block) {
        try {
            return m_next->write(block);
        } catch (const std::exception& failure) {
            return fail(ErrorKind::Internal,
                        std::string("A part of the backup could not be worked on: ") + failure.what() + ".");
        }
    }

    std::unique_ptr<ByteStage> m_next;
    /// Belongs to whoever writes.
    std::string m_filling;
    std::mutex m_guard;
    std::condition_variable m_changed;
    std::deque<std::string> m_full;
    std::vector<std::string> m_empty;
    /// What the next stage has said to the last block.
    Result<void> m_said;
    bool m_isBusy = false;
    bool m_isOver = false;
    std::jthread m_thread;
};

} // namespace

std::unique_ptr<ByteStage> handOver(std::unique_ptr<ByteStage> next) {
    return std::make_unique<HandingStage>(std::move(next));
}

} // namespace dbv::archive
