// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/spool_row_source.h"

#include <utility>

namespace dbv::viewmodel {
namespace {

/// A read that ends with the conversation that it is.
class BusRead final : public PendingRead {
public:
    explicit BusRead(bus::Request request) : m_request(std::move(request)) {}

private:
    bus::Request m_request;
};

} // namespace

SpoolRowSource::SpoolRowSource(std::shared_ptr<const results::ResultSpool> spool, ResultId id, bus::CommandBus& bus)
    : m_bus(bus), m_id(id), m_spool(std::move(spool)) {}

std::optional<LocatedRow> SpoolRowSource::tryRow(std::uint64_t row) const {
    auto located = m_spool->tryRow(row);
    if (!located) {
        return std::nullopt;
    }
    return LocatedRow{std::move(located->batch), located->row};
}

std::unique_ptr<PendingRead> SpoolRowSource::load(std::uint64_t row, Loaded loaded) {
    auto done = [loaded](const protocol::RowLoaded&) { loaded({}); };
    auto failed = [loaded](const Error& error) { loaded(std::unexpected(error)); };
    return std::make_unique<BusRead>(m_bus.ask(protocol::LoadRow{m_id, row}, std::move(done), std::move(failed)));
}

std::unique_ptr<PendingRead> SpoolRowSource::readLarge(const LargeValue& value, std::uint64_t offset,
                                                       std::uint64_t count, RangeRead read) {
    auto done = [read](const protocol::LargeValueRead& answer) { read(answer.bytes); };
    auto failed = [read](const Error& error) { read(std::unexpected(error)); };
    return std::make_unique<BusRead>(m_bus.ask(
        protocol::ReadLargeValue{m_id, value.offset, value.length, offset, count}, std::move(done), std::move(failed)));
}

} // namespace dbv::viewmodel
