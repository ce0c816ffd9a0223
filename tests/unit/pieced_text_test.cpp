// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <QString>

#include <gtest/gtest.h>

#include <dbv/core/pieced_text.h>

namespace dbv {
namespace {

TEST(PiecedText, IsWhatItWasMadeOf) {
    EXPECT_TRUE(PiecedText().isEmpty());
    EXPECT_EQ(PiecedText().joined(), QString());
    const QString text = QStringLiteral("SELECT 'é😀'");
    const PiecedText pieced(text);
    EXPECT_EQ(pieced.size(), text.size());
    // Shared, not copied.
    EXPECT_EQ(pieced.joined().constData(), text.constData());
    EXPECT_EQ(pieced, PiecedText(text));
    EXPECT_NE(pieced, PiecedText(text + u' '));
    EXPECT_NE(pieced, PiecedText());
}

TEST(PiecedText, FollowsEveryEditAsATextDoes) {
    std::mt19937 random(5);
    const auto below = [&random](qsizetype limit) {
        return static_cast<qsizetype>(random() % static_cast<unsigned>(limit));
    };
    for (const qsizetype size : {qsizetype{0}, qsizetype{10}, qsizetype{32 * 1024}, qsizetype{500'000}}) {
        QString text;
        for (qsizetype i = 0; i < size; ++i) {
            text += QChar(static_cast<char16_t>('a' + below(26)));
        }
        PiecedText pieced(text);
        PiecedText before = pieced;
        for (int edit = 0; edit < 400; ++edit) {
            const qsizetype position = below(text.size() + 1);
            const qsizetype most = text.size() - position;
            const qsizetype removed =
                most == 0 ? 0 : below(edit % 50 == 0 ? most + 1 : std::min<qsizetype>(most + 1, 30));
            const QString added =
                QString(edit % 40 == 0 ? below(100'000) : below(20), QChar(static_cast<char16_t>('A' + edit % 26)));
            const QString old = text;
            text.replace(position, removed, added);
            pieced.replace(position, removed, added);
            ASSERT_EQ(pieced.size(), text.size());
            ASSERT_EQ(pieced.joined(), text) << size << " " << edit;
            ASSERT_EQ(pieced == before, text == old);
            const auto [head, tail] = before.sameEnds(pieced);
            ASSERT_EQ(QStringView(old).left(head), QStringView(text).left(head));
            ASSERT_EQ(QStringView(old).right(tail), QStringView(text).right(tail));
            ASSERT_TRUE(head == std::min(old.size(), text.size()) || old[head] != text[head]);
            before = pieced;
        }
        EXPECT_EQ(pieced, PiecedText(text));
    }
}

TEST(PiecedText, SharesWhatAnEditLeavesAlone) {
    PiecedText text(QString(20'000'000, u'x'));
    text.replace(0, 0, QStringLiteral("y"));
    const PiecedText before = text;
    text.replace(10'000'000, 1, QStringLiteral("zz"));
    EXPECT_EQ(before.sameEnds(text), std::pair(qsizetype{10'000'000}, qsizetype{10'000'000}));
    EXPECT_EQ(before.joined().size() + 1, text.joined().size());
}

} // namespace
} // namespace dbv
