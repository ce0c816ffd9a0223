// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dbv {

/// Hears how far the opening of a session has come, so that a failure can be told by the step that failed. The steps'
/// names are those of PROTOCOL: `resolve`, `ssh`, `hostKey`, `sshAuthenticate`, `tcp`, `tls`, `authenticate`,
/// `database`, `privileges`.
///
/// Thread: the one that opens.
class OpeningSteps {
public:
    OpeningSteps() = default;
    OpeningSteps(const OpeningSteps&) = delete;
    OpeningSteps& operator=(const OpeningSteps&) = delete;
    virtual ~OpeningSteps() = default;

    /// A step begins. The one before it has passed.
    virtual void begin(std::string_view step) = 0;
    /// The step that is under way did what it should. `found` is a sentence for a person.
    virtual void passed(std::string found) = 0;
};

/// For who does not care.
class NoOpeningSteps final : public OpeningSteps {
public:
    void begin(std::string_view /*step*/) override {}
    void passed(std::string /*found*/) override {}
};

} // namespace dbv
