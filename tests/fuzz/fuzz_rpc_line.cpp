// SPDX-License-Identifier: Apache-2.0
// Any line of input: it is read, refused or begun, over an engine that answers nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include "bus/command_bus.h"
#include "rpc/server.h"
#include "support/fake_engine.h"

namespace {

/// A server whose answers go nowhere; made anew now and then, so that running requests do not pile up.
struct FuzzedServer {
    FuzzedServer() : out(::open("/dev/null", O_WRONLY | O_CLOEXEC)) {
        server = std::make_unique<dbv::rpc::Server>(bus, engine.shelf(), -1, out, "0", [](int) {});
    }
    FuzzedServer(const FuzzedServer&) = delete;
    FuzzedServer& operator=(const FuzzedServer&) = delete;
    ~FuzzedServer() {
        server.reset();
        ::close(out);
    }

    int out;
    dbv::support::FakeEngine engine;
    dbv::bus::CommandBus bus{engine};
    std::unique_ptr<dbv::rpc::Server> server;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    static std::unique_ptr<FuzzedServer> fuzzed;
    static unsigned lines = 0;
    if (lines++ % 500 == 0) {
        fuzzed = std::make_unique<FuzzedServer>();
    }
    dbv::rpc::LineSplitter splitter([](const dbv::WipedText& line, bool) { fuzzed->server->handleLine(line); },
                                    1U << 16U);
    splitter.feed({reinterpret_cast<const char*>(bytes), size});
    splitter.finish();
    return 0;
}
