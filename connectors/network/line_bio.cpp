// SPDX-License-Identifier: Apache-2.0
#include "network/line_bio.h"

namespace dbv::network {

namespace {

const OwnLine& lineOf(BIO* bio) {
    return *static_cast<const OwnLine*>(BIO_get_data(bio));
}

int outcome(BIO* bio, const OwnLine::Moved& moved, int retry) {
    BIO_clear_retry_flags(bio);
    if (moved.wouldBlock) {
        BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
        return -1;
    }
    return moved.broken ? -1 : static_cast<int>(moved.bytes);
}

int readSome(BIO* bio, char* into, int size) {
    const auto bytes = std::as_writable_bytes(std::span(into, static_cast<std::size_t>(size)));
    return outcome(bio, lineOf(bio).readSome(bytes), BIO_FLAGS_READ);
}

int writeSome(BIO* bio, const char* from, int size) {
    const auto bytes = std::as_bytes(std::span(from, static_cast<std::size_t>(size)));
    return outcome(bio, lineOf(bio).writeSome(bytes), BIO_FLAGS_WRITE);
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*pointer*/) {
    // Nothing is held back here, so that there is nothing to flush.
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

struct FreeMethod {
    void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
};

const BIO_METHOD* method() {
    static const std::unique_ptr<BIO_METHOD, FreeMethod> kMethod = [] {
        std::unique_ptr<BIO_METHOD, FreeMethod> made(
            BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "line of our own"));
        if (made) {
            BIO_meth_set_read(made.get(), &readSome);
            BIO_meth_set_write(made.get(), &writeSome);
            BIO_meth_set_ctrl(made.get(), &control);
        }
        return made;
    }();
    return kMethod.get();
}

} // namespace

std::unique_ptr<BIO, FreeBio> bioOn(const OwnLine& line) {
    std::unique_ptr<BIO, FreeBio> bio(method() == nullptr ? nullptr : BIO_new(method()));
    if (bio) {
        BIO_set_data(bio.get(), const_cast<OwnLine*>(&line));
        BIO_set_init(bio.get(), 1);
    }
    return bio;
}

} // namespace dbv::network
