// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "postgres/dump_tools.h"
#include "postgres/line.h"
#include "postgres/restore_checks.h"

namespace dbv::postgres {

/// One restore of a dump of pg_dump's, or of a part of it.
///
/// What the dump needs and what is in its way is found out as soon as its list has come, before anything is changed.
/// Thread: the session's. Must not outlive what it was made of. Blocks: until done.
class Restorer {
public:
    Restorer(Line& line, const DumpGround& ground, const RestoreWish& wish, const DumpProgress& progress)
        : m_line(line), m_ground(ground), m_wish(wish), m_progress(progress) {}

    /// Errors: those of `Dumper::restore`.
    [[nodiscard]] Result<void> run(const DumpSource& source);

private:
    [[nodiscard]] Result<void> unpack(const std::string& path, const DumpSource& source);
    [[nodiscard]] Result<DumpTool> tool() const;
    [[nodiscard]] Result<void> writeList(const std::string& path) const;
    [[nodiscard]] Result<void> runTool(const std::string& file);
    [[nodiscard]] Error toldWhatIsLeft(Error error);
    [[nodiscard]] Result<void> putSettingsBack();

    Line& m_line;
    const DumpGround& m_ground;
    const RestoreWish& m_wish;
    const DumpProgress& m_progress;
    PreparedRestore m_prepared;
};

} // namespace dbv::postgres
