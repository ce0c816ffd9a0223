// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <future>
#include <utility>

#include "concurrency/lane.h"
#include "engine/guarded_step.h"

namespace dbv::engine {

/// Does something on the store's lane, and waits for it. `use` answers with a result. Thread: any but the lane's.
template <class Use>
[[nodiscard]] auto onStoreLane(concurrency::Lane& lane, Use use) -> decltype(use()) {
    std::promise<decltype(use())> answer;
    std::future<decltype(use())> coming = answer.get_future();
    lane.run([&answer, &use] { answer.set_value(guardedStep(use)); });
    return coming.get();
}

} // namespace dbv::engine
