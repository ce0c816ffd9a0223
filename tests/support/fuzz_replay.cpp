// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target without libFuzzer: every file of its corpus, and a fixed number of changed copies of each, so that
// a target keeps compiling and a finding stays found in every ordinary test run.
#include <QtCore/QByteArray>
#include <QtCore/QDir>
#include <QtCore/QFile>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <random>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace {

constexpr int kChangedCopies = 200;

QString& corpusPath() {
    static QString path;
    return path;
}

void feed(const QByteArray& input) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.constData()),
                           static_cast<std::size_t>(input.size()));
}

QByteArray changed(QByteArray input, std::minstd_rand& random) {
    const auto below = [&random](qsizetype end) { return static_cast<qsizetype>(random()) % end; };
    const int edits = 1 + static_cast<int>(random() % 8);
    for (int i = 0; i < edits && !input.isEmpty(); ++i) {
        const qsizetype at = below(input.size());
        switch (random() % 4) {
        case 0: input[at] = static_cast<char>(random() & 0xffU); break;
        case 1: input.remove(at, 1 + below(16)); break;
        case 2: input.insert(at, input.mid(below(input.size()), 16)); break;
        default: input.truncate(at); break;
        }
    }
    return input;
}

TEST(FuzzReplay, EveryFileOfTheCorpusAndItsChangedCopiesAreSurvived) {
    const QDir corpus(corpusPath());
    const QFileInfoList files = corpus.entryInfoList(QDir::Files, QDir::Name);
    ASSERT_FALSE(files.isEmpty()) << "no corpus in " << corpus.path().toStdString();

    feed({});
    for (const QFileInfo& info : files) {
        SCOPED_TRACE(info.fileName().toStdString());
        QFile file(info.filePath());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << file.errorString().toStdString();
        const QByteArray seed = file.readAll();
        feed(seed);
        std::minstd_rand random(1);
        for (int i = 0; i < kChangedCopies; ++i)
            feed(changed(seed, random));
    }
}

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc == 2)
        corpusPath() = QString::fromLocal8Bit(argv[1]);
    return RUN_ALL_TESTS();
}
