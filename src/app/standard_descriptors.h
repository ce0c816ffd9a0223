// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::app {

/// Puts something that is no file of anybody into each standard descriptor that the program was started without. Else
/// the next file that is opened would get its number, and be read as the input or written as the output.
///
/// A missing input can't be read then, and a missing output refuses what is written to it.
/// Call it before anything is opened.
void fillStandardDescriptors();

} // namespace dbv::app
