// SPDX-License-Identifier: Apache-2.0
#include "app/composition.h"

int main(int argc, char** argv) {
    return dbv::app::runDbvis(argc, argv);
}
