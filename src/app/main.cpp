// SPDX-License-Identifier: Apache-2.0
#include "app/composition.h"
#include "app/last_words.h"
#include "app/standard_descriptors.h"

int main(int argc, char** argv) {
    dbv::app::prepareLastWords("db-visualizer");
    dbv::app::fillStandardDescriptors();
    return dbv::app::runWindow(argc, argv);
}
