// SPDX-License-Identifier: Apache-2.0
#include "engine/stop_ear.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace dbv::engine {

namespace {

constexpr std::chrono::milliseconds kBetweenQuestions{250};

} // namespace

StopEar::StopEar(std::function<bool()> isAsked, std::function<void()> stop)
    : m_thread([isAsked = std::move(isAsked), stop = std::move(stop)](const std::stop_token& over) {
          std::mutex mutex;
          std::condition_variable_any never;
          std::unique_lock lock(mutex);
          while (!over.stop_requested()) {
              if (isAsked()) {
                  stop();
                  return;
              }
              never.wait_for(lock, over, kBetweenQuestions, [] { return false; });
          }
      }) {}

} // namespace dbv::engine
