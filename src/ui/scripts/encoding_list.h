// SPDX-License-Identifier: Apache-2.0
#pragma once

class QComboBox;

namespace dbv::ui {

/// A list of the encodings that a script may have, by names as commands know them; the first finds it out, and has an empty name.
[[nodiscard]] QComboBox* newEncodingList();

} // namespace dbv::ui
